"""Which rows a report counts: comments that wait, its groups, and earlier reports."""

from dataclasses import FrozenInstanceError
from datetime import date
from typing import Any

import pytest

from evaluation import snapshots
from evaluation.snapshots import passages
from evaluation.snapshots.areas import ALL, Areas, ReportedGroup, all_of, by_authority
from evaluation.snapshots.inputs import EvidenceInput
from tests.evaluation.small_counts import inputs
from tests.evaluation.test_snapshot_findings import coded, given, said


def report(pk: int, **evidence) -> dict[str, Any]:
    return {"evaluation": {"pk": pk}, "evidence": evidence}


def listed(
    new: list[EvidenceInput], *earlier, codings=()
) -> tuple[list[int], list[int]]:
    """The numbers of the passages that are listed, and of those that count as read."""
    found = passages.listed(
        given(evidence=new, earlier=list(earlier), codings=list(codings))
    )
    return (
        [one.number for one in found.evidence],
        [one.number for one in found.evidence if one.is_read],
    )


def comments(*numbers: int, form: int, **fields) -> list[EvidenceInput]:
    return [said(number, form=form, **fields) for number in numbers]


FIRST = comments(1, 2, form=1)


def test_the_first_report_lists_every_comment():
    assert listed(FIRST) == ([1, 2], [1, 2])


def test_comments_of_one_new_form_wait_for_another():
    before = report(1, forms=[1], counted=[1, 2])
    one = [*FIRST, *comments(*range(3, 15), form=2)]
    few = [*FIRST, *comments(*range(3, 8), form=2), *comments(*range(8, 12), form=3)]
    ten = [*FIRST, *comments(*range(3, 8), form=2), *comments(*range(8, 13), form=3)]

    assert listed(one, before) == ([1, 2], [1, 2])
    assert listed(few, before) == ([1, 2], [1, 2])
    assert listed(ten, before) == (list(range(1, 13)), list(range(1, 13)))


def test_what_was_heard_on_a_visit_never_waits():
    before = report(1, forms=[1], counted=[1, 2])

    assert listed([*FIRST, said(3)], before) == ([1, 2, 3], [1, 2, 3])


def test_a_few_comments_that_were_read_since_count_as_unread_and_their_themes_wait():
    before = report(1, forms=[1, 2], counted=[1, 2])
    new = [*FIRST, *comments(3, 4, form=2)]
    codings = [coded(1), coded(3)]

    found = passages.listed(given(evidence=new, earlier=[before], codings=codings))

    assert listed(new, before) == ([1, 2, 3, 4], [1, 2])
    assert [one.evidence for one in found.codings] == [1]


def test_a_form_that_another_evaluation_counted_is_known_and_its_reading_is_not():
    elsewhere = report(9, forms=[1, 2], counted=[1, 2, 3])

    assert listed([*FIRST, *comments(3, form=2)], elsewhere) == ([1, 2, 3], [1, 2, 3])
    assert listed(FIRST, report(9, forms=[7], counted=[])) == ([], [])


def test_an_old_report_counted_what_it_listed():
    old = report(1, quotes=[{"number": 1}], others=[{"numbers": [2]}, {"numbers": []}])

    assert passages._counted(old["evidence"]) == {1, 2}
    assert listed([*FIRST, *comments(3, form=1)], old) == ([1, 2, 3], [1, 2])
    assert listed([*FIRST, *comments(3, form=2)], old) == ([1, 2], [1, 2])


# --- areas, inputs and the whole


ASHBY = ReportedGroup(1, "A", "Ashby", "Primary")
BIRLEY = ReportedGroup(2, "B", "Birley", "Primary")
ASHBY_TOO = ReportedGroup(3, "C", "Ashby", "Primary")


def test_groups_by_authority_come_after_all_of_them():
    found = by_authority([BIRLEY, ASHBY, ASHBY_TOO])

    assert list(found.items()) == [
        (ALL, {1, 2, 3}),
        ("Birley", {2}),
        ("Ashby", {1, 3}),
    ]
    assert ALL == "All"
    assert (all_of([ASHBY, BIRLEY]), ASHBY.alone) == ({1, 2}, {1})


