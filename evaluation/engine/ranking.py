"""Suggest themes of a codebook for passages that nobody has coded yet.

The engine ranks and never decides: a person accepts or refuses each suggestion.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from evaluation.engine import thresholds
from evaluation.engine.reasons import Pair, as_written, closest_quotes, strongest_words
from evaluation.engine.results import LIKELY, POSSIBLE, Ranking, Reason
from evaluation.engine.scoring import Scores, score
from evaluation.engine.texts import (
    UniqueTexts,
    merge_duplicates,
    single_threaded,
    text_key,
)
from evaluation.engine.training import themes_of

RANDOM_EVERY = 5  # every fifth unread passage is random, to show how common themes are


def rank(
    passages: Sequence[str],
    codings: Mapping[int, Set[str]],
    codebook: Sequence[Mapping],
    *,
    seed: int = 0,
) -> Ranking:
    """Rank the themes for every passage.

    `codings` maps the index of a coded passage to its themes, an empty set where the
    coder gave none. Entries of the codebook have "theme", "description" and "examples"
    (a sequence, or one text with " | " between); without codings only these train the
    model. Raises ValueError for an index without a passage.
    """
    unknown = [i for i in codings if not 0 <= i < len(passages)]
    if unknown:
        raise ValueError(f"There is no passage {unknown[0]}, yet it is coded.")
    unique, themes = merge_duplicates(passages), themes_of(codings, codebook)
    with single_threaded():
        scored = score(unique, codings, codebook, themes, seed)
        if scored is None:
            return _unranked(unique, codings, themes)
        return _ranking(unique, codings, themes, scored, seed)


def _unranked(
    unique: UniqueTexts, codings: Mapping[int, Set[str]], themes: tuple[str, ...]
) -> Ranking:
    """A ranking without suggestions, where nothing could be scored."""
    import numpy as np

    nothing: tuple[tuple, ...] = tuple(() for _ in unique.rows)
    return Ranking(
        themes=themes,
        scores=np.zeros((len(unique.rows), len(themes))),
        suggested=nothing,
        bands=nothing,
        reasons=nothing,
        threshold=float("inf"),
        themes_per_passage=thresholds.themes_per_passage(codings),
        unread=tuple(_unread(unique, codings)),
    )


def _ranking(
    unique: UniqueTexts,
    codings: Mapping[int, Set[str]],
    themes: tuple[str, ...],
    scored: Scores,
    seed: int,
) -> Ranking:
    import numpy as np

    scores = np.zeros((len(unique.rows), len(themes)))
    filled = [i for i, row in enumerate(unique.rows) if row is not None]
    scores[filled] = scored.scores[[unique.rows[i] for i in filled]]
    # A theme is suggested only if words of the passage support it.
    usable = np.where(scored.linear > 0, scored.scores, 0.0)
    threshold, likely = _thresholds(unique, codings, themes, usable)
    pairs = _pairs(usable, threshold)
    bands = [LIKELY if usable[pair] >= likely else POSSIBLE for pair in pairs]
    reasons = _reasons(unique, scored, pairs, themes)
    return Ranking(
        themes=themes,
        scores=scores,
        suggested=_by_passage(unique, pairs, [themes[theme] for _, theme in pairs]),
        bands=_by_passage(unique, pairs, bands),
        reasons=_by_passage(unique, pairs, reasons),
        threshold=threshold,
        themes_per_passage=thresholds.themes_per_passage(codings),
        unread=_reading_order(unique, codings, usable, threshold, seed),
    )


def _thresholds(
    unique: UniqueTexts,
    codings: Mapping[int, Set[str]],
    themes: Sequence[str],
    usable: Any,
) -> tuple[float, float]:
    """The lowest score that is suggested and the lowest that is called likely."""
    import numpy as np

    coded = sorted(i for i in codings if unique.rows[i] is not None)
    coded_scores = usable[[unique.rows[i] for i in coded]]
    given = np.array([[theme in codings[i] for theme in themes] for i in coded])
    rest = _unread(unique, codings) or coded
    other_scores = usable[[unique.rows[i] for i in rest]]
    wanted = thresholds.themes_per_passage(codings) * len(rest)
    if len(coded) >= thresholds.MIN_CODED_FOR_F1:
        threshold = thresholds.by_f1(coded_scores, given)
    else:
        threshold = thresholds.by_count(other_scores, wanted)
    if len(coded) >= thresholds.MIN_CODED_FOR_LIKELY:
        return threshold, thresholds.likely_threshold(coded_scores, given)
    return threshold, thresholds.by_count(other_scores, wanted / 2)


def _pairs(usable: Any, threshold: float) -> list[Pair]:
    """(row, theme) of every suggestion, by row and then best first."""
    import numpy as np

    rows, columns = np.nonzero((usable >= threshold) & (usable > 0))
    order = np.lexsort((columns, -usable[rows, columns], rows))
    return [(int(rows[i]), int(columns[i])) for i in order]


def _reasons(
    unique: UniqueTexts, scored: Scores, pairs: Sequence[Pair], themes: Sequence[str]
) -> list[Reason]:
    texts = unique.texts
    words = strongest_words(scored.matrix, scored.model.weights, scored.names, pairs)
    quotes = closest_quotes(scored.matrix, texts, pairs, scored.training, themes)
    return [
        Reason(themes[theme], as_written(found, texts[row]), quote)
        for (row, theme), found, quote in zip(pairs, words, quotes, strict=True)
    ]


def _by_passage(
    unique: UniqueTexts, pairs: Sequence[Pair], values: Sequence[Any]
) -> tuple[tuple[Any, ...], ...]:
    """Values of each passage; passages with the same text share them."""
    values_of: dict[int | None, tuple[Any, ...]] = {}
    for (row, _), value in zip(pairs, values, strict=True):
        values_of[row] = (*values_of.get(row, ()), value)
    return tuple(values_of.get(row, ()) for row in unique.rows)


def _unread(unique: UniqueTexts, codings: Mapping[int, Set[str]]) -> list[int]:
    rows = enumerate(unique.rows)
    return [i for i, row in rows if row is not None and i not in codings]


def _reading_order(
    unique: UniqueTexts,
    codings: Mapping[int, Set[str]],
    usable: Any,
    threshold: float,
    seed: int,
) -> tuple[int, ...]:
    """Unread passages, the least certain first and every fifth at random."""
    import numpy as np

    distance = np.abs(usable - min(threshold, 1.0)).min(axis=1)
    unread = set(_unread(unique, codings))
    rows = [row for row, indices in enumerate(unique.indices) if unread & {*indices}]
    random_rows = sorted(
        rows, key=lambda row: text_key(unique.texts[row], seed=f"{seed} ")
    )
    random_rows = random_rows[: len(rows) // RANDOM_EVERY]
    order = sorted(set(rows) - set(random_rows), key=lambda row: (distance[row], row))
    for position, row in enumerate(random_rows, start=1):
        order.insert(position * RANDOM_EVERY - 1, row)
    return tuple(i for i in unique.passages_of(order) if i in unread)
