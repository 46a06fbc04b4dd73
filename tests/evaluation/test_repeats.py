"""Two reports a day apart do not differ by the answers of one form."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from evaluation import snapshots
from evaluation.models import Evaluation, Report
from evaluation.snapshots import evaluation_rows
from evaluation.snapshots.inputs import RatingInput
from tests.evaluation.small_counts import SET, inputs
from tests.factories import make_hub

DAY = date(2026, 11, 3)
AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
#: The ratings of each form: Ashby's and Birley's sessions 1 and 2.
FORMS = {
    1: (1, [2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5]),
    2: (2, [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 2]),
    3: (1, [2, 3, 3, 4, 4, 5]),
    4: (2, [2, 3, 3, 4, 4, 5]),
    5: (1, [1, 2, 3, 3, 4, 5, 5]),
    6: (1, [1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 5]),
}
#: Before and after, as given by the people of each final form.
WAYS = {
    1: [(2, 4)] * 9 + [(2, 3)] * 6 + [(3, 3)] * 7 + [(4, 3)] * 6,
    2: [(1, 3)] * 6 + [(3, 3)] * 6 + [(4, 2)] * 6,
    3: [(2, 5)] * 6 + [(3, 4)] * 5 + [(2, 2)] * 5,
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


def test_one_form_of_ten_answers_or_more_changes_no_cell_that_was_shown():
    """Its mean alone could be shown, but not by itself without a breakdown."""
    first = report([1, 2], [])
    second = report([1, 2, 6], [first], days=1)

    assert means(report([1, 2, 6], []))["All"] == (39, 3.5, None)
    assert means(second)["All"] == (26, 3.5, "2026-11-03")
    assert means(second)["Ashby"] == (12, 3.7, "2026-11-03")


def test_no_two_reports_in_a_row_differ_by_the_answers_of_one_form():
    """Each day one more form closes: what is shown stays, or grows by two forms."""
    earlier: list[dict[str, Any]] = []
    for last_form in range(2, 7):
        forms = list(range(1, last_form + 1))
        earlier.append(report(forms, list(earlier), days=last_form))

    shown = [means(each)["All"][:2] for each in earlier]

    assert shown == [(26, 3.5), (26, 3.5), (38, 3.5), (38, 3.5), (58, 3.5)]


def test_a_mean_of_a_report_that_did_not_note_its_forms_is_shown_anew():
    first = report([1, 2], [])
    row = first["figures"]["ratings"][0]["rows"][0]
    for cell in (row["total"], *row["authority"], *row["phase"], *row["group"]):
        del cell["forms"]

    assert means(report([1, 2, 3], [first], days=1))["All"] == (32, 3.5, None)


def final_report(
    forms: list[int], earlier: list[dict[str, Any]], days: int = 0
) -> dict[str, Any]:
    given = inputs()
    given.ratings[:] = [
        RatingInput(set_pk, kind, 1, "sure", "Sure?", pair[at], f"p{form}.{n}", number)
        for form in forms
        for n, pair in enumerate(WAYS[form])
        for at, (set_pk, kind, number) in enumerate(
            [(8, "baseline", 10), (9, "final", form)]
        )
    ]
    found = {**vars(given), "as_at": DAY + timedelta(days=days), "earlier": earlier}
    return snapshots.build(type(given)(**found))


def change(snapshot: dict[str, Any]) -> tuple[Any, ...]:
    (row,) = snapshot["figures"]["confidence"]
    return row["pairs"], row["up"], row["same"], row["down"], row.get("as_at")


def test_before_and_after_are_repeated_whole_until_two_forms_were_added():
    first = final_report([1], [])
    second = final_report([1, 2], [first], days=1)
    third = final_report([1, 2, 3], [first, second], days=2)

    assert change(final_report([1, 2], []))[:4] == (46, 21, 13, 12)
    assert change(first) == (28, 15, 7, 6, None)
    assert change(second) == (28, 15, 7, 6, "2026-11-03")  # 18 of one form more
    assert change(third) == (62, 32, 18, 12, None)


def test_a_change_of_a_report_that_did_not_note_its_forms_is_shown_anew():
    first = final_report([1], [])
    (row,) = first["figures"]["confidence"]
    del row["forms"]

    assert change(final_report([1, 2], [first], days=1))[0] == 46


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "remembered"),
    [
        ({}, True),
        ({"snapshot": {}}, False),  # of a report that never showed a figure
        ({"state": "running"}, False),
        ({"hub": "another"}, False),
        ({"start_year": 2024}, False),
    ],
)
def test_finished_reports_of_any_evaluation_of_the_hub_and_year_are_remembered(
    changed, remembered
):
    hub = make_hub()
    evaluation = Evaluation.objects.create(hub=hub, title="One", start_year=2025)
    other = Evaluation.objects.create(
        hub=make_hub("Weald") if "hub" in changed else hub,
        title="Another",
        start_year=changed.get("start_year", 2025),
    )
    Report.objects.create(
        hub=other.hub,
        evaluation=other,
        version=1,
        requested_at=AT,
        finished_at=AT,
        state=changed.get("state", "done"),
        snapshot=changed.get("snapshot", {"figures": "of the other evaluation"}),
    )

    found = evaluation_rows.earlier_reports(evaluation)

    assert found == ([{"figures": "of the other evaluation"}] if remembered else [])
