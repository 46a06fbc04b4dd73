"""Labels of candidates: fragments of comments that read as things."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from evaluation.engine import candidates, discovery, fragments
from evaluation.engine.fragments import best_fragment, thing_weights
from evaluation.engine.labels import describe
from evaluation.engine.terms import phrases, readable, stop_words, terms
from tests.evaluation.comments import TEXTS

STOPS = stop_words()
OTHERS = ["Cover was late.", "The room was cold.", "Parking is hard.", "Tea was nice."]


def stems(text: str) -> list[str]:
    """The stems of single words."""
    return [key for key, _ in terms(text, STOPS) if " " not in key]


def label_of(*texts: str) -> str:
    """The label of a group of these texts, beside the others."""
    (weights,) = thing_weights([range(len(texts))], [*texts, *OTHERS], STOPS)
    return best_fragment(texts, weights, STOPS, [])[0]


def test_labels_differ_and_are_fragments_of_what_was_written():
    found = candidates(TEXTS, count=6)

    labels = [theme.label for theme in found]
    assert len(set(labels)) == len(labels) == 6
    for label in labels:
        assert 2 <= len(label.split()) <= 6
        assert any(label in text for text in TEXTS)


def test_another_seed_gives_the_same_themes():
    assert candidates(TEXTS, count=4, seed=5) == candidates(TEXTS, count=4)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Not sure", ["not_sure"]),
        ("No idea", ["not_idea"]),
        ("never planned", ["not_plan"]),
        ("nothing new", ["not_new"]),
        ("I didn't plan", ["not_plan"]),
        ("I cannot plan", ["not_plan"]),
        ("not at all sure", ["not_sure"]),
        ("not sure about plans", ["not_sure", "plan"]),
        ("No. Idea", ["idea"]),
        ("sure, not", ["sure"]),
    ],
)
def test_a_negation_belongs_to_the_word_after_it(text, found):
    assert stems(text) == found


def test_a_denied_word_is_shown_with_its_negation():
    found = dict(terms("I am not quite sure of the plan", STOPS))

    assert found["not_sure"] == "not quite sure"
    assert found["not_sure plan"] == "not quite sure of the plan"


@pytest.mark.parametrize(
    "text",
    ["12 2024 7", "nan", "NaN", "<b>", "</p>", "&nbsp;", "[name]", "[phone number]"],
)
def test_numbers_markup_and_marks_of_redaction_are_no_words(text):
    assert stems(text) == []


def test_words_with_digits_are_words():
    assert stems("KS2 2nd y5") == ["ks2", "2nd", "y5"]


def test_a_fragment_goes_across_no_markup():
    text = readable("gap <b>task</b> and [name] helped")

    assert [[w.text for w in phrase] for phrase in phrases(text, STOPS)] == [
        ["gap"],
        ["task"],
        ["and"],
        ["helped"],
    ]


@pytest.mark.parametrize(
    ("texts", "label"),
    [
        (
            ("Not sure how well they work.", "I am not sure about tables."),
            "not sure",
        ),
        (("No idea of the gap.", "I had no idea.", "No idea yet."), "No idea"),
        (("The gap task helped.", "I like the gap task.", "Our gap task"), "gap task"),
        (
            ("I loved White Rose small steps.", "White Rose small steps!"),
            "White Rose small steps",
        ),
        (("2024 nan my year group", "<b>12</b> the year group"), "year group"),
        (("[name] led the parallel class", "a parallel class"), "parallel class"),
        (
            ("the use of manipulatives", "my use of manipulatives"),
            "use of manipulatives",
        ),
    ],
)
def test_labels_read_as_things(texts, label):
    assert label_of(*texts) == label


def test_a_thing_is_told_from_an_act_by_the_word_before():
    texts = ["The plan.", "I walk.", "My plan.", "We walk.", "our plan", "to walk"]

    (weights,) = thing_weights([range(6)], [*texts, *OTHERS], STOPS)

    # log((3.5 / 3.5) / (0.5 / 4.5)) / sqrt(1 / 3.5 + 1 / 0.5), times 4/5 and 1/5
    assert round(weights["plan"], 4) == 1.1627
    assert round(weights["walk"], 4) == 0.2907


def test_words_that_others_say_as_often_are_no_label():
    (weights,) = thing_weights([[0]], ["the plan", "the plan"], STOPS)

    assert weights == {}


def test_an_act_is_within_no_label():
    assert label_of("The course was great.", "The course was great.") == ""
    assert label_of("the course we enjoyed", "the course we enjoyed") == ""


def test_a_label_has_six_words_at_most():
    long = "gap task of the very long book"

    assert label_of(long, long, long) == "gap task"
    assert fragments.LONGEST == 6


def test_a_denied_word_is_not_shown_alone():
    assert label_of("never the new plan", "never the new plan") == "never the new plan"


def test_each_word_of_a_label_sets_the_theme_apart():
    assert best_fragment(["big gap"], {"gap": 1.0}, STOPS, []) == ("", ())


def test_a_thing_after_another_is_told_by_the_word_before_both():
    texts = ["the small plan", "my small plan"]

    (weights,) = thing_weights([range(2)], [*texts, *OTHERS], STOPS)

    assert weights["plan"] == weights["small"] > 0


def test_words_are_counted_in_a_bounded_sample(monkeypatch):
    texts = ["the plan", "the tea", *["the plan"] * 4]
    first = thing_weights([[0]], texts[:2], STOPS)
    monkeypatch.setattr(fragments, "SAMPLE_SIZE", 2)

    assert thing_weights([[0, 2, 3]], texts, STOPS) == first


def test_two_themes_do_not_share_a_label():
    texts = [*["gap task"] * 3, "gap task, hard time", *OTHERS * 9]
    matrix = csr_matrix(np.ones((len(texts), 1)))

    found = describe(matrix, ["x"], [[0, 1], [2, 3]], texts, STOPS)

    assert [each[0] for each in found] == ["gap task", "hard time"]


def test_strengths_are_those_of_the_joined_factors(monkeypatch):
    matrix = csr_matrix(np.array([[1.0, 0.0], [0.0, 1.0]] * 20))
    monkeypatch.setattr(discovery, "_consensus", lambda matrix, found: found)
    plain = discovery.factorise(matrix, 2)
    monkeypatch.setattr(discovery, "_consensus", lambda matrix, found: found[::-1])

    swapped = discovery.factorise(matrix, 2)

    assert plain.round(2).tolist() == swapped[:, ::-1].round(2).tolist()
    assert plain[0].round(2).tolist() != swapped[0].round(2).tolist()


@pytest.mark.parametrize("taken", [("gap", "task"), ("big", "gap", "task"), ("gap",)])
def test_words_of_an_earlier_label_are_no_label_again(taken):
    weights = {"gap": 2.0, "task": 2.0, "hard": 1.0, "time": 0.5}
    texts = ["gap task", "gap task", "hard time"]

    assert best_fragment(texts, weights, STOPS, []) == ("gap task", ("gap", "task"))
    assert best_fragment(texts, weights, STOPS, [taken]) == (
        "hard time",
        ("hard", "time"),
    )


def test_without_a_fragment_the_words_are_the_label():
    matrix = csr_matrix(np.eye(2))

    found = describe(matrix, ["cover", "tea"], [[0], [1]], ["Cover", "Tea"], STOPS)

    assert found == [("Cover", ("Cover",)), ("Tea", ("Tea",))]


@pytest.mark.parametrize(("before", "label"), [(39, "year group"), (40, "gap")])
def test_a_label_is_looked_for_in_the_forty_strongest_comments(before, label):
    texts = [*["gap"] * before, "year group", *OTHERS * 30]
    rows, matrix = range(before + 1), csr_matrix(np.ones((len(texts), 1)))

    found = describe(matrix, ["gap"], [rows], texts, STOPS)

    assert [each[0] for each in found] == [label]


def test_factors_of_ten_samples_are_joined(monkeypatch):
    sizes = []
    fitted = discovery._fitted

    def counting(matrix, count):
        sizes.append(matrix.shape[0])
        return fitted(matrix, count)

    monkeypatch.setattr(discovery, "_fitted", counting)
    candidates([f"gap task {chr(97 + n // 26)}{chr(97 + n % 26)}x" for n in range(40)])

    assert sizes == [40, *[36] * 10]


@pytest.mark.parametrize("rows", [39, 3_001])
def test_few_or_many_comments_are_factorised_once(rows, monkeypatch):
    monkeypatch.setattr(discovery, "_consensus", None)
    matrix = csr_matrix(np.eye(rows, 2) + 0.1)

    assert discovery.factorise(matrix, 2).shape == (rows, 2)


def test_joined_factors_are_the_mean_of_matched_ones(monkeypatch):
    order = iter([[0, 1], [1, 0]] * 5)

    class Model:
        def __init__(self, rows):
            self.components_ = np.array([[3.0, 0.0], [0.0, 5.0]])[rows]

    monkeypatch.setattr(
        discovery, "_fitted", lambda matrix, count: (Model(next(order)), None)
    )

    joined = discovery._consensus(csr_matrix(np.ones((40, 2))), np.eye(2))

    assert joined.tolist() == [[1.0, 0.0], [0.0, 1.0]]
