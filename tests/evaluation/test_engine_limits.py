"""How many, how often and from when: what the engine's constants do to its answers."""

import pytest

from evaluation.engine import candidates, rank, scoring, thresholds, training
from tests.evaluation.comments import CODEBOOK, CODED, TEXTS

MANY = [f"{text} Part {number}." for number in range(5) for text in TEXTS]


def coded(number: int) -> dict[int, set[str]]:
    return {index: CODED[index % 40][1] for index in range(number)}


def test_a_comment_belongs_to_few_candidates_and_most_comments_to_one():
    found = candidates(TEXTS, count=4)

    members = [index for candidate in found for index in candidate.members]
    assert len(set(members)) >= 28
    assert len(members) <= 80
    assert all(candidate.members for candidate in found)


def test_a_candidate_shows_three_quotes_and_up_to_eight_words():
    found = candidates(MANY, count=4)

    assert {len(candidate.quotes) for candidate in found} == {3}
    assert all(3 <= len(candidate.words) <= 8 for candidate in found)


def test_a_reason_names_three_words_at_most():
    ranking = rank(TEXTS, coded(20), CODEBOOK)

    numbers = {len(reason.words) for reasons in ranking.reasons for reason in reasons}
    assert max(numbers) in {2, 3}


def test_every_fifth_comment_to_read_is_drawn_at_random():
    drawn = []
    for seed in range(12):
        unread = rank(TEXTS, coded(10), CODEBOOK, seed=seed).unread
        assert sorted(unread) == list(range(10, 40))
        drawn.append(unread[4::5])

    assert [len(each) for each in drawn] == [6] * 12
    assert len({index for each in drawn for index in each}) >= 20
    assert len(set(drawn)) >= 10


@pytest.fixture
def measured(monkeypatch) -> list[str]:
    """Names of the thresholds that were measured on coded comments."""
    calls: list[str] = []

    def note(name: str):
        stock = getattr(thresholds, name)

        def noted(*args):
            calls.append(name)
            return stock(*args)

        monkeypatch.setattr(thresholds, name, noted)

    for name in MEASURES:
        note(name)
    return calls


MEASURES = ("likely_threshold", "by_f1")


@pytest.mark.parametrize(
    ("number", "names"),
    [
        (29, set()),
        (30, {MEASURES[0]}),
        (99, {MEASURES[0]}),
        (100, set(MEASURES)),
    ],
)
def test_thresholds_are_measured_from_thirty_and_from_a_hundred(
    measured, number, names
):
    rank(MANY, coded(number), CODEBOOK)

    assert set(measured) == names


def test_coded_comments_are_scored_by_five_models_that_have_not_seen_them(monkeypatch):
    sizes = []
    stock = training.fit

    def counted(matrix, rows, *args):
        sizes.append(sum(row.coded for row in rows))
        return stock(matrix, rows, *args)

    monkeypatch.setattr(training, "fit", counted)
    rank(TEXTS, coded(20), CODEBOOK)

    assert sizes.count(16) == 5  # each leaves out a fifth of twenty


@pytest.mark.parametrize(("examples", "tried"), [(9, []), (10, ["Recruitment"])])
def test_a_themes_name_may_be_left_out_from_ten_examples(monkeypatch, examples, tried):
    """With 100 coded comments the ranking is tried without the names of such themes."""
    named: list[set[str]] = []
    stock = scoring.held_out_scores

    def noted(matrix, rows, *args):
        named.append({theme for row in rows if row.name for theme in row.themes})
        return stock(matrix, rows, *args)

    monkeypatch.setattr(scoring, "held_out_scores", noted)
    codebook = [{"theme": name} for name in ("Recruitment", "Talk")]
    given = {n: {"Recruitment"} if n < examples else set() for n in range(100)}

    rank(MANY, given, codebook)

    with_all, without = named
    assert sorted(with_all - without) == tried
