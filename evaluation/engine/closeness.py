"""How unlike a passage is to every passage that has a theme."""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.features import fit_features
from evaluation.engine.texts import merge_duplicates, single_threaded

BLOCK = 500  # rows compared at a time
MOST = 20_000  # passages; more are not compared


def novelty(passages: Sequence[str], coded: Sequence[int]) -> list[float | None]:
    """One minus the closest cosine to a coded passage, for each passage.

    It is 1.0 for each passage where nothing is coded, and None where a passage has no
    words or there are too many to compare. Passages with the same text have the same.
    """
    unique = merge_duplicates(passages)
    with single_threaded():
        features = fit_features(unique.texts)
        if features is None or features.matrix is None or len(unique.texts) > MOST:
            return [None] * len(passages)
        found = {unique.rows[i] for i in coded}
        rows = sorted(row for row in found if row is not None)
        closest = _closest(features.matrix, rows)
    return [
        None if row is None else max(0.0, round(1.0 - float(closest[row]), 6))
        for row in unique.rows
    ]


def _closest(matrix: Any, rows: Sequence[int]) -> Any:
    """The largest cosine of each row to any of the given ones."""
    import numpy as np

    found = np.zeros(matrix.shape[0])
    if rows:
        others = matrix[rows].T.tocsc()
        for start in range(0, matrix.shape[0], BLOCK):
            product = matrix[start : start + BLOCK] @ others
            found[start : start + BLOCK] = product.max(axis=1).toarray().ravel()
    return found
