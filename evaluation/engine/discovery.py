"""Candidate themes: non-negative matrix factors of the passages' words.

They are a list to start from. Without coded examples no method matches human themes
well, so a person must look at every candidate.
"""

from collections.abc import Sequence
from typing import Any

from evaluation.engine.labels import describe
from evaluation.engine.quotes import borderline_rows, quote_rows
from evaluation.engine.results import Candidate
from evaluation.engine.terms import sentences, stop_words, terms
from evaluation.engine.texts import (
    DIGITS,
    UniqueTexts,
    merge_duplicates,
    single_threaded,
)

SAMPLE_SIZE = 20_000  # texts used to find the factors; the others are projected
MAX_TERMS = 20_000
CONSENSUS_UP_TO = 3_000  # texts up to which factors of several samples are joined
TENTHS = 10
MIN_SHARE = 0.2  # share of a passage's total strength that makes it a member
MIN_STRENGTH = 0.02  # strength below which a passage belongs to no candidate
FEW_TEXTS = 40  # with fewer texts a word that occurs once is kept


def candidates(
    passages: Sequence[str],
    *,
    count: int | None = None,
    seed: int = 0,
    by_sentence: bool = False,
) -> list[Candidate]:
    """Propose themes, the largest first; another seed gives the same ones.

    With `by_sentence` each sentence is read apart, for passages with several points.

    Without `count` there are 4 to 12, by the number of passages, and fewer where there
    are few different texts. A passage without words is a member of none. Raises
    ValueError for a count below one.
    """
    if count is not None and count < 1:
        raise ValueError("Ask for at least one theme.")
    unique = merge_duplicates(passages)
    with single_threaded():
        return _candidates(unique, count, by_sentence)


def default_count(passages: int) -> int:
    return min(12, max(4, round((passages / 4) ** 0.5)))


def _candidates(
    unique: UniqueTexts, count: int | None, by_sentence: bool
) -> list[Candidate]:
    matrix, names, owners, stops = vectorise(unique.texts, by_sentence=by_sentence)
    if not matrix.shape[1]:
        return []
    wanted = count or min(
        default_count(sum(map(len, unique.indices))), max(1, len(unique.texts) // 2)
    )
    strengths = factorise(matrix, min(wanted, *matrix.shape))
    weights = weights_of_texts(strengths, owners, len(unique.texts))
    texts_matrix = vectors_of_texts(matrix, owners, len(unique.texts))
    found = [(_strongest(weights[:, k]), k) for k in range(weights.shape[1])]
    found = sorted(
        ((rows, column) for rows, column in found if rows),
        key=lambda pair: (-len(unique.passages_of(pair[0])), *pair),
    )
    groups = [rows for rows, _ in found]
    labelled = describe(texts_matrix, names, groups, unique.texts, stops)
    return [
        _candidate(unique, weights, column, rows, texts_matrix, *what)
        for (rows, column), what in zip(found, labelled, strict=True)
    ]


def _candidate(
    unique: UniqueTexts,
    weights: Any,
    column: int,
    rows: list[int],
    matrix: Any,
    label: str,
    words: tuple[str, ...],
) -> Candidate:
    quotes = quote_rows(matrix, weights[:, column], rows)
    borderline = borderline_rows(weights, column, rows, quotes)
    members = unique.passages_of(rows)
    return Candidate(
        label=label,
        words=words,
        members=tuple(members),
        weights=tuple(float(weights[unique.rows[i], column]) for i in members),
        quotes=tuple(unique.indices[row][0] for row in quotes),
        borderline=tuple(unique.indices[row][0] for row in borderline),
    )


def vectorise(
    texts: Sequence[str], *, by_sentence: bool = False
) -> tuple[Any, Any, list[int], frozenset[str]]:
    """TF-IDF of words and pairs: (matrix, term names, owner of each row, stop words).

    A row is a text, or a sentence of one.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import TfidfVectorizer

    pieces = [sentences(text) if by_sentence else [text] for text in texts]
    owners = [row for row, parts in enumerate(pieces) for _ in parts]
    flat = [part for parts in pieces for part in parts]
    for stops in (stop_words(), frozenset[str]()):
        for min_texts in (2, 1) if len(flat) >= FEW_TEXTS else (1,):
            vectorizer = TfidfVectorizer(
                analyzer=lambda text, s=stops: [term for term, _ in terms(text, s)],
                sublinear_tf=True,
                min_df=min_texts,
                max_features=MAX_TERMS,
            )
            try:
                matrix = vectorizer.fit_transform(flat)
            except ValueError:  # no word is left
                continue
            return matrix, vectorizer.get_feature_names_out(), owners, stops
    return csr_matrix((len(flat), 0)), [], owners, frozenset()


def factorise(matrix: Any, count: int) -> Any:
    """Strength of every row in each factor.

    Rows are in order of their hash, so the first ones are a random sample.
    """
    import numpy as np

    model, strengths = _fitted(matrix[:SAMPLE_SIZE], count)
    if FEW_TEXTS <= matrix.shape[0] <= CONSENSUS_UP_TO:
        model.components_ = _consensus(matrix, model.components_)
        strengths = model.transform(matrix)
    rest = range(SAMPLE_SIZE, matrix.shape[0], SAMPLE_SIZE)
    parts = [model.transform(matrix[start : start + SAMPLE_SIZE]) for start in rest]
    return np.vstack([strengths, *parts]) * np.linalg.norm(model.components_, axis=1)


def _fitted(matrix: Any, count: int) -> tuple[Any, Any]:
    from sklearn.decomposition import NMF

    model = NMF(count, init="nndsvd", random_state=0, max_iter=300)
    return model, model.fit_transform(matrix)


def _consensus(matrix: Any, components: Any) -> Any:
    """The mean of factors found in ten samples, each without a tenth of the rows.

    Each sample's factors are matched one to one with those of all rows.
    """
    import numpy as np
    from scipy.optimize import linear_sum_assignment
    from sklearn.preprocessing import normalize

    first = normalize(components)
    total = np.zeros_like(first)
    tenth_of: Any = np.arange(matrix.shape[0]) % TENTHS
    for tenth in range(TENTHS):
        kept = matrix[tenth_of != tenth]
        found = normalize(_fitted(kept, len(first))[0].components_)
        _, order = linear_sum_assignment(-np.round(first @ found.T, DIGITS))
        total += found[order]
    return total / TENTHS


def weights_of_texts(strengths: Any, owners: Sequence[int], texts: int) -> Any:
    """Weights of the texts; zero where a text is not a member.

    A text belongs to a factor if one of its rows does; its weight is the strength of
    its strongest row.
    """
    import numpy as np

    total = strengths.sum(axis=1, keepdims=True)
    share = np.round(strengths / np.maximum(total, 1e-12), DIGITS)
    kept = np.where((share >= MIN_SHARE) & (total >= MIN_STRENGTH), strengths, 0.0)
    weights = np.zeros((texts, strengths.shape[1]))
    np.maximum.at(weights, np.asarray(owners), kept)
    return np.round(weights, DIGITS)


def vectors_of_texts(matrix: Any, owners: Sequence[int], texts: int) -> Any:
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
    """Rows above zero, the strongest first; ties are in order of their hash."""
    import numpy as np

    order = np.argsort(-column, kind="stable")
    return [int(row) for row in order if column[row] > 0]
