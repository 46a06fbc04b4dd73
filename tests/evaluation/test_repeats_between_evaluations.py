"""What one evaluation's report shows is taken as known in another's of the hub."""

from typing import Any

import pytest

from evaluation import snapshots
from evaluation.snapshots.inputs import ReportInputs
from recruitment.queries.figures import CohortMember, FunnelEntry, SessionAttendance
from tests.evaluation.small_counts import inputs
from tests.evaluation.test_repeats_of_places import DAY, given

Rows = dict[int, tuple[int, ...]]


def of_groups(
    pks: list[int], evaluation: int, earlier: list[dict[str, Any]]
) -> ReportInputs:
    """Inputs of an evaluation of these groups, a day after the last report."""
    found = given(len(earlier), earlier)
    found.groups[:] = [each for each in inputs().groups if each.pk in pks]
    found.evaluation["pk"] = evaluation
    return found


def places(rows: Rows, *, evaluation: int = 1, earlier: Any = ()) -> dict[str, Any]:
    """A report on groups with so many interested, offered, secured and came."""
    found = of_groups(list(rows), evaluation, list(earlier))
    found.funnel[:] = [
        FunnelEntry(pk, at < offered, at < secured, at < came)
        for pk, (interested, offered, secured, came) in rows.items()
        for at in range(interested)
    ]
    return snapshots.build(found)


def interested(snapshot: dict[str, Any]) -> dict[str, Any]:
    """The number of interested people by area, with its date where it is repeated."""
    funnel = snapshot["figures"]["funnel"]
    return {
        row["label"]: (row["interested"], row.get("as_at", {}).get("interested"))
        for row in [{"label": "All", **funnel["total"]}, *funnel["rows"]]
    }


def test_one_person_more_in_an_authority_is_not_told_by_another_evaluation():
    first = places({1: (40, 30, 20, 0), 2: (40, 30, 20, 0)})
    second = places(
        {1: (41, 30, 20, 0), 2: (40, 30, 20, 0), 3: (50, 30, 20, 0)},
        evaluation=2,
        earlier=[first],
    )

    assert interested(first) == {
        "All": (80, None),
        "Ashby": (40, None),
        "Birley": (40, None),
    }
    assert interested(second) == {
        "All": (131, None),
        "Ashby": (40, "2026-11-03"),
        "Birley": (40, "2026-11-03"),
        "Corby": (None, None),  # all others together would be 81, and were 80
    }


def test_one_person_more_in_an_authority_is_not_told_when_a_group_left():
    first = places({1: (40, 0, 0, 0), 2: (40, 0, 0, 0), 3: (50, 0, 0, 0)})
    second = places({1: (41, 0, 0, 0), 3: (50, 0, 0, 0)}, earlier=[first])

    assert interested(second)["Ashby"] == (40, "2026-11-03")


def test_the_groups_that_another_evaluation_leaves_out_are_not_told():
    """Three people of Corby are hidden, and so is all of the hub without them."""
    first = places({1: (40, 0, 0, 0), 2: (44, 0, 0, 0), 3: (3, 0, 0, 0)})
    second = places({1: (40, 0, 0, 0), 2: (44, 0, 0, 0)}, evaluation=2)
    third = places({1: (40, 0, 0, 0), 2: (44, 0, 0, 0)}, evaluation=2, earlier=[first])

    assert interested(first)["All"] == (87, None)
    assert interested(first)["Corby"] == (None, None)
    assert interested(second)["All"] == (84, None)  # three fewer than all
    assert interested(third)["All"] == (None, None)
    assert None in [interested(third)[name][0] for name in ("Ashby", "Birley")]


