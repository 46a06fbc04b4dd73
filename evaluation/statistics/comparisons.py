"""Whether groups differ: effect sizes, corrected p values and a verdict."""

from collections.abc import Sequence
from math import sqrt

from evaluation.statistics.intervals import Share

NOTABLE_EFFECT = 0.2  # Cramér's V from which groups are said to differ
NEAR = 0.2  # an interval within twenty points of the overall share is similar


def expected_counts(hits: Sequence[int], of: Sequence[int]) -> list[float]:
    """Expected counts of hits and misses if all groups were alike."""
    share = sum(hits) / sum(of)
    return [part * size for size in of for part in (share, 1 - share)]


def chi_square(hits: Sequence[int], of: Sequence[int]) -> float:
    """Pearson's chi-square of hits and misses by group; 0.0 where one is missing."""
    seen = [
        part for hit, size in zip(hits, of, strict=True) for part in (hit, size - hit)
    ]
    pairs = zip(seen, expected_counts(hits, of), strict=True)
    return sum(
        (count - expected) ** 2 / expected for count, expected in pairs if expected
    )


def cramers_v(statistic: float, n: int, groups: int) -> float:
    """Cramér's V of a groups-by-two table, corrected for bias.

    Source: Bergsma (2013), "A bias-correction for Cramér's V and Tschuprow's T".
    """
    if n < 2:
        return 0.0
    phi2 = max(0.0, statistic / n - (groups - 1) / (n - 1))
    rows = groups - (groups - 1) ** 2 / (n - 1)
    columns = 2 - 1 / (n - 1)
    smaller = min(rows - 1, columns - 1)
    return sqrt(phi2 / smaller) if smaller > 0 else 0.0


def holm(ps: Sequence[float]) -> list[float]:
    """Holm's adjusted p values, in the order given."""
    order = sorted(range(len(ps)), key=lambda index: ps[index])
    adjusted, largest = [0.0] * len(ps), 0.0
    for rank, index in enumerate(order):
        largest = max(largest, min(1.0, (len(ps) - rank) * ps[index]))
        adjusted[index] = largest
    return adjusted


def verdict(shares: Sequence[Share], overall: float, *, p: float, v: float) -> str:
    """ "differs", "similar", "cannot_tell", or "too_few" groups to compare.

    Groups that do not differ significantly are not always similar: they are similar
    only where every interval lies within twenty points of the overall share.
    """
    if len(shares) < 2:
        return "too_few"
    if p < 0.05 and v >= NOTABLE_EFFECT:
        return "differs"
    near = all(
        abs(edge - overall) <= NEAR
        for share in shares
        for edge in (share.low, share.high)
    )
    return "similar" if near else "cannot_tell"


def direction(effect: float, *, p: float) -> str:
    """ "higher", "lower" or "cannot_tell", for a change with this corrected p value."""
    if p >= 0.05 or effect == 0:
        return "cannot_tell"
    return "higher" if effect > 0 else "lower"
