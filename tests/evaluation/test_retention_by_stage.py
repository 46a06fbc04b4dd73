"""Who went on to the second year, by their school’s stage in Teaching for Mastery."""

from typing import Any

from evaluation import snapshots
from evaluation.reports import annex, sheets
from recruitment.queries.figures import CohortMember
from tests.evaluation.test_repeats_of_places import given, second_year


def by_stage(
    went: dict[str, int], lost: dict[str, int], *, day: int = 0, earlier: Any = ()
) -> dict[str, Any]:
    """The figures of people of one group by the stage of their school."""
    found = given(day, list(earlier))
    found.cohort[:] = [
        CohortMember(1, False, outcome, why, school_stage=stage)
        for outcome, people, why in (
            ("continued", went, ""),
            ("lost", lost, "no cover"),
        )
        for stage, number in people.items()
        for _ in range(number)
    ]
    return snapshots.build(found)


def shown(snapshot: dict[str, Any]) -> list[tuple]:
    return [
        (each["label"], each.get("hits"), each.get("of"))
        for each in snapshot["figures"]["retention"]["by_school_stage"]
    ]


def test_the_rate_is_split_by_stage_and_by_a_stage_that_is_unknown():
    snapshot = by_stage(
        {"development": 10, "specialist": 12, "": 20},
        {"development": 10, "specialist": 8, "": 20},
    )

    assert shown(snapshot) == [
        ("Development", 10, 20),
        ("Mastery specialist school", 12, 20),
        ("Not known", 20, 40),
    ]
    found = snapshot["figures"]["retention"]
    titles = [str(each) for each in annex.retention(found)]
    assert any("by stage of the school in teaching for mastery" in t for t in titles)
    rows = [
        (row["by"], row["label"])
        for row in sheets._retention(found)
        if "Mastery" in row["by"]
    ]
    assert rows == [
        ("school’s stage in Teaching for Mastery", "Development"),
        ("school’s stage in Teaching for Mastery", "Mastery specialist school"),
        ("school’s stage in Teaching for Mastery", "Not known"),
    ]


def test_a_stage_of_few_people_is_suppressed_and_cannot_be_worked_out():
    snapshot = by_stage({"embedding": 3, "": 30}, {"embedding": 3, "": 30})

    assert shown(snapshot) == [("Embedding", None, None), ("Not known", None, None)]


def test_a_report_from_before_the_split_is_still_read():
    first = second_year(0, 20, 20, [])
    del first["figures"]["retention"]["by_school_stage"]

    found = second_year(1, 22, 18, [first])["figures"]["retention"]

    assert found["rate"]["as_at"] == "2026-11-03"
    blocks = list(annex.retention(first["figures"]["retention"]))
    assert blocks
    assert list(sheets._retention(first["figures"]["retention"]))
