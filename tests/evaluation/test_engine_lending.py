"""Words that like comments lend each other before themes are learned."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from evaluation.engine import lending, rank, scoring
from evaluation.engine.lending import with_lent_words


def lent(rows, pool, words):
    matrix = with_lent_words(csr_matrix(rows), csr_matrix(pool), words)
    return matrix.toarray().round(3).tolist()


def test_a_row_takes_half_the_mean_of_its_nearest():
    pool = [[0.6, 0.8, 0.0], [0.6, 0.0, 0.8], [0.0, 0.6, 0.8]]

    # 1 + half of 0.6; half of the mean of 0.8 and 0, twice; then length one
    assert lent([[1.0, 0.0, 0.0]], pool, 3) == [[0.977, 0.15, 0.15]]


def test_what_is_near_is_said_by_words_and_not_by_parts_of_words():
    pool = [[0.0, 0.6, 0.8]]

    assert lent([[0.0, 0.0, 1.0]], pool, 2) == [[0.0, 0.0, 1.0]]
    assert lent([[0.0, 0.0, 1.0]], pool, 3) == [[0.0, 0.21, 0.978]]


def test_a_row_without_a_neighbour_keeps_its_own_words():
    assert lent([[0.0, 1.0], [0.0, 0.0]], [[1.0, 0.0]], 2) == [[0.0, 1.0], [0.0, 0.0]]


def test_only_the_twenty_nearest_lend():
    near = [[0.8, 0.6, 0.0]] * 20
    far = [[0.6, 0.0, 0.8]] * 5

    assert lent([[1.0, 0.0, 0.0]], near + far, 3) == [[0.978, 0.21, 0.0]]


def test_only_the_first_2500_texts_lend():
    pool = csr_matrix(([1.0], ([2_500], [0])), shape=(2_501, 2))
    row = csr_matrix([[0.6, 0.8]])

    assert with_lent_words(row, pool, 2).toarray().tolist() == [[0.6, 0.8]]


@pytest.mark.parametrize(("most", "borrowed"), [(2, False), (3, True)])
def test_many_texts_do_not_borrow_but_the_training_rows_do(monkeypatch, most, borrowed):
    monkeypatch.setattr(scoring, "MAX_BORROWERS", most)
    texts = csr_matrix([[1.0, 0.0], [0.6, 0.8], [0.6, 0.8]])

    matrix, training = scoring._lent(texts, texts[:1], 2)

    assert bool(matrix[0, 1] > 0) is borrowed
    assert training[0, 1] > 0


def test_the_engine_borrows_up_to_twenty_thousand_texts():
    assert (lending.MAX_BORROWERS, scoring.MAX_BORROWERS) == (20_000, 20_000)


PASSAGES = [
    "Cover for release is hard to find",
    "Release time costs the school money",
    "The school pays for supply money",
    "Bar models helped with fractions",
    "Fractions drawn as bar models",
    "Drawing pictures of fractions",
]


def test_a_reason_names_words_of_the_passage_only():
    book = [{"theme": t, "description": "", "examples": []} for t in ("cover", "bars")]

    ranking = rank(PASSAGES, {0: {"cover"}, 3: {"bars"}}, book)

    for text, reasons in zip(PASSAGES, ranking.reasons, strict=True):
        words = [word for reason in reasons for word in reason.words]
        assert all(w in text for word in words for w in word.split())
    assert any(reasons for reasons in ranking.reasons)


def test_a_theme_reaches_a_passage_through_one_that_is_like_both():
    book = [{"theme": t, "description": "", "examples": []} for t in ("cover", "bars")]

    ranking = rank(PASSAGES, {0: {"cover"}, 3: {"bars"}}, book)

    third = dict(zip(ranking.themes, ranking.scores[2], strict=True))
    assert third["cover"] > third["bars"]
    assert np.argmax(ranking.scores[5]) == 1
