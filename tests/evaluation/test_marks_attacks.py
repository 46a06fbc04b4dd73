"""What marks tell beside all else that is shown, and from one day to the next.

Each attack first finds something in marks that take no care, so that it could.
"""

import random
from itertools import product
from typing import Any

import pytest

from evaluation import snapshots
from evaluation.reports import annex, sheets
from evaluation.snapshots import marks as marks_module
from evaluation.snapshots.inputs import ReportInputs
from tests.evaluation.test_marks import answers, given, marks

PLACES = ("Ashby", "Birley", "Corby", "Dunmow")
WORLDS = 300


def worlds(seed: int = 4) -> list[dict[int, tuple[int, int]]]:
    """Hubs of two places with marks and two without: who wrote, of how many."""
    rng = random.Random(seed)
    found = []
    for _ in range(WORLDS):
        sizes = [*(rng.randint(10, 14) for _ in range(2)), rng.randint(1, 9), 0]
        sizes[3] = rng.randint(1, 6)
        wrote = [rng.choice((0, 0, 0, rng.randint(0, size))) for size in sizes]
        found.append(dict(enumerate(zip(wrote, sizes, strict=True), start=1)))
    return found


def world(counts: dict[int, tuple[int, int]], **fields: Any) -> ReportInputs:
    return given(*(answers(pk, *pair) for pk, pair in counts.items()), **fields)


def shown(found: ReportInputs) -> tuple[int, dict[str, str]]:
    """What all files together tell: those who wrote in the hub, and the marks."""
    snapshot = snapshots.build(found)
    files = sheets.build(snapshot)
    told = {
        row["local authority"]: row["heard"]
        for row in files["Themes by authority"]
        if "local authority" in row
    }
    return len(snapshot["themes"][0]["evidence"]), told


def possible(
    total: int, told: dict[str, str], sizes: list[int]
) -> list[tuple[int, ...]]:
    """Every way in which the places can have come to these marks and this total."""
    every = [
        [
            wrote
            for wrote in range(size + 1)
            if told.get(place) is None
            or (told[place] == "not heard") == (wrote == 0)
            and (told[place] != "heard often" or wrote >= 3)
        ]
        for place, size in zip(PLACES, sizes, strict=True)
    ]
    return [way for way in product(*every) if sum(way) == total]


def places_told(counts: dict[int, tuple[int, int]]) -> bool:
    """Whether it is certain that one of the fewer than ten without marks wrote."""
    sizes = [of for _, of in counts.values()]
    total, told = shown(world(counts))
    ways = possible(total, told, sizes)
    assert tuple(wrote for wrote, _ in counts.values()) in ways
    without = [at for at, place in enumerate(PLACES) if place not in told]
    if not told or sum(sizes[at] for at in without) >= 10:
        return False
    return all(sum(way[at] for at in without) > 0 for way in ways)


def test_marks_and_totals_together_say_nothing_of_the_few_without_marks(monkeypatch):
    """Where nobody was heard elsewhere, all who wrote would be those few."""
    found = worlds()

    assert [each for each in found if places_told(each)] == []
    monkeypatch.setattr(
        marks_module._Counted, "tells_of_few", lambda *_: False, raising=True
    )
    assert len([each for each in found if places_told(each)]) >= 4


def test_ten_together_may_be_told_of():
    """Two places of eight and four are no longer a few."""
    counts = {1: (0, 12), 2: (0, 12), 3: (4, 8), 4: (1, 4)}

    assert len(shown(world(counts))[1]) == 2
    hidden = world({**counts, 4: (1, 1)})
    assert shown(hidden)[1] == {}
    snapshot = snapshots.build(hidden)
    other = {"theme": 2, "name": "Time", "cells": [{"label": "Ashby", "mark": "heard"}]}
    found = snapshot["figures"]["marks"]
    said = annex.marks({**found, "rows": [*found["rows"], other]})
    assert [block["text"] for block in said if "text" in block][-1] == (
        "Without marks, because they would tell of fewer than ten people: Mentors."
    )


def test_a_phase_is_a_total_of_its_own():
    """The workbook shows shares by phase, so twelve of another phase hide nobody."""
    counts = {1: (0, 12), 2: (0, 12), 3: (6, 8), 4: (6, 12)}
    found = world(counts)
    other = found.groups[3].__class__(
        **{**vars(found.groups[3]), "phase": "Secondary", "authority": "Whole hub"}
    )

    mixed = world(counts, groups=[*found.groups[:3], other])

    assert shown(mixed)[1] == {}


# --- from one day to the next


def changed(before: ReportInputs, after: ReportInputs, *, knows: bool) -> bool:
    """Whether Ashby's mark is another one in the later report."""
    first = snapshots.build(before)
    later = after if not knows else type(after)(**{**vars(after), "earlier": [first]})
    names = [row["cells"] for row in (first["figures"]["marks"] or {})["rows"]]
    (was,), (now,) = (
        [cell["mark"] for cell in cells if cell["label"] == "Ashby"]
        for cells in (names[0], marks(later)["rows"][0]["cells"])
    )
    return was != now


@pytest.mark.parametrize("wrote", [0, 1])
def test_one_answer_more_never_tells_what_it_said(wrote):
    """A form of one answer closes between two reports, and the mark must not move."""
    rest = answers(2, 20, 60), answers(3, 5, 20)
    starts = [(said, of) for of in (10, 11, 12, 15) for said in range(of)]
    pairs = [
        (
            given(answers(1, *start), *rest),
            given(answers(1, *start), *rest, answers(1, wrote, 1, form=11)),
        )
        for start in starts
    ]

    naive = [changed(*pair, knows=False) for pair in pairs]
    careful = [changed(*pair, knows=True) for pair in pairs]

    assert any(naive)
    assert not any(careful)


def test_answers_that_trickle_in_move_a_mark_only_ten_at_a_time():
    """Reports after each answer: the mark changes when ten of two forms have come."""
    rest = answers(2, 20, 60), answers(3, 5, 20)
    history: list[dict[str, Any]] = []
    seen = []
    for added in range(21):
        found = given(
            *(answers(1, 0, 12), *rest),
            answers(1, (added + 1) // 2, (added + 1) // 2, form=11),
            answers(1, added // 2, added // 2, form=12),
            earlier=list(history),
        )
        snapshot = snapshots.build(found) | {"as_at": f"2026-10-{added + 1:02}"}
        history.append(snapshot)
        cells = snapshot["figures"]["marks"]["rows"][0]["cells"]
        seen.append(next(c["mark"] for c in cells if c["label"] == "Ashby"))

    assert seen[:10] == ["not_heard"] * 10
    moves = [at for at in range(1, 21) if seen[at] != seen[at - 1]]
    assert moves[0] == 10
    assert all(
        later - sooner >= 10 for sooner, later in zip(moves, moves[1:], strict=False)
    )
