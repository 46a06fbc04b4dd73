"""Comments lend each other words, so that few examples reach more of what was said."""

from typing import Any

from evaluation.engine.texts import DIGITS

POOL_SIZE = 2_500  # texts that may lend; the rows are in order of their hash
NEIGHBOURS = 20
SHARE = 0.5  # weight of the mean of the neighbours beside the text's own words
MAX_BORROWERS = 20_000  # with more texts only the training rows borrow
BLOCK_SIZE = 1_000


def with_lent_words(matrix: Any, pool: Any, words: int) -> Any:
    """Each row and half the mean of its 20 nearest rows of the pool, of length one.

    `matrix` and `pool` are sparse, with the same columns and rows of length one. The
    first `words` columns, which are words and pairs, say what is near. A row without a
    neighbour keeps its own words.
    """
    from scipy.sparse import vstack
    from sklearn.preprocessing import normalize

    pool = pool[:POOL_SIZE]
    lenders = pool[:, :words].T.tocsr()
    lent = []
    for start in range(0, matrix.shape[0], BLOCK_SIZE):
        block = matrix[start : start + BLOCK_SIZE]
        shares = _shares_of_nearest((block[:, :words] @ lenders).toarray())
        lent.append(block + SHARE * shares @ pool)
    return normalize(vstack(lent).tocsr(), copy=False)


def _shares_of_nearest(likeness: Any) -> Any:
    """A sparse matrix with an equal share for each of the nearest columns of a row.

    Columns that have nothing in common with the row get no share.
    """
    import numpy as np
    from scipy.sparse import csr_matrix

    count = min(NEIGHBOURS, likeness.shape[1])
    order = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    found = np.take_along_axis(likeness, order, axis=1).round(DIGITS) > 0
    shares = found / np.maximum(found.sum(axis=1, keepdims=True), 1)
    rows: Any = np.repeat(np.arange(len(likeness)), count)
    kept = csr_matrix((shares.ravel(), (rows, order.ravel())), shape=likeness.shape)
    kept.eliminate_zeros()
    return kept
