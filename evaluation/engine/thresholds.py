"""The lowest score that is suggested, and the lowest that is called likely.

The threshold is not 0.5, because with few coded passages scores are not probabilities.
It gives as many suggestions per passage as the coder gives; from 100 coded passages on,
it is the one with the best F1 on held-out passages.
"""

from collections.abc import Mapping, Set
from typing import Any

MIN_CODED_FOR_LIKELY = 30  # coded passages from which "likely" is measured
MIN_CODED_FOR_F1 = 100  # coded passages from which F1 sets the threshold
LIKELY_PRECISION = 2 / 3  # precision of likely suggestions on held-out passages


def themes_per_passage(codings: Mapping[int, Set[str]]) -> float:
    """Themes per coded passage on average; 1.0 where nothing is coded.

    One passage with one theme is added to the count, so that a first passage without a
    theme does not give an average of zero.
    """
    return (sum(map(len, codings.values())) + 1) / (len(codings) + 1)


def by_count(scores: Any, wanted: float) -> float:
    """The threshold that leaves about `wanted` suggestions; inf for none.

    A score of zero is never suggested.
    """
    import numpy as np

    number = min(round(wanted), int(np.count_nonzero(scores)))
    if number < 1:
        return float("inf")
    return float(np.sort(scores, axis=None)[::-1][number - 1])


def by_f1(scores: Any, given: Any) -> float:
    """The threshold with the best F1 over all codes of held-out passages."""
    import numpy as np

    ranked, right, last = _ranked(scores, given)
    f1 = 2 * np.cumsum(right) / (np.arange(1, len(right) + 1) + given.sum())
    return float(ranked[np.argmax(np.where(last, np.round(f1, 9), -1.0))])


def likely_threshold(scores: Any, given: Any) -> float:
    """The lowest score from which two thirds of suggestions were right, or inf."""
    import numpy as np

    ranked, right, last = _ranked(scores, given)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    positions = np.flatnonzero(last & (precision >= LIKELY_PRECISION))
    return float(ranked[positions[-1]]) if len(positions) else float("inf")


def _ranked(scores: Any, given: Any) -> tuple[Any, Any, Any]:
    """Scores in descending order, whether each was right, and the ends of ties."""
    import numpy as np

    order = np.argsort(-scores, axis=None, kind="stable")
    ranked, right = scores.ravel()[order], given.ravel()[order].astype(float)
    return ranked, right, np.append(ranked[1:] != ranked[:-1], True)
