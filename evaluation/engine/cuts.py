"""Where a ranking ends and which part of it is likely.

Scores are not cut at 0.5: with few coded passages they are not chances. The cut
is where suggestions per passage equal what the coder gives per passage, and from
100 coded passages on where the codes of passages held back are best met.
"""

from collections.abc import Mapping, Set
from typing import Any

ENOUGH_TO_MEASURE = 30  # coded passages, from which "likely" is measured
ENOUGH_TO_CUT = 100  # and from which the cut is
LIKELY_RIGHT = 2 / 3  # of the suggestions called likely, on passages held back


def per_passage(codings: Mapping[int, Set[str]]) -> float:
    """Themes the coder gives a passage on average; one where nothing is coded.

    One passage with one theme is counted in, so that a first passage without a
    theme does not say that none has any.
    """
    return (sum(map(len, codings.values())) + 1) / (len(codings) + 1)


def by_number(scores: Any, wanted: float) -> float:
    """The lowest score that leaves about `wanted` suggestions; inf for none.

    A score of zero is no suggestion.
    """
    import numpy as np

    number = min(round(wanted), int(np.count_nonzero(scores)))
    if number < 1:
        return float("inf")
    return float(np.sort(scores, axis=None)[::-1][number - 1])


def by_codes(scores: Any, given: Any) -> float:
    """The cut with the best F1 over all codes of passages held back."""
    import numpy as np

    ranked, right, last = _ranked(scores, given)
    f1 = 2 * np.cumsum(right) / (np.arange(1, len(right) + 1) + given.sum())
    return float(ranked[np.argmax(np.where(last, np.round(f1, 9), -1.0))])


def likely_from(scores: Any, given: Any) -> float:
    """The lowest score above which two in three suggestions were right; inf where
    no score is."""
    import numpy as np

    ranked, right, last = _ranked(scores, given)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    places = np.flatnonzero(last & (precision >= LIKELY_RIGHT))
    return float(ranked[places[-1]]) if len(places) else float("inf")


def _ranked(scores: Any, given: Any) -> tuple[Any, Any, Any]:
    """Scores from high to low, whether each was right, and the last of its equals."""
    import numpy as np

    order = np.argsort(-scores, axis=None, kind="stable")
    ranked, right = scores.ravel()[order], given.ravel()[order].astype(float)
    return ranked, right, np.append(ranked[1:] != ranked[:-1], True)
