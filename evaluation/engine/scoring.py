"""Score every text for every theme."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from evaluation.engine.features import learn
from evaluation.engine.texts import DIGITS, Folded
from evaluation.engine.thresholds import ENOUGH_TO_CUT
from evaluation.engine.training import (
    Model,
    Row,
    codebook_voice,
    fit,
    training_rows,
    unseen_evidence,
)

WELL_KNOWN = 10  # examples from which a theme's name may be left out of training


@dataclass(frozen=True)
class Scored:
    """Scores of every text (row) for every theme (column)."""

    matrix: Any  # only columns that occur in a training row
    model: Model
    evidence: Any
    scores: Any
    # the training rows, as a matrix and as Row objects
    known: tuple[Any, Sequence[Row]]
    names: Sequence[str]


def score(
    folded: Folded,
    codings: Mapping[int, Set[str]],
    codebook: Sequence[Mapping],
    themes: Sequence[str],
    seed: int,
) -> Scored | None:
    """Score the texts; None where there is nothing to read or no theme."""
    import numpy as np

    rows = training_rows(folded, codings, codebook)
    coded = {row.text for row in rows if row.coded}
    features = learn(folded.texts, [text for text in folded.texts if text in coded])
    if features is None or not themes:
        return None
    training = features.rows([row.text for row in rows])
    columns = np.unique(training.indices)
    if not len(columns):  # no word of the codebook or the codings occurs in any text
        return None
    known, training, unseen = _with_or_without_names(
        training[:, columns], rows, themes, seed
    )
    voice = codebook_voice(training, known, themes, seed)
    model = fit(training, known, themes, seed).with_voice(voice)
    matrix = features.rows_of_all(folded.texts, columns)
    evidence = model.evidence(matrix)
    scores = model.scores(evidence)
    for place, text in enumerate(folded.texts):
        if text in unseen:
            evidence[place], scores[place] = unseen[text]
    names = features.word_names(columns)
    return Scored(matrix, model, evidence, scores, (training, known), names)


def _with_or_without_names(
    training: Any, rows: Sequence[Row], themes: Sequence[str], seed: int
) -> tuple[Sequence[Row], Any, dict[str, Any]]:
    """Train on names and descriptions while they help.

    Always where a theme has few examples. From 100 coded passages on, those of
    well-known themes are used only if they improve the ranking of held-out passages.
    """
    unseen = unseen_evidence(training, rows, themes, seed)
    if len(unseen) < ENOUGH_TO_CUT:
        return rows, training, unseen
    known = {t for t in themes if _examples(t, rows) >= WELL_KNOWN}
    kept = [i for i, row in enumerate(rows) if not (row.name and {*row.themes} & known)]
    fewer, smaller = [rows[i] for i in kept], training[kept]
    without = unseen_evidence(smaller, fewer, themes, seed)
    if _ranked_well(without, rows, themes) > _ranked_well(unseen, rows, themes):
        return fewer, smaller, without
    return rows, training, unseen


def _examples(theme: str, rows: Sequence[Row]) -> int:
    return sum(theme in row.themes and not row.name for row in rows)


def _ranked_well(
    unseen: Mapping[str, Any], rows: Sequence[Row], themes: Sequence[str]
) -> float:
    """Label ranking average precision over the coded passages."""
    import numpy as np
    from sklearn.metrics import label_ranking_average_precision_score

    given = [row for row in rows if row.coded and row.themes]
    if not given or len(themes) < 2:
        return 0.0
    truth = np.array([[theme in row.themes for theme in themes] for row in given])
    scores = np.array([unseen[row.text][1] for row in given])
    return round(float(label_ranking_average_precision_score(truth, scores)), DIGITS)
