"""Candidate themes: non-negative matrix factors of the passages' words.

A starting list for a person. Without coded examples no method matches human themes
well, so a person must look at every candidate.
"""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.labels import describe
from evaluation.engine.quotes import borderline_rows, quote_rows
from evaluation.engine.results import Candidate
from evaluation.engine.terms import sentences, stop_words, terms
from evaluation.engine.texts import DIGITS, Folded, fold, steady

SAMPLE = 20_000  # texts used to find the factors; the others are projected onto them
MOST_TERMS = 20_000
SEVERAL_POINTS = 2.0  # mean sentences per passage above which each sentence is a row
SHARE = 0.2  # share of a passage's total strength that makes it a member
STRENGTH = 0.02  # strength below which a passage belongs to no candidate
FEW = 40  # texts: with fewer, a word that occurs once is kept


def candidates(
    passages: Sequence[str], *, count: int | None = None, seed: int = 0
) -> list[Candidate]:
    """Propose themes, the largest first.

    Without `count`, 4 to 12 by the number of passages. Fewer are returned where there
    are fewer different texts; a passage without words is in none. Raises ValueError for
    a count below one.
    """
    if count is not None and count < 1:
        raise ValueError("Ask for at least one theme.")
    folded = fold(passages)
    with steady():
        return _candidates(folded, count, seed)


def default_count(passages: int) -> int:
    return min(12, max(4, round((passages / 4) ** 0.5)))


def _candidates(folded: Folded, count: int | None, seed: int) -> list[Candidate]:
    matrix, names, owners, stops = read(folded.texts)
    if not matrix.shape[1]:
        return []
    wanted = count or min(
        default_count(sum(map(len, folded.indices))), max(1, len(folded.texts) // 2)
    )
    strengths = factor(matrix, min(wanted, *matrix.shape), seed)
    weights = gather(strengths, owners, len(folded.texts))
    texts_matrix = gather_rows(matrix, owners, len(folded.texts))
    found = [(_strongest(weights[:, k]), k) for k in range(weights.shape[1])]
    found = sorted(
        ((rows, column) for rows, column in found if rows),
        key=lambda pair: (-len(folded.spread(pair[0])), *pair),
    )
    groups = [rows for rows, _ in found]
    described = describe(texts_matrix, names, groups, folded.texts, stops)
    return [
        _candidate(folded, weights, column, rows, texts_matrix, *what)
        for (rows, column), what in zip(found, described, strict=True)
    ]


def _candidate(
    folded: Folded,
    weights: Any,
    column: int,
    rows: list[int],
    matrix: Any,
    label: str,
    words: tuple[str, ...],
) -> Candidate:
    quotes = quote_rows(matrix, weights[:, column], rows)
    edge = borderline_rows(weights, column, rows, quotes)
    members = folded.spread(rows)
    return Candidate(
        label=label,
        words=words,
        members=tuple(members),
        weights=tuple(float(weights[folded.rows[i], column]) for i in members),
        quotes=tuple(folded.indices[row][0] for row in quotes),
        borderline=tuple(folded.indices[row][0] for row in edge),
    )


def read(texts: Sequence[str]) -> tuple[Any, Any, list[int], frozenset[str]]:
    """TF-IDF of words and pairs: (matrix, term names, owner of each row, stop words).

    A row is a text, or a sentence where people write several points each.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    pieces = [sentences(text) for text in texts]
    if sum(map(len, pieces)) <= SEVERAL_POINTS * len(pieces):
        pieces = [[text] for text in texts]
    owners = [row for row, parts in enumerate(pieces) for _ in parts]
    flat = [part for parts in pieces for part in parts]
    for stops in (stop_words(), frozenset[str]()):
        for at_least in (2, 1) if len(flat) >= FEW else (1,):
            vectorizer = TfidfVectorizer(
                analyzer=lambda text, s=stops: [term for term, _ in terms(text, s)],
                sublinear_tf=True,
                min_df=at_least,
                max_features=MOST_TERMS,
            )
            try:
                matrix = vectorizer.fit_transform(flat)
            except ValueError:  # no word is left
                continue
            return matrix, vectorizer.get_feature_names_out(), owners, stops
    return csr_matrix((len(flat), 0)), [], owners, frozenset()


def factor(matrix: Any, count: int, seed: int) -> Any:
    """Strength of every row in each factor.

    Rows are in order of their hash, so the first of them are a fair sample.
    """
    import numpy as np
    from sklearn.decomposition import NMF

    model = NMF(count, init="nndsvd", random_state=seed, max_iter=300)
    strengths = model.fit_transform(matrix[:SAMPLE])
    rest = range(SAMPLE, matrix.shape[0], SAMPLE)
    parts = [model.transform(matrix[start : start + SAMPLE]) for start in rest]
    return np.vstack([strengths, *parts]) * np.linalg.norm(model.components_, axis=1)


def gather(strengths: Any, owners: Sequence[int], texts: int) -> Any:
    """Weights of the texts; zero where a text is not a member.

    A text belongs to a factor if one of its rows does, with the strength of the
    strongest.
    """
    import numpy as np

    total = strengths.sum(axis=1, keepdims=True)
    share = np.round(strengths / np.maximum(total, 1e-12), DIGITS)
    held = np.where((share >= SHARE) & (total >= STRENGTH), strengths, 0.0)
    weights = np.zeros((texts, strengths.shape[1]))
    np.maximum.at(weights, np.asarray(owners), held)
    return np.round(weights, DIGITS)


def gather_rows(matrix: Any, owners: Sequence[int], texts: int) -> Any:
    """Sums of the rows of each text, normalised to length one."""
    import numpy as np
    from scipy.sparse import csr_matrix
    from sklearn.preprocessing import normalize

    if len(owners) == texts:
        return matrix
    ones = np.ones(len(owners))
    adder = csr_matrix((ones, (owners, range(len(owners)))), (texts, len(owners)))
    return normalize(adder @ matrix)


def _strongest(column: Any) -> list[int]:
    """Rows above zero, strongest first, ties in order of their hash."""
    import numpy as np

    order = np.argsort(-column, kind="stable")
    return [int(row) for row in order if column[row] > 0]
