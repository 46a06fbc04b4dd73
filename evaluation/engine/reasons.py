"""Why a theme is suggested: the strongest words and the closest coded quote."""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.terms import WORD, stop_words
from evaluation.engine.texts import DIGITS
from evaluation.engine.training import TrainingRow

MAX_WORDS = 3
BLOCK_SIZE = 2_000

Pair = tuple[int, int]  # (row of a text, column of a theme)


def strongest_words(
    matrix: Any, weights: Any, names: Sequence[str], pairs: Sequence[Pair]
) -> list[tuple[str, ...]]:
    """Up to three words per pair that add most, the strongest first.

    The first columns of the matrix are those of `names`; the others are parts of words
    and mean nothing to a reader. Stop words are named only where no other word adds
    anything.
    """
    import numpy as np

    found = []
    stops = stop_words()
    is_stop = [all(word in stops for word in name.split()) for name in names]
    for row, theme in pairs:
        stored = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns, values = matrix.indices[stored], matrix.data[stored]
        columns, values = columns[columns < len(names)], values[columns < len(names)]
        added = np.round(values * weights[columns, theme], DIGITS)
        best = [columns[i] for i in np.lexsort((columns, -added)) if added[i] > 0]
        meaningful = [c for c in best if not is_stop[c]] or best
        found.append(_without_repeats([names[c] for c in meaningful]))
    return found


def _without_repeats(ranked: Sequence[str]) -> tuple[str, ...]:
    """Up to three terms: a pair replaces its two words, and no word is named twice."""
    chosen: list[str] = []
    single = set(ranked)
    for word in ranked:
        pairs = (p for p in ranked if word in p.split() and {*p.split()} <= single)
        term = next((pair for pair in pairs if pair != word), word)
        if not any(set(term.split()) & set(other.split()) for other in chosen):
            chosen.append(term)
        if len(chosen) == MAX_WORDS:
            break
    return tuple(chosen)


def as_written(words: Sequence[str], text: str) -> tuple[str, ...]:
    """The words in the passage's own spelling."""
    spelt = {m[0].lower(): m[0] for m in reversed(list(WORD.finditer(text)))}
    return tuple(" ".join(spelt.get(w, w) for w in term.split()) for term in words)


def closest_quotes(
    matrix: Any,
    texts: Sequence[str],
    pairs: Sequence[Pair],
    trained_on: tuple[Any, Sequence[TrainingRow]],
    themes: Sequence[str],
) -> list[str]:
    """For each pair the most similar other text that a person gave this theme."""
    quotes = [""] * len(pairs)
    training, rows = trained_on
    for index, theme in enumerate(themes):
        given = [i for i, r in enumerate(rows) if theme in r.themes and not r.name]
        asked = [k for k, (_, column) in enumerate(pairs) if column == index]
        for start in range(0, len(asked) if given else 0, BLOCK_SIZE):
            block = asked[start : start + BLOCK_SIZE]
            likeness = matrix[[pairs[k][0] for k in block]] @ training[given].T
            for k, near in zip(block, likeness.toarray().round(DIGITS), strict=True):
                own = texts[pairs[k][0]]
                best = max(range(len(given)), key=_nearest(near, rows, given, own))
                if near[best] > 0 and rows[given[best]].text != own:
                    quotes[k] = rows[given[best]].text
    return quotes


def _nearest(
    near: Any, rows: Sequence[TrainingRow], given: Sequence[int], own: str
) -> Any:
    return lambda i: -1.0 if rows[given[i]].text == own else near[i]