def test_sets_of_groups_consist_of_parts():
    sets = [frozenset(each) for each in ({1, 2, 3}, {1}, {2, 3}, {1}, {3, 4})]
    areas = Areas.of(sets)

    assert areas.sets == tuple(sets[at] for at in (0, 1, 2, 4))
    assert areas.parts == [{1}, {2}, {3}, {4}]
    assert [areas.number(each) for each in sets] == [0, 1, 2, 1, 3]
    assert areas.parts_of(sets[2]) == [1, 2]
    assert areas.parts_of(sets[4]) == [2, 3]
    assert Areas.of([frozenset({1, 2}), frozenset({3})]).parts == [{1, 2}, {3}]


def test_earlier_figures_are_of_reports_that_noted_their_groups_or_are_ones_own():
    row = {"pk": 9, "title": "Old", "authority": "Corby", "phase": "Primary"}

    def earlier(pk: int, day: str, figure, **more) -> dict[str, Any]:
        found = {"evaluation": {"pk": pk}, "figures": {"funnel": figure}, "as_at": day}
        return found | more

    found = given(
        earlier=[
            earlier(9, "1", {"total": 1}, groups=[row]),
            earlier(9, "2", {"total": 2}),
            earlier(0, "2", {"total": 2}),
            earlier(1, "3", {"total": 3}),
            earlier(1, "4", None, groups=[row]),
            earlier(1, "5", {"total": 5}, groups=[]),
        ]
    )

    assert found.earlier_figures("funnel") == [
        ([ReportedGroup(**row)], {"total": 1}, "1"),
        (found.reported_groups, {"total": 3}, "3"),
    ]
    assert found.reported_groups[0] == ReportedGroup(
        1, "Group Ashby", "Ashby", "Primary"
    )


def test_the_hash_is_of_the_rows_and_not_of_the_day():
    first = given().hash()

    assert len(first) == 64
    assert given(as_at=date(2027, 1, 1), earlier=[report(1)]).hash() == first
    assert given(hub=dict(reversed(inputs().hub.items()))).hash() == first
    assert given(leads=9).hash() != first
    assert given(last_year=[{"text": "x"}]).hash() != first


def test_a_snapshot_holds_the_parts_of_a_report():
    found = given(
        evaluation={
            **inputs().evaluation,
            "case": "Why.",
            "context": " Written. ",
            "conclusion": "So.",
            "strategic_goal": "Goal 1",
        },
        last_year=[{"text": "More time"}],
    )

    snapshot = snapshots.build(found)

    assert (snapshot["format"], snapshot["as_at"]) == (3, "2026-11-03")
    assert snapshot["hub"] == {"name": "Wolds", "slug": "wolds", "smallest_count": 5}
    assert snapshot["evaluation"] == {
        "pk": 1,
        "title": "SKTM",
        "year": "2025/26",
        "start_year": 2025,
        "strategic_goal": "Goal 1",
    }
    assert snapshot["groups"][1] == {
        "pk": 2,
        "title": "Group Birley",
        "authority": "Birley",
        "phase": "Primary",
    }
    assert snapshot["context"]["written"] == "Written."
    assert snapshot["context"]["drafted"][2] == "26 people have or had a secured place."
    assert (snapshot["activity"]["written"], snapshot["case"]) == ("", "Why.")
    assert snapshot["conclusion"] == "So."
    assert snapshot["last_year"] == [{"text": "More time"}]
    assert list(snapshot["figures"]) == [
        *("funnel", "attendance", "retention", "confidence"),
        *("ratings", "themes", "marks"),
    ]


def test_inputs_never_change_and_what_was_said_answers_to_no_form():
    heard = EvidenceInput(1, "spoken", None, "", False, True)

    assert heard.form == 0
    for row in (heard, given(), given().groups[0], coded(1)):
        with pytest.raises(FrozenInstanceError):
            row.form = 5
