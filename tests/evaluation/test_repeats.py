"""Two reports a day apart do not differ by the answers of one form."""

from datetime import date, timedelta
from typing import Any

import pytest

from evaluation import snapshots
from evaluation.models import Report
from evaluation.snapshots.inputs import RatingInput
from tests.evaluation import report_world as world
from tests.evaluation.small_counts import SET, inputs

DAY = date(2026, 11, 3)
#: The ratings of each form: Ashby's and Birley's sessions 1 and 2.
FORMS = {
    1: (1, [2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5]),
    2: (2, [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 2]),
    3: (1, [2, 3, 3, 4, 4, 5]),
    4: (2, [2, 3, 3, 4, 4, 5]),
    5: (1, [1, 2, 3, 3, 4, 5, 5]),
}


def report(
    forms: list[int], earlier: list[dict[str, Any]], days: int = 0
) -> dict[str, Any]:
    given = inputs()
    given.ratings[:] = [
        RatingInput(SET, "session", group, "useful", "Useful?", rating, "", form)
        for form in forms
        for group, ratings in [FORMS[form]]
        for rating in ratings
    ]
    found = {**vars(given), "as_at": DAY + timedelta(days=days), "earlier": earlier}
    return snapshots.build(type(given)(**found))


def means(snapshot: dict[str, Any]) -> dict[str, Any]:
    row = snapshot["figures"]["ratings"][0]["rows"][0]
    return {
        cell["label"]: None
        if cell.get("suppressed")
        else (cell["of"], cell["mean"], cell.get("as_at"))
        for cell in (row["total"], *row["authority"])
    }


def test_a_report_a_day_later_gave_the_answers_of_one_form_away():
    first, second = means(report([1, 2], [])), means(report([1, 2, 3], []))

    added = second["All"][0] - first["All"][0]
    assert added == len(FORMS[3][1])  # six answers, whose sum follows from the means


def test_a_cell_is_repeated_with_its_date_until_two_forms_and_ten_answers_came():
    first = report([1, 2], [])
    second = report([1, 2, 3], [first], days=1)
    third = report([1, 2, 3, 4], [first, second], days=2)
    fourth = report([1, 2, 3, 4, 5], [first, second, third], days=3)

    assert means(first) == {
        "All": (26, 3.5, None),
        "Ashby": (12, 3.7, None),
        "Birley": (14, 3.4, None),
    }
    assert means(second) == {
        "All": (26, 3.5, "2026-11-03"),
        "Ashby": (12, 3.7, "2026-11-03"),
        "Birley": (14, 3.4, None),
    }
    assert means(third) == {
        "All": (38, 3.5, None),  # twelve answers of two forms more
        "Ashby": (12, 3.7, "2026-11-03"),
        "Birley": (14, 3.4, "2026-11-04"),  # shown again that day
    }
    assert means(fourth) == {
        "All": (38, 3.5, "2026-11-05"),
        "Ashby": (25, 3.5, None),
        "Birley": (14, 3.4, "2026-11-04"),  # shown again that day
    }


@pytest.mark.django_db
def test_a_finished_report_of_any_evaluation_of_the_hub_and_year_is_remembered():
    evaluation = world.write_year()
    snapshot, _ = snapshots.freeze(evaluation, at=world.AT)
    Report.objects.create(
        hub=evaluation.hub,
        evaluation=evaluation,
        version=1,
        requested_at=world.AT,
        finished_at=world.AT,
        state="done",
        snapshot=snapshot,
    )
    group = evaluation.work_groups.order_by("pk").first()
    session = group.sessions.get(number=1)
    form = group.feedback_forms.get(session=session)
    world.make.make_response(form, useful=1)

    later, _ = snapshots.freeze(evaluation, at=world.AT + timedelta(days=1))

    assert later["figures"]["confidence"] == snapshot["figures"]["confidence"]
