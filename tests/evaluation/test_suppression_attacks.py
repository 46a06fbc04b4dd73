"""Attacks on shown figures: every set of answers that gives them is enumerated.

Each attack solves what the figures would say without the rule that it tests.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from evaluation import shown_ratings
from evaluation.snapshots import attendance, figures
from evaluation.snapshots.inputs import RatingInput
from evaluation.snapshots.ratings import confidence
from recruitment.queries.figures import FunnelEntry, SessionAttendance
from tests.evaluation.small_counts import inputs

STAGES = ["interested", "offered", "secured", "came"]


def parts(total: int, count: int) -> np.ndarray:
    """Every way to write a total as so many counts."""
    bars = np.array(list(combinations(range(total + count - 1), count - 1)))
    edges = np.hstack(
        [
            np.full((len(bars), 1), -1),
            bars.reshape(len(bars), count - 1),
            np.full((len(bars), 1), total + count - 1),
        ]
    )
    return np.diff(edges, axis=1) - 1


def is_few(count: int, of: int) -> bool:
    return 0 < count < 5 or 0 < of - count < 5


# --- the mean of ratings


def interval(counts: np.ndarray, decimals: int) -> np.ndarray:
    """Mean and 95 % interval of each row of counts, by the textbook."""
    levels = np.arange(1, 6)
    people = counts.sum(axis=1)
    mean = counts @ levels / people
    spread = np.sqrt(
        (counts * (levels - mean[:, None]) ** 2).sum(axis=1) / (people - 1)
    )
    half = stats.t.ppf(0.975, people - 1) * spread / np.sqrt(people)
    ends = [mean, np.maximum(mean - half, 1), np.minimum(mean + half, 5)]
    return np.floor(np.stack(ends, axis=1) * 10**decimals + 0.5 + 1e-9)


def revealed(people: int, decimals: int) -> set[tuple[int, ...]]:
    """The answers of so many people of which mean and interval fix a count of a few.

    A count is of one level, or of several together.
    """
    every = parts(people, 5)
    shown = interval(every, decimals)
    sets = [some for size in (1, 2) for some in combinations(range(5), size)]
    sums = np.stack([every[:, list(some)].sum(axis=1) for some in sets], axis=1)
    found: set[tuple[int, ...]] = set()
    _, which = np.unique(shown, axis=0, return_inverse=True)
    for one in range(which.max() + 1):
        alike = np.flatnonzero(which.ravel() == one)
        low, high = sums[alike].min(axis=0), sums[alike].max(axis=0)
        fixed = low[low == high]
        if any(is_few(count, people) for count in fixed):
            found |= {tuple(map(int, every[at])) for at in alike}
    return found


def test_two_decimals_reveal_a_few_of_ten_answers_in_every_fourth_case():
    assert len(revealed(10, decimals=2)) > 250


@pytest.mark.parametrize(("people", "most_hidden"), [(10, 320), (13, 320)])
def test_no_mean_that_is_shown_reveals_a_few(people, most_hidden):
    solved = revealed(people, decimals=1)
    every = [tuple(map(int, row)) for row in parts(people, 5)]

    hidden = {one for one in every if not shown_ratings.may_show_mean(one, 5)}

    assert solved <= hidden
    assert 0 < len(hidden) <= most_hidden  # little is hidden without need


def test_the_mean_of_nine_answers_is_never_shown():
    assert not shown_ratings.may_show_mean((0, 0, 9, 0, 0), 5)
    assert shown_ratings.may_show_mean((0, 0, 10, 0, 0), 5)


# --- before and after


def paired_ratings(ways: Iterable[tuple[int, int]]) -> list[RatingInput]:
    return [
        RatingInput(set_pk, kind, 1, "sure", "Sure?", way[at], f"p{number}")
        for number, way in enumerate(ways)
        for at, (set_pk, kind) in enumerate([(8, "baseline"), (9, "final")])
    ]


def effect(change: Sequence[int]) -> float:
    """Matched-pairs rank-biserial correlation; `change` counts -4 to 4 points."""
    changes = [
        size
        for size, n in zip(range(-4, 5), change, strict=True)
        if size != 0
        for _ in range(n)
    ]
    if not changes:
        return 0.0
    ranks = stats.rankdata(np.abs(changes))
    return float((ranks * np.sign(changes)).sum() / ranks.sum())


def ways_of(row: dict[str, float]) -> set[tuple[int, int]]:
    """Same and lower that fit the pairs, higher, mean change and effect of a row."""
    found = set()
    for stayed in range(int(row["pairs"] - row["up"]) + 1):
        fell = int(row["pairs"] - row["up"]) - stayed
        for rose, sank in product(parts(int(row["up"]), 2), parts(fell, 2)):
            change = [0, 0, *sank[::-1], stayed, *rose, 0, 0]
            mean = sum(n * size for n, size in zip(change, range(-4, 5), strict=True))
            if (
                round(mean / row["pairs"], 2) == row["mean_change"]
                and round(effect(change), 2) == row["effect"]
            ):
                found.add((stayed, fell))
    return found


WAYS = [
    ([(2, 4)] * 7 + [(2, 3)] * 5, [(3, 3)] * 3, [(4, 3)] * 2),
    ([(2, 3)] * 9, [(4, 4)] * 2, [(3, 2)] * 1),
    ([(1, 3)] * 6 + [(3, 4)] * 4, [(3, 3)] * 1, [(5, 3)] * 2),
]


@pytest.mark.parametrize(("rose", "stayed", "fell"), WAYS)
def test_hidden_ways_follow_from_the_rest_of_a_row_so_it_is_hidden_whole(
    rose, stayed, fell
):
    ways = rose + stayed + fell
    change = [sum(b - a == size for a, b in ways) for size in range(-4, 5)]
    row = {
        "pairs": len(ways),
        "up": len(rose),
        "mean_change": round(sum(b - a for a, b in ways) / len(ways), 2),
        "effect": round(effect(change), 2),
    }
    attacked = inputs()
    attacked.ratings[:] = paired_ratings(ways)

    assert ways_of(row) == {(len(stayed), len(fell))}  # what the row gave away
    assert confidence(attacked) == [{"text": "Sure?", "suppressed": True}]


tables = st.lists(
    st.tuples(st.integers(1, 4), st.integers(2, 5)), min_size=18, max_size=26
)


@settings(max_examples=25)
@given(tables)
def test_no_row_that_is_shown_reveals_how_far_a_few_moved(ways):
    attacked = inputs()
    attacked.ratings[:] = paired_ratings(ways)

    (row,) = confidence(attacked)

    if not row.get("suppressed"):
        assert not any(is_few(row[way], row["pairs"]) for way in ("up", "same", "down"))
        every = np.array(list(changes_of(row)))
        fixed = every.min(axis=0)[every.min(axis=0) == every.max(axis=0)]
        assert not any(is_few(int(count), row["pairs"]) for count in fixed)


def changes_of(row: dict) -> Iterator[np.ndarray]:
    """Numbers of changes from -4 to 4 points that fit what the row shows."""
    rises, falls = parts(row["up"], 4), parts(row["down"], 4)
    low = row["after"]["mean"] - row["before"]["mean"] - 0.1001
    high = row["after"]["mean"] - row["before"]["mean"] + 0.1001
    points = np.arange(1, 5)
    for rose in rises:
        means = (rose @ points - falls @ points) / row["pairs"]
        by_size = rose + falls
        ranks = by_size.cumsum(axis=1) - (by_size - 1) / 2
        total = (ranks * by_size).sum(axis=1)
        gained = (ranks * (rose - falls)).sum(axis=1) / np.maximum(total, 1)
        fits = (low <= means) & (means <= high)
        fits &= np.floor(gained * 10 + 0.5) == round(row["effect"] * 10)
        for fell in falls[fits]:
            yield np.array([*fell[::-1], row["same"], *rose])


# --- participation


def funnel_of(rows: Sequence[Sequence[int]]) -> dict:
    attacked = inputs()
    attacked.funnel[:] = [
        FunnelEntry(pk, number < offered, number < secured, number < came)
        for pk, (interested, offered, secured, came) in enumerate(rows, start=1)
        for number in range(interested)
    ]
    return figures.funnel(attacked)


def possible_rows(shown: Sequence[int | None], most: int) -> list[tuple[int, ...]]:
    """Every row of a funnel that fits its shown counts."""
    return [
        row
        for row in product(
            *(range(most + 1) if count is None else [count] for count in shown)
        )
        if all(a >= b for a, b in zip(row, row[1:], strict=False))
    ]


def solved(found: dict, most: int) -> list[list[set[tuple[int, ...]]]]:
    """For each authority, the rows that fit with the other rows and the totals."""
    rows = [
        possible_rows([row[stage] for stage in STAGES], most) for row in found["rows"]
    ]
    known = [at for at, stage in enumerate(STAGES) if found["total"][stage] is not None]
    totals = tuple(found["total"][STAGES[at]] for at in known)
    fitting = []
    for at, own in enumerate(rows):
        others = {tuple(0 for _ in known)}
        for each in rows[:at] + rows[at + 1 :]:
            steps = {tuple(row[stage] for stage in known) for row in each}
            others = {
                tuple(map(sum, zip(a, b, strict=True))) for a in others for b in steps
            }
        fitting.append(
            [
                row
                for row in own
                if tuple(
                    total - row[stage]
                    for total, stage in zip(totals, known, strict=True)
                )
                in others
            ]
        )
    return fitting


def few_solved(fitting: list) -> list[tuple[int, int]]:
    """Counts of a few that all fitting rows share: of a stage, and between stages."""
    found = []
    for at, rows in enumerate(fitting):
        seen = np.array(rows)
        steps = seen - np.hstack([seen[:, 1:], np.zeros((len(seen), 1), int)])
        for counts in (*seen.T, *steps.T):
            if counts.min() == counts.max() and 0 < counts[0] < 5:
                found.append((at, int(counts[0])))
    return found


def naive(rows: Sequence[Sequence[int]]) -> dict:
    """Each count of a few hidden, and nothing else."""
    named = [dict(zip(STAGES, row, strict=True)) for row in rows]
    total = {stage: sum(row[stage] for row in named) for stage in STAGES}
    hidden = [
        {stage: None if 0 < n < 5 else n for stage, n in row.items()} for row in named
    ]
    return {"total": total, "rows": hidden}


funnels = st.lists(
    st.lists(st.integers(0, 14), min_size=4, max_size=4).map(
        lambda row: sorted(row, reverse=True)
    ),
    min_size=2,
    max_size=3,
)


def test_hiding_only_the_few_leaves_them_to_a_subtraction():
    assert few_solved(solved(naive([[14, 12, 11, 3], [14, 14, 8, 8]]), 14))


@settings(max_examples=60, deadline=None)
@given(funnels)
def test_no_count_of_a_few_follows_from_a_funnel(rows):
    found = funnel_of([*rows, *[[0] * 4] * (4 - len(rows))])

    if found is None:
        assert not any(map(any, rows))
        return
    found["rows"] = found["rows"][: len(rows)]

    assert few_solved(solved(found, 14)) == []


def attendance_of(marks: Sequence[tuple[int, int]]) -> dict:
    attacked = inputs()
    attacked.attendance[:] = [
        SessionAttendance(pk, 1, attacked.as_at, present + absent, present)
        for pk, (present, absent) in enumerate(marks, start=1)
    ]
    return attendance.attendance(attacked)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=4)
)
def test_no_absence_of_a_few_follows_from_attendance(marks):
    found = attendance_of(marks)
    if found is None:
        return
    cells = [row["cells"][0] for row in found["rows"][: len(marks)]]
    shown = [
        None
        if cell is None or "present" not in cell
        else (cell["present"], cell["marked"] - cell["present"])
        for cell in cells
    ]
    total = found["total"][0]
    taken = [at for at, (a, b) in enumerate(marks) if a + b]
    for at in taken:
        if shown[at] is not None:
            assert not any(0 < part < 5 for part in shown[at])
            assert sum(shown[at]) >= 10
    hidden = [at for at in taken if shown[at] is None]
    if "present" in total and hidden:
        left = [
            total["present"] - sum(shown[at][0] for at in taken if shown[at]),
            total["marked"]
            - total["present"]
            - sum(shown[at][1] for at in taken if shown[at]),
        ]
        assert len(hidden) > 1
        assert not any(0 < part < 5 for part in left)
