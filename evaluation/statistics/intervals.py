"""Shares with their 95 % Wilson interval."""

from dataclasses import dataclass
from math import sqrt

Z = 1.959963984540054  # the 97.5 % point of the normal distribution


@dataclass(frozen=True)
class Share:
    """A part of a whole with its 95 % Wilson interval, from 0.0 to 1.0."""

    hits: int
    of: int
    share: float
    low: float
    high: float


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % Wilson interval of a share; (0.0, 1.0) for a total of zero.

    Source: Wilson (1927), without continuity correction.
    """
    if of == 0:
        return 0.0, 1.0
    share, z2 = hits / of, Z * Z
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z / (1 + z2 / of) * sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return low, high


def share_of(hits: int, of: int) -> Share | None:
    """A share with its interval; None for a total of zero."""
    return Share(hits, of, hits / of, *wilson(hits, of)) if of else None
