"""Statistical tests with numpy and scipy, and data frames of pandas.

Random draws have a fixed seed, so the same counts give the same figures.
"""

from collections.abc import Mapping, Sequence
from math import ceil, sqrt
from typing import TYPE_CHECKING, Any

from evaluation import shown_ratings
from evaluation.statistics import comparisons

if TYPE_CHECKING:
    import pandas as pd

SHUFFLES = 10_000
LEVEL, POWER = 0.05, 0.8  # of the smallest difference that is found
EXACT_UP_TO = 25  # pairs without ties, for the exact signed-rank test


def difference_p(hits: Sequence[int], of: Sequence[int], *, seed: int = 0) -> float:
    """The p value of a difference between groups.

    A chi-square test where every expected count is five or more; otherwise a
    permutation test with 10,000 shuffles of the group labels.
    """
    import numpy as np
    from scipy import stats

    statistic = comparisons.chi_square(hits, of)
    if min(comparisons.expected_counts(hits, of)) >= 5:
        return float(stats.chi2.sf(statistic, len(of) - 1))
    if statistic == 0:
        return 1.0
    draws = np.random.default_rng(seed).multivariate_hypergeometric(
        np.array(of), sum(hits), size=SHUFFLES
    )
    expected = np.array(of) * (sum(hits) / sum(of))
    misses = 1 - sum(hits) / sum(of)
    drawn = (((draws - expected) ** 2) / expected).sum(axis=1) / misses
    return float((1 + (drawn >= statistic - 1e-9).sum()) / (1 + SHUFFLES))


def heterogeneity(hits: Sequence[int], of: Sequence[int]) -> tuple[float, float] | None:
    """Cochran's Q and I-squared over logit shares (0.5 added); None under four groups.

    Source: Higgins and Thompson (2002).
    """
    import numpy as np

    if len(of) < 4:
        return None
    some, none = np.array(hits) + 0.5, np.array(of) - np.array(hits) + 0.5
    logits, weights = np.log(some / none), 1 / (1 / some + 1 / none)
    mean = (weights * logits).sum() / weights.sum()
    q = float((weights * (logits - mean) ** 2).sum())
    return q, max(0.0, (q - (len(of) - 1)) / q) if q else 0.0


def paired_change(
    before: Sequence[int], after: Sequence[int]
) -> dict[str, float | int]:
    """How the ratings of the same people changed, from 1 to 5 before and after.

    `effect` is the matched-pairs rank-biserial correlation, from -1 to 1 and to one
    decimal; `p` is Wilcoxon's signed-rank test without unchanged pairs.
    """
    import numpy as np

    change = np.array(after, dtype=int) - np.array(before, dtype=int)
    sizes = [int((change == size).sum()) for size in range(-4, 5)]
    return {
        "pairs": len(change),
        "up": sum(sizes[5:]),
        "same": sizes[4],
        "down": sum(sizes[:4]),
        "effect": shown_ratings.effect_of(sizes),
        "p": _signed_rank_p(change),
    }


def _signed_rank_p(change: Any) -> float:
    import numpy as np
    from scipy import stats

    moved = change[change != 0]
    if not len(moved):
        return 1.0
    tied = len(np.unique(abs(moved))) < len(moved)
    exact = not tied and len(moved) == len(change) <= EXACT_UP_TO
    method = "exact" if exact else "asymptotic"
    return float(stats.wilcoxon(change, zero_method="wilcox", method=method).pvalue)


def frames(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, "pd.DataFrame"]:
    """Each sheet's rows as a DataFrame, columns in order of first occurrence.

    Numbers stay numbers and text stays text; None is a missing value.
    """
    import pandas as pd

    return {name: pd.DataFrame(list(rows)) for name, rows in sheets.items()}


def smallest_difference(sizes: Sequence[int], *, tests: int) -> int | None:
    """The difference between two shares that is found four times in five, in points.

    It holds for groups of these sizes on average (their harmonic mean) around a share
    of one half, at a level of 5% that Holm's method divides by the number of tests. It
    is rounded up to five points; None where fewer than two groups are compared.
    """
    from scipy.stats import norm

    if len(sizes) < 2 or not tests:
        return None
    size = len(sizes) / sum(1 / each for each in sizes)
    distance = norm.ppf(1 - LEVEL / (2 * tests)) + norm.ppf(POWER)
    points = 100 * distance * sqrt(2 * 0.25 / size)
    return min(100, 5 * ceil(points / 5))
