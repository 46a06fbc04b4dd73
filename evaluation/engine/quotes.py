"""Which members of a candidate to read first, and which are borderline."""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.texts import DIGITS

MAX_QUOTES = 3
POOL_SIZE = 60  # strongest members from which quotes are chosen
MMR_LAMBDA = 0.7  # weight of nearness to the centre against similarity to the chosen


def quote_rows(matrix: Any, weights: Any, rows: Sequence[int]) -> list[int]:
    """Three members near the centre that differ, by maximal marginal relevance."""
    import numpy as np

    centre = np.asarray(matrix[rows].T @ weights[rows]).ravel()
    centre /= max(float(np.linalg.norm(centre)), 1e-12)
    pool = list(rows[:POOL_SIZE])
    near = np.asarray(matrix[pool] @ centre).ravel()
    likeness = np.asarray((matrix[pool] @ matrix[pool].T).todense())
    chosen: list[int] = []
    while len(chosen) < min(MAX_QUOTES, len(pool)):
        similarity = likeness[:, chosen].max(axis=1) if chosen else np.zeros(len(pool))
        scores = np.round(MMR_LAMBDA * near - (1 - MMR_LAMBDA) * similarity, DIGITS)
        scores[chosen] = -np.inf
        chosen.append(int(np.argmax(scores)))
    return [pool[index] for index in chosen]


def borderline_rows(
    weights: Any, column: int, rows: Sequence[int], quotes: Sequence[int]
) -> list[int]:
    """The member that belongs almost as much to another candidate.

    Empty where every member is a quote already.
    """
    others = weights.copy()
    others[:, column] = 0.0
    rest = [row for row in rows if row not in quotes]
    if not rest:
        return []
    gap = {row: abs(weights[row, column] - others[row].max()) for row in rest}
    return [min(rest, key=lambda row: round(gap[row], DIGITS))]
