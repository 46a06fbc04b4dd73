"""Labels and words of candidates, in the participants' spelling."""

from collections.abc import Iterator, Sequence
from typing import Any

from evaluation.engine.fragments import Keys, best_fragment, thing_weights
from evaluation.engine.terms import spellings
from evaluation.engine.texts import DIGITS

MAX_WORDS = 8
LABEL_TEXTS = 40  # strongest texts of a candidate in which its label is looked for
SPELLING_TEXTS = 300  # strongest texts of a candidate from which the spelling is taken
MIN_TEXTS = 3  # texts that must contain a word; a tenth of a small candidate
MIN_PAIR_SHARE = 0.4  # share of a word's uses from which its pair replaces it


def describe(
    matrix: Any,
    names: Sequence[str],
    groups: Sequence[list[int]],
    texts: Sequence[str],
    stops: frozenset[str],
) -> list[tuple[str, tuple[str, ...]]]:
    """(label, words) of each group; no two labels are the same.

    `groups` holds the rows of each group's texts, the strongest first.
    """
    weights = thing_weights(groups, texts, stops)
    taken: list[Keys] = []
    labels: set[str] = set()
    found = []
    for rows, keys, own in zip(
        groups, distinct_terms(matrix, names, groups), weights, strict=True
    ):
        spelt = spellings(keys, (texts[row] for row in rows[:SPELLING_TEXTS]), stops)
        words = tuple(dict.fromkeys(spelt[key] for key in keys))
        strongest = [texts[row] for row in rows[:LABEL_TEXTS]]
        label, fragment = best_fragment(strongest, own, stops, taken)
        if fragment:
            taken.append(fragment)
        else:
            label = _of_words(words, labels)
        labels.add(label)
        found.append((label, words))
    return found


def distinct_terms(
    matrix: Any, names: Sequence[str], groups: Sequence[list[int]]
) -> Iterator[list[str]]:
    """The terms that set each group apart, by class-based TF-IDF."""
    import numpy as np

    present = (matrix > 0).astype(float)
    counts = [np.asarray(present[rows].sum(axis=0)).ravel() for rows in groups]
    overall = np.asarray(present.sum(axis=0)).ravel()
    mean = sum(count.sum() for count in counts) / max(len(counts), 1)
    rarity = np.log1p(mean / np.maximum(overall, 1.0))
    for rows, count in zip(groups, counts, strict=True):
        weights = np.asarray(matrix[rows].sum(axis=0)).ravel()
        often = count >= min(MIN_TEXTS, max(1, len(rows) // 10))
        scores = np.round(weights * rarity * often, DIGITS)
        best = np.argsort(-scores, kind="stable")[: MAX_WORDS * 6]
        ranked = {names[i]: count[i] for i in best if scores[i] > 0}
        yield _without_repeats(ranked)


def _without_repeats(ranked: dict[str, float]) -> list[str]:
    """Keep either a word or the pair that it mostly occurs in."""
    chosen: list[str] = []
    for term in ranked:
        pair = next((p for p in ranked if _replaces(term, p, ranked)), term)
        if not any(set(pair.split()) & set(other.split()) for other in chosen):
            chosen.append(pair)
    return chosen[:MAX_WORDS]


def _replaces(word: str, pair: str, counts: dict[str, float]) -> bool:
    """Whether a word occurs mostly in this pair of words."""
    parts = pair.split()
    return (
        len(parts) == 2
        and word in parts
        and counts[pair] >= MIN_PAIR_SHARE * counts[word]
    )


def _of_words(words: Sequence[str], taken: set[str]) -> str:
    """Two words, or more where needed to differ from earlier labels."""
    label = ""
    for length in range(min(2, len(words)), len(words) + 1):
        label = ", ".join(words[:length])
        if label not in taken:
            return label
    number = 2
    while f"{label} ({number})" in taken:
        number += 1
    return f"{label} ({number})"
