"""Score every text for every theme."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from evaluation.engine.features import fit_features
from evaluation.engine.lending import MAX_BORROWERS, with_lent_words
from evaluation.engine.texts import DIGITS, UniqueTexts
from evaluation.engine.thresholds import MIN_CODED_FOR_F1
from evaluation.engine.training import (
    LinearModel,
    TrainingRow,
    codebook_weights,
    fit,
    held_out_scores,
    training_rows,
)

MIN_EXAMPLES = 10  # examples from which a theme's name may be left out of training


@dataclass(frozen=True)
class Scores:
    """Scores of every text (row) for every theme (column)."""

    matrix: Any  # the texts' own words; only columns that occur in a training row
    model: LinearModel
    linear: Any  # scores before the intercept and the logistic function
    scores: Any
    training: tuple[Any, Sequence[TrainingRow]]  # as a matrix and as rows
    names: Sequence[str]  # of the first columns, which are words


def score(
    unique: UniqueTexts,
    codings: Mapping[int, Set[str]],
    codebook: Sequence[Mapping],
    themes: Sequence[str],
    seed: int,
) -> Scores | None:
    """Score the texts; None where there is nothing to read or no theme."""
    import numpy as np

    all_rows = training_rows(unique, codings, codebook)
    coded = {row.text for row in all_rows if row.coded}
    features = fit_features(
        unique.texts, [text for text in unique.texts if text in coded]
    )
    if features is None or not themes:
        return None
    training = features.rows([row.text for row in all_rows])
    columns = np.unique(training.indices)
    if not len(columns):  # no text has a word of the codebook or the codings
        return None
    names = features.word_names(columns)
    own, training = features.rows_of_all(unique.texts, columns), training[:, columns]
    matrix, lent = _lent(own, training, len(names))
    kept, held_out = _with_or_without_names(lent, all_rows, themes, seed)
    rows, lent = [all_rows[i] for i in kept], lent[kept]
    model = fit(lent, rows, themes, seed).plus(
        codebook_weights(lent, rows, themes, seed)
    )
    linear = model.linear(matrix)
    scores = model.scores(linear)
    for position, text in enumerate(unique.texts):
        if text in held_out:
            linear[position], scores[position] = held_out[text]
    return Scores(own, model, linear, scores, (training[kept], rows), names)


def _lent(matrix: Any, training: Any, words: int) -> tuple[Any, Any]:
    """Both with the words that the nearest texts lend."""
    borrowed = with_lent_words(training, matrix, words)
    if matrix.shape[0] > MAX_BORROWERS:
        return matrix, borrowed
    return with_lent_words(matrix, matrix, words), borrowed


def _with_or_without_names(
    training: Any, rows: Sequence[TrainingRow], themes: Sequence[str], seed: int
) -> tuple[Sequence[int], dict[str, Any]]:
    """The positions of the training rows to keep: all, or all without names.

    They are used where a theme has few examples. From 100 coded passages on, those of
    themes with ten examples are used only if they improve the ranking of held-out
    passages. Returns the positions and the held-out scores.
    """
    held_out = held_out_scores(training, rows, themes, seed)
    if len(held_out) < MIN_CODED_FOR_F1:
        return range(len(rows)), held_out
    many = {t for t in themes if _examples(t, rows) >= MIN_EXAMPLES}
    kept = [i for i, row in enumerate(rows) if not (row.name and {*row.themes} & many)]
    fewer, smaller = [rows[i] for i in kept], training[kept]
    without = held_out_scores(smaller, fewer, themes, seed)
    if _average_precision(without, rows, themes) > _average_precision(
        held_out, rows, themes
    ):
        return kept, without
    return range(len(rows)), held_out


def _examples(theme: str, rows: Sequence[TrainingRow]) -> int:
    return sum(theme in row.themes and not row.name for row in rows)


def _average_precision(
    held_out: Mapping[str, Any], rows: Sequence[TrainingRow], themes: Sequence[str]
) -> float:
    """Label ranking average precision over the coded passages."""
    import numpy as np
    from sklearn.metrics import label_ranking_average_precision_score

    given = [row for row in rows if row.coded and row.themes]
    if not given or len(themes) < 2:
        return 0.0
    truth = np.array([[theme in row.themes for theme in themes] for row in given])
    scores = np.array([held_out[row.text][1] for row in given])
    return round(float(label_ranking_average_precision_score(truth, scores)), DIGITS)
