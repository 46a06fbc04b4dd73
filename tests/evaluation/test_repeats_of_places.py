"""Reports in a row do not tell what a few people did."""

from datetime import date, timedelta
from itertools import combinations
from typing import Any

import pytest

from evaluation import snapshots
from evaluation.reports import annex, charts, sheets
from evaluation.snapshots import repeats
from evaluation.snapshots.inputs import ReportInputs
from recruitment.queries.figures import CohortMember, FunnelEntry, SessionAttendance
from tests.evaluation.small_counts import inputs

DAY = date(2026, 11, 3)
STAGES = ("interested", "offered", "secured", "came")
#: Interested, offered, secured and came by group, on five days in a row.
PLACES = [
    {1: (40, 30, 20, 0), 2: (40, 30, 20, 0)},
    {1: (41, 30, 20, 0), 2: (40, 30, 20, 0)},
    {1: (44, 33, 21, 0), 2: (47, 38, 30, 0)},
    {1: (52, 42, 31, 0), 2: (48, 40, 32, 0)},
    {1: (55, 45, 34, 0), 2: (55, 45, 34, 0)},
]


def given(day: int = 0, earlier: list[dict[str, Any]] | None = None) -> ReportInputs:
    """Inputs without a figure of their own."""
    found = inputs()
    for rows in (found.funnel, found.attendance, found.cohort, found.ratings):
        rows.clear()
    found.groups[:] = found.groups[:2]
    found.responses.clear()
    found.codings.clear()
    as_at = DAY + timedelta(days=day)
    return ReportInputs(**{**vars(found), "as_at": as_at, "earlier": earlier or []})


