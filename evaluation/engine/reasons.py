"""Why a theme is suggested: the strongest words and the closest coded quote."""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.terms import WORD, stop_words
from evaluation.engine.texts import DIGITS
from evaluation.engine.training import Row

MOST = 3
BLOCK = 2_000

Pair = tuple[int, int]  # (row of a text, column of a theme)


def telling_words(
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
    plain = [all(word in stops for word in name.split()) for name in names]
    for row, theme in pairs:
        held = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns, values = matrix.indices[held], matrix.data[held]
        columns, values = columns[columns < len(names)], values[columns < len(names)]
        adds = np.round(values * weights[columns, theme], DIGITS)
        best = [columns[i] for i in np.lexsort((columns, -adds)) if adds[i] > 0]
        telling = [c for c in best if not plain[c]] or best
        found.append(_without_echo([names[c] for c in telling]))
    return found


def _without_echo(ranked: Sequence[str]) -> tuple[str, ...]:
    """A pair instead of its two words, and no word twice."""
    chosen: list[str] = []
    known = set(ranked)
    for word in ranked:
        pairs = (p for p in ranked if word in p.split() and {*p.split()} <= known)
        term = next((pair for pair in pairs if pair != word), word)
        if not any(set(term.split()) & set(held.split()) for held in chosen):
            chosen.append(term)
        if len(chosen) == MOST:
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
    known: tuple[Any, Sequence[Row]],
    themes: Sequence[str],
) -> list[str]:
    """For each pair the most similar other text that a person gave this theme."""
    quotes = [""] * len(pairs)
    training, rows = known
    for place, theme in enumerate(themes):
        given = [i for i, r in enumerate(rows) if theme in r.themes and not r.name]
        asked = [k for k, (_, column) in enumerate(pairs) if column == place]
        for start in range(0, len(asked) if given else 0, BLOCK):
            block = asked[start : start + BLOCK]
            likeness = matrix[[pairs[k][0] for k in block]] @ training[given].T
            for k, near in zip(block, likeness.toarray().round(DIGITS), strict=True):
                own = texts[pairs[k][0]]
                best = max(range(len(given)), key=_nearest(near, rows, given, own))
                if near[best] > 0 and rows[given[best]].text != own:
                    quotes[k] = rows[given[best]].text
    return quotes


def _nearest(near: Any, rows: Sequence[Row], given: Sequence[int], own: str) -> Any:
    return lambda i: -1.0 if rows[given[i]].text == own else near[i]
