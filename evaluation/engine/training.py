"""The texts that train the engine, and one logistic regression per theme."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from evaluation.engine.texts import DIGITS, UniqueTexts, clean

INVERSE_REGULARISATION = 1.0  # C of the logistic regression
FOLDS = 5
CODEBOOK_WEIGHT = 1.0  # weight of the model trained on the codebook alone


@dataclass(frozen=True)
class TrainingRow:
    """A text with its themes, `coded` by hand or from the codebook.

    A `name` row holds a theme's name and description, which no participant wrote.
    """

    text: str
    themes: tuple[str, ...]
    coded: bool = False
    name: bool = False


def themes_of(
    codings: Mapping[int, Set[str]], codebook: Sequence[Mapping]
) -> tuple[str, ...]:
    """Themes in the codebook's order, then themes that only the codings have."""
    listed = dict.fromkeys(entry["theme"] for entry in codebook)
    used = {theme for themes in codings.values() for theme in themes}
    return (*listed, *sorted(used - set(listed), key=str))


def training_rows(
    unique: UniqueTexts, codings: Mapping[int, Set[str]], codebook: Sequence[Mapping]
) -> list[TrainingRow]:
    """Coded passages, example quotes and descriptions in a fixed order.

    It does not depend on the order of the passages, the codings or the codebook.
    """
    rows = set()
    for index, themes in codings.items():
        if (row := unique.rows[index]) is not None:
            rows.add(TrainingRow(unique.texts[row], _in_order(themes), coded=True))
    coded = {row.text for row in rows}
    quoted: dict[str, set[str]] = {}
    for entry in codebook:
        theme = str(entry["theme"]).replace("_", " ")
        name = clean(f"{theme}. {entry.get('description') or ''}")
        rows.add(TrainingRow(name, (entry["theme"],), name=True))
        for text in map(clean, examples_of(entry)):
            if text and text not in coded:
                quoted.setdefault(text, set()).add(entry["theme"])
    rows |= {TrainingRow(text, _in_order(themes)) for text, themes in quoted.items()}
    return sorted(rows, key=lambda r: (r.text, [str(t) for t in r.themes], r.name))


def examples_of(entry: Mapping) -> Iterable[str]:
    examples = entry.get("examples") or ()
    return examples.split(" | ") if isinstance(examples, str) else examples


def _in_order(themes: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(themes, key=str))


@dataclass(frozen=True)
class LinearModel:
    """Weights of each column for each theme, and an intercept per theme."""

    weights: Any
    intercepts: Any

    def plus(self, weights: Any) -> "LinearModel":
        """The same model with other weights added to its own."""
        return LinearModel(self.weights + weights, self.intercepts)

    def linear(self, matrix: Any) -> Any:
        """Score each row for each theme, before the intercept is added."""
        import numpy as np

        return np.round(matrix @ self.weights, DIGITS)

    def scores(self, linear: Any) -> Any:
        """Probabilities from 0.0 to 1.0 of linear scores."""
        import numpy as np
        from scipy.special import expit

        return np.round(expit(linear + self.intercepts), DIGITS)


def fit(
    matrix: Any, rows: Sequence[TrainingRow], themes: Sequence[str], seed: int
) -> LinearModel:
    """Fit one logistic regression per theme.

    A theme that every row has is scored by similarity to all rows.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    weights = np.zeros((matrix.shape[1], len(themes)))
    intercepts = np.zeros(len(themes))
    for column, theme in enumerate(themes):
        given = np.array([theme in row.themes for row in rows])
        if given.any() and not given.all():
            model = LogisticRegression(
                C=INVERSE_REGULARISATION,
                class_weight="balanced",
                random_state=seed,
                max_iter=500,
            ).fit(matrix, given)
            weights[:, column] = model.coef_[0]
            intercepts[column] = model.intercept_[0]
        elif given.any():
            weights[:, column] = np.asarray(matrix.mean(axis=0)).ravel()
    return LinearModel(weights, intercepts)


def codebook_weights(
    matrix: Any, rows: Sequence[TrainingRow], themes: Sequence[str], seed: int
) -> Any:
    """Weights from the codebook alone, to be added to a model's weights.

    Without them a few coded passages outweigh a theme's name, and a theme that none of
    them has scores too low. Measured on course comments and on invented ones, they make
    the first suggestion right more often with 10 coded passages, and still with 300.
    They are zero where nothing is coded, as the model is then fitted to the codebook.
    """
    own = [index for index, row in enumerate(rows) if not row.coded]
    if not own or len(own) == len(rows):
        return 0.0
    return (
        CODEBOOK_WEIGHT * fit(matrix[own], [rows[i] for i in own], themes, seed).weights
    )


def held_out_scores(
    matrix: Any, rows: Sequence[TrainingRow], themes: Sequence[str], seed: int
) -> dict[str, tuple[Any, Any]]:
    """(linear scores, scores) of each coded text, from a model trained without it."""
    import numpy as np

    codebook_only = codebook_weights(matrix, rows, themes, seed)
    texts = [row.text for row in rows]
    positions = {text: position for position, text in enumerate(texts)}
    coded = list(dict.fromkeys(row.text for row in rows if row.coded))
    folds = min(FOLDS, len(coded))
    found: dict[str, tuple[Any, Any]] = {}
    for number in range(folds):
        held_out = coded[number::folds]
        is_out = np.isin(texts, held_out)
        kept = [row for row, out in zip(rows, is_out, strict=True) if not out]
        model = fit(matrix[~is_out], kept, themes, seed).plus(codebook_only)
        linear = model.linear(matrix[[positions[text] for text in held_out]])
        pairs = zip(linear, model.scores(linear), strict=True)
        found.update(zip(held_out, pairs, strict=True))
    return found
