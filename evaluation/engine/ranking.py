"""Suggest themes of a codebook for passages that nobody has coded yet.

The engine ranks and never decides: a person accepts or refuses each suggestion.
"""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from evaluation.engine import thresholds
from evaluation.engine.reasons import Pair, as_written, closest_quotes, telling_words
from evaluation.engine.results import LIKELY, POSSIBLE, Ranking, Reason
from evaluation.engine.scoring import Scored, score
from evaluation.engine.texts import Folded, fold, steady, text_key
from evaluation.engine.training import themes_of

# every fifth unread passage is random: it shows how common a theme really is
ONE_IN = 5


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
    strangers = [i for i in codings if not 0 <= i < len(passages)]
    if strangers:
        raise ValueError(f"There is no passage {strangers[0]}, yet it is coded.")
    folded, themes = fold(passages), themes_of(codings, codebook)
    with steady():
        scored = score(folded, codings, codebook, themes, seed)
        if scored is None:
            return _unranked(folded, codings, themes)
        return _ranking(folded, codings, themes, scored, seed)


def _unranked(
    folded: Folded, codings: Mapping[int, Set[str]], themes: tuple[str, ...]
) -> Ranking:
    import numpy as np

    nothing: tuple[tuple, ...] = tuple(() for _ in folded.rows)
    return Ranking(
        themes=themes,
        scores=np.zeros((len(folded.rows), len(themes))),
        suggested=nothing,
        bands=nothing,
        reasons=nothing,
        cut=float("inf"),
        per_passage=thresholds.per_passage(codings),
        unread=tuple(_unread(folded, codings)),
    )


def _ranking(
    folded: Folded,
    codings: Mapping[int, Set[str]],
    themes: tuple[str, ...],
    scored: Scored,
    seed: int,
) -> Ranking:
    import numpy as np

    scores = np.zeros((len(folded.rows), len(themes)))
    filled = [i for i, row in enumerate(folded.rows) if row is not None]
    scores[filled] = scored.scores[[folded.rows[i] for i in filled]]
    # suggest a theme only if words of the passage support it
    usable = np.where(scored.evidence > 0, scored.scores, 0.0)
    cut, likely = _cut_and_likely(folded, codings, themes, usable)
    pairs = _pairs(usable, cut)
    bands = [LIKELY if usable[pair] >= likely else POSSIBLE for pair in pairs]
    reasons = _reasons(folded, scored, pairs, themes)
    return Ranking(
        themes=themes,
        scores=scores,
        suggested=_by_passage(folded, pairs, [themes[theme] for _, theme in pairs]),
        bands=_by_passage(folded, pairs, bands),
        reasons=_by_passage(folded, pairs, reasons),
        cut=cut,
        per_passage=thresholds.per_passage(codings),
        unread=_reading_order(folded, codings, usable, cut, seed),
    )


def _cut_and_likely(
    folded: Folded,
    codings: Mapping[int, Set[str]],
    themes: Sequence[str],
    usable: Any,
) -> tuple[float, float]:
    import numpy as np

    coded = sorted(i for i in codings if folded.rows[i] is not None)
    seen = usable[[folded.rows[i] for i in coded]]
    given = np.array([[theme in codings[i] for theme in themes] for i in coded])
    rest = _unread(folded, codings) or coded
    asked = usable[[folded.rows[i] for i in rest]]
    wanted = thresholds.per_passage(codings) * len(rest)
    if len(coded) >= thresholds.ENOUGH_TO_CUT:
        cut = thresholds.by_codes(seen, given)
    else:
        cut = thresholds.by_number(asked, wanted)
    if len(coded) >= thresholds.ENOUGH_TO_MEASURE:
        return cut, thresholds.likely_from(seen, given)
    return cut, thresholds.by_number(asked, wanted / 2)


def _pairs(usable: Any, cut: float) -> list[Pair]:
    """(row, theme) of every suggestion, by row and then best first."""
    import numpy as np

    rows, columns = np.nonzero((usable >= cut) & (usable > 0))
    order = np.lexsort((columns, -usable[rows, columns], rows))
    return [(int(rows[i]), int(columns[i])) for i in order]


def _reasons(
    folded: Folded, scored: Scored, pairs: Sequence[Pair], themes: Sequence[str]
) -> list[Reason]:
    texts = folded.texts
    words = telling_words(scored.matrix, scored.model.weights, scored.names, pairs)
    quotes = closest_quotes(scored.matrix, texts, pairs, scored.known, themes)
    return [
        Reason(themes[theme], as_written(found, texts[row]), quote)
        for (row, theme), found, quote in zip(pairs, words, quotes, strict=True)
    ]


def _by_passage(
    folded: Folded, pairs: Sequence[Pair], values: Sequence[Any]
) -> tuple[tuple[Any, ...], ...]:
    """Values of each passage; passages with the same text share them."""
    held: dict[int | None, tuple[Any, ...]] = {}
    for (row, _), value in zip(pairs, values, strict=True):
        held[row] = (*held.get(row, ()), value)
    return tuple(held.get(row, ()) for row in folded.rows)


def _unread(folded: Folded, codings: Mapping[int, Set[str]]) -> list[int]:
    rows = enumerate(folded.rows)
    return [i for i, row in rows if row is not None and i not in codings]


def _reading_order(
    folded: Folded,
    codings: Mapping[int, Set[str]],
    usable: Any,
    cut: float,
    seed: int,
) -> tuple[int, ...]:
    """Unread passages, the least certain first and every fifth at random."""
    import numpy as np

    doubt = np.abs(usable - min(cut, 1.0)).min(axis=1)
    unread = set(_unread(folded, codings))
    rows = [row for row, held in enumerate(folded.indices) if unread & {*held}]
    drawn = sorted(rows, key=lambda row: text_key(folded.texts[row], seed=f"{seed} "))
    drawn = drawn[: len(rows) // ONE_IN]
    doubtful = sorted(set(rows) - set(drawn), key=lambda row: (doubt[row], row))
    for place, row in enumerate(drawn, start=1):
        doubtful.insert(place * ONE_IN - 1, row)
    return tuple(i for i in folded.spread(doubtful) if i in unread)
