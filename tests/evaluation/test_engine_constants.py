"""What the engine's constants are worth, each told by what it does to small inputs."""

from typing import ClassVar

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from evaluation.engine import discovery, features, thresholds, training
from evaluation.engine.texts import merge_duplicates
from evaluation.engine.training import TrainingRow

ROWS = [
    TrainingRow("a", ("x",), coded=True),
    TrainingRow("b", (), coded=True),
    TrainingRow("c", ("x",)),
    TrainingRow("d", ()),
]
MATRIX = csr_matrix(np.array([[1.0, 0], [0, 1.0], [1.0, 1.0], [0, 0.5]]))
OF_CODEBOOK = [[0.433], [0.216]]


def test_a_theme_is_fitted_with_ordinary_regularisation():
    model = training.fit(MATRIX, ROWS, ["x"], 0)

    assert model.weights.round(3).tolist() == [[0.794], [-0.173]]


def test_the_codebook_weighs_as_much_as_what_is_coded():
    alone = training.fit(MATRIX[[2, 3]], ROWS[2:], ["x"], 0).weights
    added = training.codebook_weights(MATRIX, ROWS, ["x"], 0)

    assert added.round(3).tolist() == alone.round(3).tolist() == OF_CODEBOOK


def test_a_theme_s_name_is_read_as_words():
    entry = {"theme": "gap_task", "description": "tried it", "examples": []}

    rows = training.training_rows(merge_duplicates([]), {}, [entry])

    assert [(row.text, row.themes) for row in rows] == [
        ("gap task. tried it", ("gap_task",))
    ]


def test_a_likely_suggestion_was_right_twice_in_three():
    scores = np.array([[0.9], [0.8], [0.7], [0.6]])
    given = np.array([[True], [True], [False], [False]])

    assert thresholds.likely_threshold(scores, given) == 0.7


TWO = ["Maths games helped. Maths talk helped.", "Games and talk. Maths games."]
FIVE = [f"{TWO[0]} Good maths.", TWO[1]]


@pytest.mark.parametrize(
    ("texts", "owners"), [(TWO, [0, 0, 1, 1]), (FIVE, [0, 0, 0, 1, 1])]
)
def test_sentences_are_read_apart_only_where_asked(texts, owners):
    assert discovery.vectorise(texts)[2] == [0, 1]
    assert discovery.vectorise(texts, by_sentence=True)[2] == owners


@pytest.mark.parametrize(("number", "is_kept"), [(39, True), (40, False)])
def test_a_word_that_occurs_once_is_kept_in_under_forty_comments(number, is_kept):
    texts = ["Fractions helped."] + ["Maths games."] * (number - 1)

    assert ("fraction" in list(discovery.vectorise(texts)[1])) is is_kept


class CountingFactors:
    """Stand in for NMF and note how many rows are fitted and projected."""

    rows: ClassVar[list[int]] = []
    components_ = np.ones((2, 2))

    def __init__(self, count: int, **options: object) -> None:
        self.count = count

    def fit_transform(self, matrix):
        self.rows.append(matrix.shape[0])
        return np.ones((matrix.shape[0], self.count))

    transform = fit_transform


def test_factors_are_found_from_twenty_thousand_comments(monkeypatch):
    monkeypatch.setattr("sklearn.decomposition.NMF", CountingFactors)

    strengths = discovery.factorise(csr_matrix((20_006, 2)), 2)

    assert CountingFactors.rows == [20_000, 6]
    assert strengths.shape == (20_006, 2)


def test_each_vocabulary_is_learned_from_a_bounded_sample():
    bounds = (features.SAMPLE_SIZE, features.MAX_WORDS, features.MAX_CHARACTERS)

    assert bounds == (20_000, 50_000, 100_000)
