"""Reports in a row do not tell whose comment joined a theme."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest

from evaluation import snapshots
from evaluation.snapshots.inputs import CodingInput, EvidenceInput, ResponseInput
from tests.evaluation.small_counts import SET, inputs

DAY = date(2026, 11, 3)
#: Each form's group, and of how many people so many wrote of the theme.
FORMS = {
    1: (1, 9, 20),
    2: (2, 8, 19),
    3: (1, 2, 6),
    4: (2, 5, 12),
    5: (1, 6, 11),
    6: (2, 1, 7),
    7: (2, 6, 14),
}


def report(
    forms: list[int],
    earlier: list[dict[str, Any]],
    days: int = 0,
    *,
    theme: str = "Mentors",
    evaluation: int = 1,
    unread: tuple[int, ...] = (),
    recoded: tuple[int, ...] = (),
) -> dict[str, Any]:
    """A report of these forms; comments `unread` are not read, `recoded` join late."""
    given = inputs()
    for rows in (given.responses, given.codings, given.evidence, given.ratings):
        rows.clear()
    for form in forms:
        group, wrote, people = FORMS[form]
        for at in range(people):
            number, is_read = form * 100 + at, form * 100 + at not in unread
            text = f"Comment {number}." if at == 0 else ""
            given.responses.append(
                ResponseInput(f"r{number}", SET, group, is_read, form)
            )
            given.evidence.append(
                EvidenceInput(number, "written", SET, text, at == 0, is_read, form)
            )
            if is_read and (at < wrote or number in recoded):
                given.codings.append(
                    CodingInput(
                        *(number, "written", evaluation, f"r{number}", None),
                        *("person", None, DAY),
                    )
                )
    given.themes[0]["name"] = theme
    given.themes[0]["pk"] = evaluation
    given.evaluation["pk"] = evaluation
    found = {**vars(given), "as_at": DAY + timedelta(days=days), "earlier": earlier}
    return snapshots.build(type(given)(**found))


def row_of(snapshot: dict[str, Any]) -> dict[str, Any]:
    return snapshot["figures"]["themes"][0]["rows"][0]


def shares(snapshot: dict[str, Any]) -> dict[str, Any]:
    """Who wrote of the theme, of how many, and the date of what is repeated."""
    row = row_of(snapshot)
    return {
        cell["label"]: None
        if cell.get("suppressed")
        else (cell["hits"], cell["of"], cell.get("as_at"))
        for cell in (row["total"], *row["authority"])
    }


def comments(snapshot: dict[str, Any]) -> set[int]:
    """The comments that are listed under the theme, wherever the report says so."""
    found = {int(row["evidence"][1:]) for row in snapshot["codings"]}
    evidence = snapshot["evidence"]
    assert found == set(snapshot["themes"][0]["evidence"])
    assert found == {one["number"] for one in evidence["quotes"]}.union(
        *(row["numbers"] for row in evidence["others"])
    )
    assert evidence["coded"] == len(found)
    return found


def in_a_row(*, days: int = 5) -> list[dict[str, Any]]:
    """Reports of five days; each day one form more has closed."""
    earlier: list[dict[str, Any]] = []
    for day in range(days):
        forms = list(range(1, 3 + day))
        earlier.append(report(forms, list(earlier), days=day))
    return earlier


def told(reports: list[dict[str, Any]]) -> list[tuple[int, int]]:
    """Differences of two reports that are the answers of one form: hits and people.

    Each share and each difference of two in one report is compared with another's.
    """
    alone = {(wrote, people) for _, wrote, people in FORMS.values()}
    found = []
    for one, other in combinations(map(figures, reports), 2):
        for name in one.keys() & other.keys():
            step = tuple(b - a for a, b in zip(one[name], other[name], strict=True))
            if step in alone:
                found.append(step)
    return found


def figures(snapshot: dict[str, Any]) -> dict[Any, tuple[int, int]]:
    """What a report says of the day of its figures, and what follows from it.

    A figure that is repeated belongs to the report from which it comes.
    """
    shown = {
        label: (cell[0], cell[1])
        for label, cell in shares(snapshot).items()
        if cell and not cell[2]
    }
    left = {
        (one, other): tuple(
            a - b for a, b in zip(shown[one], shown[other], strict=True)
        )
        for one, other in combinations(shown, 2)
    }
    return shown | left


def test_five_reports_in_a_row_told_what_each_form_wrote():
    """The attack on reports that do not know of each other."""
    reports = [report(list(range(1, 3 + day)), [], days=day) for day in range(5)]

    assert set(told(reports)) >= {(5, 12), (6, 11)}
    assert [len(comments(each)) for each in reports] == [17, 19, 24, 30, 31]


def test_five_reports_in_a_row_tell_nothing_of_one_form():
    reports = in_a_row()

    assert told(reports) == []
    assert [shares(each) for each in reports] == [
        {"All": (17, 39, None), "Ashby": (9, 20, None), "Birley": (8, 19, None)},
        {
            "All": (17, 39, "2026-11-03"),
            "Ashby": (9, 20, "2026-11-03"),
            "Birley": (8, 19, None),
        },
        {
            "All": (24, 57, None),  # 18 answers of two forms more
            "Ashby": (9, 20, "2026-11-03"),
            "Birley": (8, 19, "2026-11-04"),
        },
        {
            "All": (24, 57, "2026-11-05"),
            "Ashby": (17, 37, None),
            "Birley": (8, 19, "2026-11-04"),
        },
        {
            "All": (31, 75, None),
            "Ashby": (17, 37, None),
            "Birley": (14, 38, None),
        },
    ]


def test_comments_of_a_form_are_listed_with_those_of_another():
    reports = in_a_row()

    added = [
        sorted({number // 100 for number in comments(now) - comments(before)})
        for before, now in zip(reports, reports[1:], strict=False)
    ]
    assert added == [[], [3, 4], [], [5, 6]]
    assert [
        sum(row["count"] for row in each["evidence"]["collected"]) for each in reports
    ] == [39, 39, 57, 57, 75]


def test_the_rest_of_a_total_does_not_tell_of_the_one_form_in_it():
    """All people less Ashby's would be Birley's, to whom form 4 alone was added."""
    first = report([1, 2], [])
    second = report([1, 2, 3, 4, 5], [first], days=1)

    assert told([first, second]) == []
    assert shares(second) == {
        "All": (30, 68, None),
        "Ashby": (9, 20, "2026-11-03"),
        "Birley": (8, 19, "2026-11-03"),
    }


def test_two_forms_with_fewer_than_ten_comments_wait_for_a_third(monkeypatch):
    monkeypatch.setitem(FORMS, 8, (1, 2, 5))
    monkeypatch.setitem(FORMS, 9, (2, 1, 5))
    first = report([1, 2], [])
    few = report([1, 2, 8], [first])

    both = comments(report([1, 2, 8, 9], [first, few]))

    assert {number // 100 for number in both} == {1, 2, 8, 9}  # ten comments
    monkeypatch.setitem(FORMS, 9, (2, 1, 4))
    assert comments(report([1, 2, 8, 9], [first])) == comments(first)


def test_a_share_is_repeated_where_few_of_those_added_wrote_of_the_theme(monkeypatch):
    monkeypatch.setitem(FORMS, 8, (1, 1, 7))
    monkeypatch.setitem(FORMS, 9, (2, 3, 7))
    first = report([1, 2], [])

    assert shares(report([1, 2, 8, 9], [first]))["All"] == (17, 39, "2026-11-03")
    monkeypatch.setitem(FORMS, 9, (2, 4, 7))
    assert shares(report([1, 2, 8, 9], [first]))["All"] == (22, 53, None)


def test_a_few_comments_that_were_read_between_two_reports_are_not_told():
    late = tuple(range(100, 105))  # five people of one form, all of them with the theme
    first = report([1, 2], [], unread=late)
    second = report([1, 2], [first], days=1)

    assert shares(first)["All"] == (12, 34, None)
    assert shares(second)["All"] == (12, 34, "2026-11-03")
    assert comments(second) == comments(first)
    assert comments(report([1, 2], [])) - comments(first) == set(late)


def test_what_an_evaluator_gives_a_theme_anew_is_counted_at_once():
    """No answer was added, and the same people are counted as before."""
    first = report([1, 2], [])
    second = report([1, 2], [first], days=1, recoded=(110, 111))

    assert shares(second)["All"] == (19, 39, None)


@pytest.mark.parametrize(("name", "evaluation"), [("Mentors", 2), ("Renamed", 1)])
def test_a_theme_is_known_by_its_name_in_another_evaluation_and_by_its_row(
    name, evaluation
):
    first = report([1, 2], [])
    second = report([1, 2, 3], [first], days=1, theme=name, evaluation=evaluation)

    assert shares(second)["All"] == (17, 39, "2026-11-03")
    assert {number // 100 for number in comments(second)} == {1, 2}


def test_no_statistic_of_a_theme_is_exact():
    first = report([1, 2], [])
    second = report([1, 2, 3], [first], days=1)

    assert row_of(first)["comparison"]["p"] is None
    assert row_of(second)["comparison"]["p"] is None
    assert row_of(second)["comparison"]["v"] is None


def test_a_share_of_a_report_that_did_not_note_its_forms_is_repeated_too():
    first = report([1, 2], [])
    row = row_of(first)
    for cell in (row["total"], *row["authority"], *row["phase"], *row["group"]):
        del cell["forms"]
    del first["evidence"]["forms"], first["evidence"]["counted"]

    assert shares(report([1, 2, 3], [first], days=1))["All"] == (17, 39, "2026-11-03")
    assert comments(report([1, 2, 3], [first], days=1)) == comments(first)
    assert shares(report([1, 2], [first], recoded=(110,)))["All"] == (18, 39, None)


def test_what_was_heard_on_a_visit_never_waits():
    first = report([1, 2], [])
    given = inputs()
    given.responses.clear()
    given.codings[:] = [
        CodingInput(900, "spoken", 1, "", 1, "person", None, DAY),
    ]
    given.evidence[:] = [EvidenceInput(900, "spoken", None, "", False, True)]
    given.evaluation["pk"] = 1
    found = {**vars(given), "as_at": DAY, "earlier": [first]}

    assert comments(snapshots.build(type(given)(**found))) == {900}