def test_a_repeated_count_that_still_holds_gives_no_few_away():
    """Ashby's 40 are repeated; all less those and Corby's would be Birley's two."""
    first = places({1: (40, 0, 0, 0), 2: (2, 0, 0, 0), 3: (20, 0, 0, 0)})
    alone = places({1: (40, 0, 0, 0), 2: (2, 0, 0, 0), 3: (45, 0, 0, 0)})
    second = places(
        {1: (40, 0, 0, 0), 2: (2, 0, 0, 0), 3: (45, 0, 0, 0)}, earlier=[first]
    )

    assert interested(first) == {
        "All": (62, None),
        "Ashby": (40, None),
        "Birley": (None, None),
        "Corby": (None, None),
    }
    assert interested(alone)["All"] == (87, None)
    assert interested(alone)["Corby"] == (45, None)
    assert interested(second) == {
        "All": (87, None),
        "Ashby": (40, "2026-11-03"),
        "Birley": (None, None),
        "Corby": (None, None),
    }


def test_an_earlier_count_that_no_longer_holds_hides_nothing():
    first = places({1: (40, 0, 0, 0), 2: (2, 0, 0, 0), 3: (20, 0, 0, 0)})
    second = places(
        {1: (41, 0, 0, 0), 2: (2, 0, 0, 0), 3: (45, 0, 0, 0)}, earlier=[first]
    )

    assert interested(second)["Ashby"] == (40, "2026-11-03")
    assert interested(second)["Corby"] == (45, None)


@pytest.mark.parametrize(("evaluation", "is_repeated"), [(1, True), (2, False)])
def test_a_report_without_its_groups_had_those_of_its_evaluation(
    evaluation, is_repeated
):
    first = places({1: (40, 0, 0, 0), 2: (40, 0, 0, 0)})
    del first["groups"]

    second = places(
        {1: (41, 0, 0, 0), 2: (40, 0, 0, 0)}, evaluation=evaluation, earlier=[first]
    )

    shown = (40, "2026-11-03") if is_repeated else (41, None)
    assert interested(second)["Ashby"] == shown


# --- attendance and the second year


def registers(marks: Rows, *, evaluation: int = 1, earlier: Any = ()) -> dict[str, Any]:
    """A report on groups with so many present and absent at session 1, 2 and so on."""
    found = of_groups(list(marks), evaluation, list(earlier))
    found.attendance[:] = [
        SessionAttendance(pk, number, DAY, present + absent, present)
        for pk, row in marks.items()
        for number, (present, absent) in enumerate(
            zip(row[::2], row[1::2], strict=True), start=1
        )
    ]
    return snapshots.build(found)


def present(cell: dict[str, Any] | None) -> Any:
    return cell and (cell.get("present"), cell.get("marked"), cell.get("as_at"))


def cells_of(snapshot: dict[str, Any], at: int) -> dict[str, Any]:
    """The cells of one session by group, and of all groups."""
    found = snapshot["figures"]["attendance"]
    rows = {row["label"]: present(row["cells"][at]) for row in found["rows"]}
    return rows | {"All": present(found["total"][at])}


def test_one_person_marked_late_is_not_told_by_another_evaluation():
    first = registers({1: (15, 5), 2: (14, 6)})
    second = registers({1: (16, 5), 3: (20, 10)}, evaluation=2, earlier=[first])

    assert cells_of(second, 0) == {
        "Group Ashby": (15, 20, "2026-11-03"),
        "Group Corby": (None, None, None),  # all less Corby's would be Ashby's 21
        "All": (36, 51, None),
    }


def test_a_repeated_register_that_still_holds_gives_no_few_away():
    first = registers({1: (20, 20), 2: (8, 2), 3: (12, 8)})
    rows = {1: (20, 20), 2: (8, 2), 3: (40, 20)}
    alone, second = registers(rows), registers(rows, earlier=[first])

    assert cells_of(first, 0) == {
        "Group Ashby": (20, 40, None),
        "Group Birley": (None, None, None),
        "Group Corby": (None, None, None),
        "All": (40, 70, None),
    }
    assert cells_of(alone, 0)["Group Corby"] == (40, 60, None)
    assert cells_of(second, 0)["Group Ashby"][0] == 20
    assert cells_of(second, 0)["Group Corby"] == (None, None, None)


