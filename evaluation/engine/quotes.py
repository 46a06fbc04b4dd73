"""Which members of a candidate to read first, and which are borderline."""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.texts import DIGITS

QUOTES = 3
POOL = 60  # strongest members from which quotes are chosen
NEARNESS = 0.7  # lambda of maximal marginal relevance


def quote_rows(matrix: Any, weights: Any, rows: Sequence[int]) -> list[int]:
    """Members nearest the centre and then different from each other."""
    import numpy as np

    centre = np.asarray(matrix[rows].T @ weights[rows]).ravel()
    centre /= max(float(np.linalg.norm(centre)), 1e-12)
    pool = list(rows[:POOL])
    near = np.asarray(matrix[pool] @ centre).ravel()
    alike = np.asarray((matrix[pool] @ matrix[pool].T).todense())
    chosen: list[int] = []
    while len(chosen) < min(QUOTES, len(pool)):
        echo = alike[:, chosen].max(axis=1) if chosen else np.zeros(len(pool))
        worth = np.round(NEARNESS * near - (1 - NEARNESS) * echo, DIGITS)
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
    return [pool[place] for place in chosen]


def borderline_rows(
    weights: Any, column: int, rows: Sequence[int], quotes: Sequence[int]
) -> list[int]:
    """The member that belongs almost as much to another candidate.

    None where every member is a quote already.
    """
    others = weights.copy()
    others[:, column] = 0.0
    rest = [row for row in rows if row not in quotes]
    if not rest:
        return []
    gap = {row: abs(weights[row, column] - others[row].max()) for row in rest}
    return [min(rest, key=lambda row: round(gap[row], DIGITS))]
