"""What schools answered when they were rung, as an evaluation reads it."""

from evaluation.models import Evaluation
from evaluation.suppression import is_small
from recruitment.choices import CallAnswer
from recruitment.queries import recruiting


def call_answers(evaluation: Evaluation) -> list[tuple[str, list[int | None]]]:
    """Each local authority with the counts of CallAnswer; None for a few of them.

    No total is shown, so a count follows from no other one. One statement.
    """
    smallest = evaluation.hub.smallest_count
    rows = recruiting.answers_by_area(
        [evaluation.hub_id], start_year=evaluation.start_year
    )
    return [
        (row.authority, [None if is_small([n], smallest) else n for n in row.counts])
        for row in rows
    ]


def call_answer_labels() -> list[str]:
    return [str(each.label) for each in CallAnswer]
