"""Whether mentors were in the picture, as an evaluation reads it."""

from dataclasses import dataclass
from datetime import datetime

from evaluation.models import Evaluation
from evaluation.suppression import is_small
from recruitment.queries import mentor_figures
from recruitment.queries.mentor_figures import MentorFigures, TriedWith


@dataclass(frozen=True)
class AreaOfMentors:
    """Figures of one local authority; None for a few people, or all but a few."""

    authority: str
    figures: MentorFigures
    reachable: int | None
    talked: int | None


def mentor_rows(evaluation: Evaluation, *, at: datetime) -> list[AreaOfMentors]:
    """Figures by local authority of the groups in scope; no total is shown.

    In six statements. An area of fewer people than the hub's smallest count is left
    out whole.
    """
    smallest = evaluation.hub.smallest_count
    groups = list(evaluation.work_groups.select_related("local_authority"))
    figures = mentor_figures.figures_by_group([each.pk for each in groups], now=at)
    return [
        AreaOfMentors(
            authority,
            each,
            reachable=_shown(each.reachable, each.people, smallest),
            talked=_shown(each.talked, each.tasks, smallest),
        )
        for authority, each in mentor_figures.by_authority(groups, figures)
        if each.people >= smallest
    ]


def _shown(count: int, of: int, smallest: int) -> int | None:
    return None if is_small([count, of - count], smallest) else count


def tried_by_scheme(evaluation: Evaluation) -> list[TriedWith]:
    return mentor_figures.tried_by_scheme(evaluation.hub_id, evaluation.start_year)
