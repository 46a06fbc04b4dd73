"""Which means and changes of ratings may be shown without revealing a few people.

A figure reveals a count where every set of answers that gives the same figure has that
count. Here one other set of answers with another count is looked for, by changing a few
answers; a figure for which none is found is not shown.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from typing import Any

FEWEST_FOR_A_MEAN = 10  # answers
LEVELS = range(1, 6)
MOST_MOVED = 6  # answers that are changed at once in the search for another set


@dataclass(frozen=True)
class Mean:
    """A mean of ratings from 1 to 5 with its 95 % interval, each to one decimal."""

    of: int
    mean: float
    low: float
    high: float


def mean_of(counts: Sequence[int]) -> Mean:
    """The mean of ten or more ratings; `counts` are the answers from level 1 to 5."""
    import numpy as np

    tenths = _mean_in_tenths(np.array([counts]))[0]
    mean, low, high = (int(each) / 10 for each in tenths)
    return Mean(sum(counts), mean, low, high)


@cache
def may_show_mean(counts: tuple[int, ...], k: int) -> bool:
    """Whether n, mean and interval of these answers fix no count of 1 to k-1.

    `counts` are the answers from level 1 to 5. A count is that of one level or of
    several together, and so is a count of all answers but 1 to k-1.
    """
    import numpy as np

    if sum(counts) < FEWEST_FOR_A_MEAN:
        return False
    given, subsets = np.array(counts), np.array(_SUBSETS, int)
    if not _small(given @ subsets, sum(counts), k).any():
        return True
    others = given + _changed_answers()
    others = others[(others >= 0).all(axis=1)]
    return _leaves_open(given, others, _mean_in_tenths, subsets, k)


def may_show_change(pairs: Sequence[Sequence[int]], k: int) -> bool:
    """Whether the row of people who answered twice may be shown.

    `pairs[b][a]` counts those who rose or fell from level b+1 to a+1. The row says how
    many were higher, the same and lower, both means with intervals, and the effect.
    It is shown whole or not at all: from ten people, where no way was taken by 1 to
    k-1 of them, and where no count of 1 to k-1 follows from the row.
    """
    import numpy as np

    table = np.array(pairs, dtype=int)
    people = int(table.sum())
    ways = table.ravel() @ _ways()
    if people < FEWEST_FOR_A_MEAN or _small(ways, people, k).any():
        return False
    return _leaves_open(
        table.ravel(), _other_tables(table.ravel()), _change_shown, _change_counts(), k
    )


def _leaves_open(
    counts: Any,
    others: Any,
    shown: Callable[[Any], Any],
    targets: Any,
    k: int,
) -> bool:
    """Whether each small count differs in another set of answers that shows the same.

    `others` are sets of answers, one in each row. A column of `targets` adds up the
    counts whose sum is to be protected.
    """
    sums = counts @ targets
    alike = others[(shown(others) == shown(counts[None])).all(axis=1)]
    differs = (alike @ targets != sums).any(axis=0)
    return bool(differs[_small(sums, counts.sum(), k)].all())


def _small(sums: Any, people: int, k: int) -> Any:
    """Which sums are 1 to k-1, or all people but so many."""
    return (sums > 0) & (sums < k) | (sums < people) & (sums > people - k)


def _mean_in_tenths(counts: Any) -> Any:
    """Mean, lower and upper end for each row of counts, in tenths."""
    import numpy as np
    from scipy import special

    levels, people = np.array(LEVELS), counts.sum(axis=1)
    mean = counts @ levels / people
    spread = np.maximum(counts @ levels**2 - people * mean**2, 0) / (people - 1)
    half = special.stdtrit(people - 1, 0.975) * np.sqrt(spread / people)
    ends = [mean, np.maximum(mean - half, 1), np.minimum(mean + half, 5)]
    return np.floor(np.stack(ends, axis=1) * 10 + 0.5).astype(int)


#: Each set of one level or two, which stands for the other levels too: a column each.
_SUBSETS = [
    [level in some for size in (1, 2) for some in combinations(LEVELS, size)]
    for level in LEVELS
]


@cache
def _changed_answers() -> Any:
    """What up to six changed answers can do to the counts of five levels."""
    import numpy as np

    steps = range(-MOST_MOVED, MOST_MOVED + 1)
    four = np.array(list(product(steps, repeat=4)))
    found = np.hstack([four, -four.sum(axis=1, keepdims=True)])
    return found[abs(found).sum(axis=1) <= 2 * MOST_MOVED]


def effects(changes: Any) -> Any:
    """Matched-pairs rank-biserial correlations, one for each row; 0.0 without a change.

    A row counts the people whose rating changed by -4, -3, ... and 4 points.
    """
    import numpy as np

    rose, fell = changes[:, 5:], changes[:, 3::-1]
    by_size = rose + fell  # numbers of changes by 1, 2, 3 and 4 points
    ranks = by_size.cumsum(axis=1) - (by_size - 1) / 2  # mean rank of ties
    gained = (ranks * (rose - fell)).sum(axis=1)
    total = (ranks * by_size).sum(axis=1)
    return np.where(total > 0, gained / np.maximum(total, 1), 0.0)


def effect_of(changes: Sequence[int]) -> float:
    """The effect as it is shown, to one decimal."""
    import numpy as np

    return int(_effect_in_tenths(np.array([changes]))[0]) / 10


def _effect_in_tenths(changes: Any) -> Any:
    import numpy as np

    return np.floor(effects(changes) * 10 + 0.5).astype(int)


def _change_shown(tables: Any) -> Any:
    """What a row says of each table of pairs: ways, means and effect."""
    import numpy as np

    squares = tables.reshape(-1, 5, 5)
    return np.hstack(
        [
            tables @ _ways(),
            _mean_in_tenths(squares.sum(axis=2)),
            _mean_in_tenths(squares.sum(axis=1)),
            _effect_in_tenths(tables @ _sizes())[:, None],
        ]
    )


_PAIRS = list(product(LEVELS, repeat=2))  # before and after


def _ways() -> Any:
    """For each pair of levels, whether it is higher, the same or lower afterwards."""
    import numpy as np

    return np.array([[now > was, now == was, now < was] for was, now in _PAIRS], int)


def _sizes() -> Any:
    """For each pair of levels, its change from -4 to 4 points."""
    import numpy as np

    return np.array(
        [[now - was == size for size in range(-4, 5)] for was, now in _PAIRS], int
    )


def _change_counts() -> Any:
    """The counts that a row must not reveal: of levels, twice, and of changes."""
    import numpy as np

    before = [_SUBSETS[was - 1] for was, _ in _PAIRS]
    after = [_SUBSETS[now - 1] for _, now in _PAIRS]
    return np.hstack([np.array(before, int), np.array(after, int), _sizes()])


def _other_tables(counts: Any) -> Any:
    """Tables of pairs in which one or two people answered otherwise.

    As many as before are higher, the same and lower.
    """
    import numpy as np

    moves = np.array(
        [
            np.eye(25, dtype=int)[to] - np.eye(25, dtype=int)[of]
            for of in np.flatnonzero(counts)
            for to in range(25)
        ]
    )
    one, other = np.triu_indices(len(moves))
    ways = moves @ _ways()
    kept = (ways[one] + ways[other] == 0).all(axis=1)
    tables = counts + moves[one[kept]] + moves[other[kept]]
    return tables[(tables >= 0).all(axis=1)]