def places(day: int, earlier: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    found = given(day, earlier)
    found.funnel[:] = [
        FunnelEntry(pk, at < offered, at < secured, at < came)
        for pk, (interested, offered, secured, came) in PLACES[day].items()
        for at in range(interested)
    ]
    return snapshots.build(found)


def counts(snapshot: dict[str, Any]) -> dict[tuple[str, str], int]:
    """The counts that are of the report's own day."""
    funnel = snapshot["figures"]["funnel"]
    return {
        (row["label"], stage): row[stage]
        for row in [{"label": "All", **funnel["total"]}, *funnel["rows"]]
        for stage in STAGES
        if row[stage] is not None and stage not in row.get("as_at", {})
    }


def told(reports: list[dict[tuple[str, str], int]]) -> list[int]:
    """Numbers of one to four people in which two reports differ.

    Each count is compared, and so is each difference of two counts of one report.
    """
    found = []
    for before, now in combinations(reports, 2):
        both = sorted(before.keys() & now.keys())
        steps = [now[key] - before[key] for key in both]
        between = [abs(one - other) for one, other in combinations(steps, 2)]
        nearby = [abs(step) for step in steps]
        found += [step for step in nearby + between if 0 < step < 5]
    return found


def in_a_row() -> list[dict[str, Any]]:
    earlier: list[dict[str, Any]] = []
    for day in range(5):
        earlier.append(places(day, list(earlier)))
    return earlier


def test_five_reports_in_a_row_told_what_single_people_did():
    """The attack on reports that do not know of each other: one person on one day."""
    reports = [counts(places(day)) for day in range(5)]

    assert 1 in told(reports)
    assert len(told(reports)) > 20


def test_five_reports_in_a_row_tell_nothing_of_a_few():
    reports = in_a_row()

    assert told([counts(each) for each in reports]) == []


def test_a_count_of_places_is_repeated_with_its_date_until_ten_people_came():
    reports = in_a_row()

    first, second, *_, last = (each["figures"]["funnel"]["total"] for each in reports)
    assert first == {"interested": 80, "offered": 60, "secured": 40, "came": 0}
    assert second == first | {"as_at": {"interested": "2026-11-03"}}
    assert last["interested"] == 110
    assert "interested" not in last.get("as_at", {})


def test_nine_people_more_are_too_few_and_ten_are_enough():
    first = places(0)
    of_first = first["figures"]["funnel"]
    assert of_first["total"]["interested"] == 80
    for people, shown in ((9, 40), (10, 50)):
        found = given(1, [first])
        found.funnel[:] = [
            FunnelEntry(pk, at < 30, at < 20, at < 0)
            for pk, more in ((1, people), (2, 0))
            for at in range(40 + more)
        ]
        (row, _) = snapshots.build(found)["figures"]["funnel"]["rows"]
        assert row["interested"] == shown


def test_the_annex_and_the_workbook_give_the_date_of_a_count():
    second = in_a_row()[1]

    *_, total = next(
        block["rows"]
        for block in annex.recruitment(second["figures"]["funnel"])
        if block["kind"] == "table"
    )
    (*_, row) = sheets.build(second)["Recruitment"]
    said = [cell["paragraphs"][0] for cell in total]
    assert said == ["All", "80, as at 3 November 2026", "60", "40", "0"]
    assert row["note"] == "registered interest, as at 3 November 2026"


@pytest.mark.parametrize(
    ("change", "is_enough", "may_follow"),
    [
        ({"people": 0}, None, None),
        ({"people": 4}, False, False),
        ({"people": 5}, False, True),
        ({"people": 9}, False, True),
        ({"people": 10}, True, True),
        ({"people": -10}, True, True),  # ten places fewer
        ({"present": 6, "absent": 4}, False, False),
        ({"present": 5, "absent": 5}, True, True),
        ({"present": 10, "absent": -10}, True, True),  # ten marks corrected
        ({"present": 9, "absent": -9}, False, True),
        ({"present": 1, "absent": -1}, False, False),
        ({"present": 12, "absent": -2}, False, False),
    ],
)
def test_ten_people_more_or_fewer_are_enough_unless_they_reveal_a_few(
    change, is_enough, may_follow
):
    added = repeats.people_added(change, 5)

    assert (
        added and added.is_enough == is_enough if is_enough is not None else not added
    )
    assert added is None or added.may_follow == may_follow


def context(snapshot: dict[str, Any]) -> str:
    return " ".join(snapshot["context"]["drafted"])


def secured(day: int, people: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    found = given(day, earlier)
    found.funnel[:] = [
        FunnelEntry(pk, at < people, at < people, False)
        for pk in (1, 2)
        for at in range(40)
    ]
    return snapshots.build(ReportInputs(**{**vars(found), "schools": 12 + day}))


def test_the_drafted_sentence_repeats_the_number_of_secured_places():
    first = secured(0, 20, [])
    second = secured(1, 22, [first])
    third = secured(2, 25, [first, second])

    assert "40 people have or had a secured place, from 12 schools." in context(first)
    said = "40 people have or had a secured place, as at 3 November 2026."
    assert said in context(second)
    assert "50 people have or had a secured place, from 14 schools." in context(third)


def test_the_drafted_sentence_tells_of_no_few_secured_places():
    assert "Nobody has a secured place yet." in context(secured(0, 0, []))
    few = context(secured(0, 1, []))
    assert "How many people have or had a secured place is not shown" in few
    assert "school" not in few


def test_the_chart_of_the_funnel_gives_the_date_of_a_count():
    (drawn,) = charts.draw(in_a_row()[1])["funnel"]

    assert "Registered interest 80, as at 3 November 2026; Asked to confirm 60" in (
        drawn.alt
    )


# --- attendance

#: Present and absent, by session and group, on three days in a row.
REGISTERS = [
    {1: [(15, 5), (14, 6)]},
    {1: [(16, 4), (14, 6)], 2: [(12, 8), (13, 7)]},
    {1: [(16, 5), (14, 6)], 2: [(12, 8), (13, 7)]},
]


def registers(day: int, earlier: list[dict[str, Any]]) -> dict[str, Any]:
    found = given(day, earlier)
    found.attendance[:] = [
        SessionAttendance(pk, number, DAY, present + absent, present)
        for number, marks in REGISTERS[day].items()
        for pk, (present, absent) in enumerate(marks, start=1)
    ]
    return snapshots.build(found)


def marks(cell: dict[str, Any]) -> tuple[Any, ...]:
    return cell.get("present"), cell.get("marked"), cell.get("as_at")


def test_a_register_that_was_corrected_is_repeated_and_a_new_one_is_shown():
    first = registers(0, [])
    second = registers(1, [first])
    third = registers(2, [first, second])

    one, two, three = (
        [marks(cell) for cell in each["figures"]["attendance"]["total"]]
        for each in (first, second, third)
    )
    assert one == [(29, 40, None)]
    assert two[0] == three[0] == (29, 40, "2026-11-03")
    assert two[1][:2] == three[1][:2] == (25, 40)
    ashby = second["figures"]["attendance"]["rows"][0]["cells"]
    assert marks(ashby[0]) == (15, 20, "2026-11-03")  # 16 of 20 by now


def test_one_person_marked_late_followed_from_two_reports():
    before, now = (registers(day, [])["figures"]["attendance"] for day in (0, 2))

    assert now["total"][0]["marked"] - before["total"][0]["marked"] == 1


# --- the second year


def second_year(
    day: int, went: int, lost: int, earlier: list[dict[str, Any]]
) -> dict[str, Any]:
    found = given(day, earlier)
    found.cohort[:] = [
        CohortMember(pk, False, "continued" if at < went else "lost", why)
        for pk in (1, 2)
        for at in range(went + lost)
        for why in ["" if at < went else "no cover"]
    ]
    return snapshots.build(found)


def test_who_went_on_is_repeated_whole_until_ten_did_more():
    first = second_year(0, 20, 20, [])

    soon = second_year(1, 22, 18, [first])["figures"]["retention"]
    late = second_year(2, 26, 14, [first])["figures"]["retention"]

    assert (soon["rate"]["hits"], soon["rate"]["of"]) == (40, 80)
    assert soon["rate"]["as_at"] == "2026-11-03"
    assert (soon["continued"], soon["lost"], soon["cohort"]) == (40, 40, 80)
    assert soon["reasons"] == [
        {"label": "no cover", "count": 40, "as_at": "2026-11-03"}
    ]
    assert (late["rate"]["hits"], late["rate"]["of"]) == (52, 80)
    assert "as_at" not in late["rate"]
    assert late["reasons"] == [{"label": "no cover", "count": 28}]


def test_a_reason_keeps_the_date_of_the_report_in_which_it_was_new():
    first = second_year(0, 20, 20, [])
    second = second_year(1, 22, 18, [first])
    third = second_year(2, 22, 18, [first, second])["figures"]["retention"]

    assert third["reasons"][0]["as_at"] == "2026-11-03"
    assert third["rate"]["as_at"] == third["as_at"]["lost"] == "2026-11-03"


def test_what_no_report_showed_yet_is_not_repeated():
    early = second_year(0, 20, 20, [])
    early["figures"]["retention"]["too_early"] = True

    found = second_year(1, 22, 18, [early])["figures"]["retention"]

    assert found["rate"]["hits"] == 44


def test_the_annex_and_the_workbook_give_the_date_of_who_went_on():
    second = second_year(1, 22, 18, [second_year(0, 20, 20, [])])

    blocks = annex.retention(second["figures"]["retention"])
    said = next(block["text"] for block in blocks if block["kind"] == "text")
    assert "40 did not: 40 of 80 (50%, 39% to 61%), as at 3 November 2026." in said
    rows = sheets.build(second)["Second year"]
    counted = [row for row in rows if row.get("low") is None]
    assert {row["label"]: (row["count"], row["note"]) for row in counted} == {
        "cohort": (80, ""),
        "continued": (40, "as at 3 November 2026"),
        "deferred": (0, ""),
        "lost": (40, "as at 3 November 2026"),
        "came": (0, ""),
        "no cover": (40, "as at 3 November 2026"),
    }


def test_the_annex_gives_the_date_of_the_cohort_and_of_a_reason():
    second = second_year(1, 21, 21, [second_year(0, 20, 20, [])])

    found = list(annex.retention(second["figures"]["retention"]))
    said = next(block["text"] for block in found if block["kind"] == "text")
    assert said.startswith("Had a secured place: 80, as at 3 November 2026. ")
    *_, reasons = (block["rows"] for block in found if block["kind"] == "table")
    said = [cell["paragraphs"][0] for cell in reasons[0]]
    assert said == ["no cover", "40, as at 3 November 2026"]


def test_a_rate_is_repeated_whole_where_one_part_of_it_changed_by_a_few():
    first = second_year(0, 20, 20, [])

    found = second_year(1, 26, 18, [first])["figures"]["retention"]

    assert (found["rate"]["hits"], found["rate"]["of"]) == (40, 80)  # 52 of 88 by now
    assert (found["continued"], found["lost"]) == (40, 40)


def test_reasons_of_different_days_have_no_rest():
    first, second = given(), given(1)
    for found, people in ((first, (20, 20)), (second, (12, 18))):
        found.cohort[:] = [
            CohortMember(pk, False, "lost" if at < lost else "continued", why)
            for pk, lost in zip((1, 2), people, strict=True)
            for at in range(40)
            for why in [("no cover" if pk == 1 else "moved") if at < lost else ""]
        ]
    second.earlier.append(snapshots.build(first))

    found = snapshots.build(second)["figures"]["retention"]

    assert (found["lost"], found["rate"].get("as_at")) == (30, None)
    assert found["reasons"] == [
        {"label": "moved", "count": 20, "as_at": "2026-11-03"},
        {"label": "no cover", "count": 20, "as_at": "2026-11-03"},
    ]
