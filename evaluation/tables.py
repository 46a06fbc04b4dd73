"""Statistical tests with numpy and scipy, and data frames of pandas.

Random draws have a fixed seed, so the same counts give the same figures.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evaluation.statistics import comparisons

if TYPE_CHECKING:
    import pandas as pd

SHUFFLES = 10_000
FEWEST_PAIRS = 10
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
    before: Sequence[int], after: Sequence[int], *, seed: int = 0
) -> dict[str, float | int | None]:
    """How the ratings of the same people changed, from 1 to 5 before and after.

    `effect` is the matched-pairs rank-biserial correlation, from -1 to 1, with a
    bootstrap interval; `p` is Wilcoxon's signed-rank test without unchanged pairs
    (`p_pratt` ranks them too). With fewer than ten pairs both are None.
    """
    import numpy as np

    change = np.array(after, dtype=int) - np.array(before, dtype=int)
    pairs = len(change)
    found: dict[str, float | int | None] = {
        "pairs": pairs,
        "up": int((change > 0).sum()),
        "same": int((change == 0).sum()),
        "down": int((change < 0).sum()),
    }
    if pairs < FEWEST_PAIRS:
        return found
    low, high = _bootstrap(change, seed)
    return found | {
        "mean_before": float(np.mean(before)),
        "mean_after": float(np.mean(after)),
        "mean_change": float(change.mean()),
        "median_change": float(np.median(change)),
        "effect": _rank_biserial(change),
        "effect_low": low,
        "effect_high": high,
        "p": _signed_rank_p(change, "wilcox"),
        "p_pratt": _signed_rank_p(change, "pratt"),
    }


def _rank_biserial(change: Any) -> float:
    """Matched-pairs rank-biserial correlation; 0.0 where no rating changed."""
    from scipy import stats

    moved = change[change != 0]
    if not len(moved):
        return 0.0
    ranks = stats.rankdata(abs(moved))
    return float((ranks * (2 * (moved > 0) - 1)).sum() / ranks.sum())


def _bootstrap(change: Any, seed: int, draws: int = 2_000) -> tuple[float, float]:
    """The 95 % bootstrap interval of the effect, over resampled people.

    A rating runs from 1 to 5, so a draw is the number of each of nine possible changes.
    """
    import numpy as np

    sizes = np.arange(-4, 5)
    seen = np.array([(change == size).sum() for size in sizes])
    drawn = np.random.default_rng(seed).multinomial(
        len(change), seen / len(change), size=draws
    )
    # numbers of changes by 1, 2, 3 and 4 points
    by_size = drawn[:, 5:] + drawn[:, 3::-1]
    ranks = by_size.cumsum(axis=1) - (by_size - 1) / 2  # mean rank of ties
    gained = (ranks * (drawn[:, 5:] - drawn[:, 3::-1])).sum(axis=1)
    total = (ranks * by_size).sum(axis=1)
    effects = np.where(total > 0, gained / np.maximum(total, 1), 0.0)
    low, high = np.quantile(effects, [0.025, 0.975])
    return float(low), float(high)


def _signed_rank_p(change: Any, zeros: str) -> float:
    import numpy as np
    from scipy import stats

    moved = change[change != 0]
    if not len(moved):
        return 1.0
    tied = len(np.unique(abs(moved))) < len(moved)
    exact = not tied and len(moved) == len(change) <= EXACT_UP_TO
    method = "exact" if exact else "asymptotic"
    return float(stats.wilcoxon(change, zero_method=zeros, method=method).pvalue)


def frames(
    sheets: Mapping[str, Sequence[Mapping[str, Any]]],
) -> dict[str, "pd.DataFrame"]:
    """Each sheet's rows as a DataFrame, columns in order of first occurrence.

    Numbers stay numbers and text stays text; None is a missing value.
    """
    import pandas as pd

    return {name: pd.DataFrame(list(rows)) for name, rows in sheets.items()}