def test_a_row_of_a_report_without_its_groups_is_known_by_its_title():
    first = registers({1: (15, 5), 2: (14, 6)})
    del first["groups"]
    first["figures"]["attendance"]["rows"][0]["label"] = "Another group"

    cells = cells_of(registers({1: (20, 20), 2: (15, 6)}, earlier=[first]), 0)

    assert cells["Group Birley"] == (14, 20, "2026-11-03")
    assert cells["Group Ashby"][2] is None


def test_a_session_that_is_new_is_shown_rather_than_the_year():
    first = registers({1: (15, 5), 2: (14, 6)})
    second = registers({1: (16, 5, 12, 8), 2: (14, 6, 13, 7)}, earlier=[first])

    found = second["figures"]["attendance"]
    assert present(found["overall"]) == (29, 40, "2026-11-03")
    assert cells_of(second, 1)["All"] == (25, 40, None)


def went_on(rows: Rows, *, evaluation: int = 1, earlier: Any = ()) -> dict[str, Any]:
    """A report on groups of which so many went on to the second year and were lost."""
    found = of_groups(list(rows), evaluation, list(earlier))
    found.cohort[:] = [
        CohortMember(pk, False, "continued" if at < went else "lost", why)
        for pk, (went, lost) in rows.items()
        for at in range(went + lost)
        for why in ["" if at < went else "no cover"]
    ]
    return snapshots.build(found)


def rates(snapshot: dict[str, Any]) -> dict[str, Any]:
    found = snapshot["figures"]["retention"]
    return {
        cell["label"]: (cell.get("hits"), cell.get("of"), cell.get("as_at"))
        for cell in [{**found["rate"], "label": "All"}, *found["by_authority"]]
    }


def test_one_person_lost_is_not_told_by_an_evaluation_of_more_groups():
    first = went_on({1: (20, 20), 2: (20, 20)})
    second = went_on(
        {1: (19, 21), 2: (20, 20), 3: (30, 30)}, evaluation=2, earlier=[first]
    )

    assert rates(second)["Ashby"] == (20, 40, "2026-11-03")
    assert rates(second)["Birley"] == (20, 40, "2026-11-03")
    new = {name for name, (_, of, date) in rates(second).items() if of and not date}
    assert not {"All", "Corby"} <= new  # their difference was 40 of 80, and is 39


def test_a_rate_of_groups_that_are_not_counted_here_is_left_out():
    first = went_on({1: (20, 20), 2: (20, 20), 3: (10, 10)})
    second = went_on({1: (22, 22), 2: (20, 20)}, evaluation=2, earlier=[first])

    assert rates(first)["All"] == (50, 100, None)
    assert rates(second)["All"] == (42, 84, None)


def test_a_rate_of_fewer_groups_is_not_repeated_as_one_of_more():
    """Five people of Corby would follow from the rate of the two others."""
    first = went_on({1: (20, 20), 2: (20, 20)})
    second = went_on(
        {1: (20, 20), 2: (20, 20), 3: (2, 3)}, evaluation=2, earlier=[first]
    )

    assert rates(second)["All"] == (None, None, None)


def test_a_repeated_rate_that_still_holds_gives_no_few_away():
    first = went_on({1: (20, 20), 2: (8, 2), 3: (12, 8)})
    rows = {1: (20, 20), 2: (8, 2), 3: (40, 20)}
    alone, second = went_on(rows), went_on(rows, earlier=[first])

    assert rates(first)["Ashby"] == (20, 40, None)
    assert rates(first)["Corby"] == (None, None, None)
    assert rates(alone)["Corby"] == (40, 60, None)
    assert rates(second)["Ashby"][:2] == (20, 40)
    assert rates(second)["Corby"] == (None, None, None)
