import csv
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluation.engine import Candidate, Ranking, Reason, candidates, rank
from evaluation.engine.discovery import default_count
from tests.evaluation.comments import (
    BARS,
    CODEBOOK,
    CODED,
    COVER,
    PEERS,
    TASK,
    TEXTS,
)

ROOT = Path(__file__).resolve().parents[2]
# each example fits models: a few hundred are enough for the long forms
SOME = settings(max_examples=min(settings().max_examples, 300))
SOME_CODED = {i: CODED[i][1] for i in (0, 1, 2, 10, 11, 12, 20, 21, 28, 29, 35, 38)}
ODD_TEXTS = [
    *("", "   ", "x", "\x00\x07", "👍", "👍🏽👩‍🏫 great", "\ud800 half a character"),
    *("maths", "Maths", "MATHS!", "the and of", "it was what it was", "词语 很好"),
    *("=1+1", "<b>bars</b>", "[name] was kind", "bar models " * 500, "x" * 10_000),
]


def shuffled(passages: Sequence[str], seed: int) -> tuple[list[str], list[int]]:
    """The passages in another order, and where each came from."""
    came_from = list(range(len(passages)))
    random.Random(seed).shuffle(came_from)
    return [passages[i] for i in came_from], came_from


def by_text(found: Sequence[Candidate], passages: Sequence[str]) -> list[tuple]:
    """Candidates with texts in place of indices; weights to the last bit."""
    return [
        (
            theme.label,
            theme.words,
            [passages[i] for i in theme.members],
            [weight.hex() for weight in theme.weights],
            [passages[i] for i in theme.quotes],
            [passages[i] for i in theme.borderline],
        )
        for theme in found
    ]


def ranked_by_text(ranking: Ranking, passages: Sequence[str]) -> dict[str, tuple]:
    return {
        text: (
            ranking.scores[i].tobytes(),
            ranking.suggested[i],
            ranking.bands[i],
            ranking.reasons[i],
        )
        for i, text in enumerate(passages)
    }


def test_candidates_find_what_many_comments_speak_of():
    found = candidates(TEXTS, count=4)

    words = [" ".join(theme.words).lower() for theme in found]
    for subject in ("bar model", "gap task", "cover", "schools"):
        assert any(subject in said for said in words), (subject, words)


def test_a_comment_may_be_in_several_candidates_and_members_come_strongest_first():
    found = candidates(TEXTS, count=4)

    memberships = [i for theme in found for i in theme.members]
    assert len(memberships) > len(set(memberships))
    for theme in found:
        assert list(theme.weights) == sorted(theme.weights, reverse=True)
        assert len(theme.weights) == len(theme.members) == len(set(theme.members))
        assert set(theme.quotes) | set(theme.borderline) <= set(theme.members)
        assert not set(theme.quotes) & set(theme.borderline)


@pytest.mark.parametrize(
    ("passages", "count"),
    [(1, 4), (64, 4), (100, 5), (400, 10), (576, 12), (100_000, 12)],
)
def test_default_count_grows_with_the_passages(passages, count):
    assert default_count(passages) == count


def test_candidates_refuse_a_count_below_one():
    with pytest.raises(ValueError, match="at least one theme"):
        candidates(TEXTS, count=0)


def test_candidates_of_nothing_and_of_little():
    assert candidates([]) == []
    assert candidates(["", "  "]) == []

    [one] = candidates(["One comment about cover."])
    assert (one.members, one.quotes, one.borderline) == ((0,), (0,), ())

    three = candidates(TEXTS[:3])
    assert [theme.size for theme in three] == [3]


def test_candidates_of_the_same_comment_many_times_are_one():
    [theme] = candidates(["The gap task was hard."] * 5, count=4)

    assert theme.members == (0, 1, 2, 3, 4)
    assert len(set(theme.weights)) == 1
    assert theme.quotes == (0,)


def test_names_that_were_taken_out_are_no_words_of_a_theme():
    passages = [f"{text} [name] agreed." for text in TEXTS]

    words = " ".join(word for theme in candidates(passages) for word in theme.words)
    assert "agreed" in words
    assert "name" not in words


@SOME
@given(seed=st.integers(0, 10_000), copies=st.integers(0, 8))
def test_candidates_do_not_depend_on_the_order_of_passages(seed, copies):
    passages = TEXTS[: 12 + seed % 28] + TEXTS[:copies]
    other, came_from = shuffled(passages, seed)

    found, again = candidates(passages), candidates(other)

    assert by_text(again, other) == by_text(found, passages)
    moved = [sorted(came_from[i] for i in theme.members) for theme in again]
    assert moved == [sorted(theme.members) for theme in found]


@SOME
@given(seed=st.integers(0, 10_000), coded=st.integers(0, 40))
def test_ranking_does_not_depend_on_any_order(seed, coded):
    other, came_from = shuffled(TEXTS, seed)
    codings = {i: CODED[i][1] for i in range(coded)}
    moved = {new: CODED[old][1] for new, old in enumerate(came_from) if old < coded}
    book, _ = shuffled(CODEBOOK, seed)

    ranking = rank(TEXTS, codings, CODEBOOK)
    again = rank(other, moved, CODEBOOK)
    another_book = rank(TEXTS, codings, book)

    assert ranked_by_text(again, other) == ranked_by_text(ranking, TEXTS)
    assert [came_from[i] for i in again.unread] == list(ranking.unread)
    assert [set(themes) for themes in another_book.suggested] == [
        set(themes) for themes in ranking.suggested
    ]


@SOME
@given(st.lists(st.sampled_from(ODD_TEXTS) | st.text(max_size=30), max_size=12))
def test_odd_passages_are_answered_whatever_their_order(passages):
    other = passages[::-1]
    book = [*CODEBOOK, {"theme": "👍", "description": "", "examples": ["maths"]}]
    codings = {0: {BARS}} if passages else {}
    moved = {len(passages) - 1: {BARS}} if passages else {}

    found, ranking = candidates(passages), rank(passages, codings, book)

    assert by_text(candidates(other), other) == by_text(found, passages)
    again = rank(other, moved, book)
    assert again.scores[::-1].tobytes() == ranking.scores.tobytes()
    assert again.suggested[::-1] == ranking.suggested
    assert ranking.scores.shape == (len(passages), 5)


def test_the_same_words_are_treated_the_same():
    passages = [*TEXTS, TEXTS[30], f"  {TEXTS[30]} "]

    ranking = rank(passages, SOME_CODED, CODEBOOK)
    found = candidates(passages)

    assert ranking.scores[30].tobytes() == ranking.scores[40].tobytes()
    assert ranking.suggested[30] == ranking.suggested[40] == ranking.suggested[41]
    for theme in found:
        weights = dict(zip(theme.members, theme.weights, strict=True))
        assert len({weights.get(i) for i in (30, 40, 41)}) == 1


def test_two_processes_give_the_same_bytes():
    code = (
        "from evaluation.engine import candidates, rank\n"
        "from tests.evaluation.comments import CODEBOOK, TEXTS\n"
        "print(candidates(TEXTS), rank(TEXTS, {0: {'gap task'}}, CODEBOOK))"
    )

    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(answers) == 1


def test_the_engine_needs_no_settings_and_loads_nothing_heavy_by_itself():
    code = (
        "import sys, evaluation.engine; from evaluation.engine import csv_files\n"
        "heavy = {'django', 'numpy', 'scipy', 'sklearn', 'threadpoolctl'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    bare = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}

    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=bare, capture_output=True, text=True
    )

    assert (answer.stdout, answer.stderr) == ("[]\n", "")


def test_the_first_call_of_a_process_is_limited_to_one_thread_throughout():
    code = (
        "from threadpoolctl import threadpool_info\n"
        "from evaluation.engine import texts\n"
        "with texts.single_threaded():\n"
        "    from sklearn.decomposition import NMF\n"
        "    from sklearn.linear_model import LogisticRegression\n"
        "    from scipy import linalg, special, stats\n"
        "    found = threadpool_info()\n"
        "print(len(found), {each['num_threads'] for each in found})"
    )
    several = {**os.environ, "OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"}

    answer = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=several,
        capture_output=True,
        text=True,
    )

    # The linear algebra of numpy and of scipy, and the threads of scikit-learn.
    assert (answer.stdout, answer.stderr) == ("3 {1}\n", "")


def test_rank_suggests_the_theme_that_a_person_gives():
    ranking = rank(TEXTS, SOME_CODED, CODEBOOK)

    asked = [i for i in range(38) if i not in SOME_CODED]
    first = [ranking.themes[ranking.scores[i].argmax()] for i in asked]
    right = sum(theme in CODED[i][1] for i, theme in zip(asked, first, strict=True))
    assert right >= 0.8 * len(asked)


def test_rank_with_no_codings_learns_from_examples_and_descriptions():
    ranking = rank(TEXTS, {}, CODEBOOK)

    assert ranking.themes == (BARS, TASK, COVER, PEERS)
    assert ranking.suggested[7] == (BARS,)
    assert ranking.suggested[23] == (COVER,)


def test_suggestions_per_comment_are_as_many_as_the_coder_gives():
    ranking = rank(TEXTS, SOME_CODED, CODEBOOK)

    asked = [i for i in range(len(TEXTS)) if i not in SOME_CODED]
    given_each = sum(len(ranking.suggested[i]) for i in asked) / len(asked)
    assert ranking.themes_per_passage == pytest.approx(13 / 13)
    assert given_each == pytest.approx(ranking.themes_per_passage, abs=0.05)


def test_suggested_bands_and_reasons_stand_side_by_side_best_first():
    ranking = rank(TEXTS, SOME_CODED, CODEBOOK)

    for i in range(len(TEXTS)):
        themes, bands = ranking.suggested[i], ranking.bands[i]
        scores = [ranking.scores[i, ranking.themes.index(theme)] for theme in themes]
        assert scores == sorted(scores, reverse=True)
        assert [reason.theme for reason in ranking.reasons[i]] == list(themes)
        assert len(bands) == len(themes)
        assert set(bands) <= {"likely", "possible"}
        assert list(bands) == sorted(bands)
        assert all(score >= ranking.threshold for score in scores)


def test_a_reason_names_the_words_as_written_and_the_closest_coded_quote():
    ranking = rank(TEXTS, SOME_CODED, CODEBOOK)

    [reason] = ranking.reasons[5]
    assert reason == Reason(
        BARS,
        ("bar models",),
        "I would like more on moving from Cuisenaire to bar models.",
    )


def test_a_coded_comment_is_scored_by_fits_that_have_not_seen_it():
    odd = "Zebra umbrella quotient."
    passages = [*TEXTS, odd]

    ranking = rank(passages, {**SOME_CODED, 40: {BARS}}, CODEBOOK)

    assert ranking.scores[40].max() < 0.6
    assert ranking.suggested[40] == ()


def test_unread_comments_come_once_and_leave_out_coded_and_empty_ones():
    ranking = rank([*TEXTS, "", TEXTS[5]], SOME_CODED, CODEBOOK)

    assert sorted(ranking.unread) == sorted(
        [i for i in range(40) if i not in SOME_CODED] + [41]
    )


def test_a_theme_that_only_the_codings_know_is_ranked_after_the_codebook():
    ranking = rank(TEXTS, {38: {"venue"}, 39: {"venue"}}, CODEBOOK[:2])

    assert ranking.themes == (BARS, TASK, "venue")


def test_rank_without_themes_or_passages_is_empty():
    assert rank([], {}, CODEBOOK).scores.shape == (0, 4)
    assert rank(TEXTS, {}, []).suggested == ((),) * 40
    assert rank(["", " "], {0: {BARS}}, CODEBOOK).suggested == ((), ())


def test_rank_refuses_a_coding_of_no_passage():
    with pytest.raises(ValueError, match="no passage 40"):
        rank(TEXTS, {40: {BARS}}, CODEBOOK)


def test_a_name_stops_training_once_a_hundred_are_coded_and_it_misleads():
    passages = [f"{text} Part {n}." for n in range(4) for text in TEXTS]
    codings = {i: CODED[i % 40][1] for i in range(120)}
    swapped = [
        {"theme": BARS, "description": "gap task gap task mentor", "examples": []},
        {"theme": TASK, "description": "bar model drawing bars", "examples": []},
    ]

    ranking = rank(passages, codings, swapped)

    rest = [i for i in range(120, 160) if CODED[i - 120][1] in ({BARS}, {TASK})]
    first = [ranking.themes[ranking.scores[i].argmax()] for i in rest]
    assert [{theme} for theme in first] == [CODED[i - 120][1] for i in rest]


def coursera(folder: Path) -> tuple[list[str], list[set[str]]]:
    with open(folder / "themes-dev" / "coursera_absa.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    labels = [{label for label in row["labels"].split("|") if label} for row in rows]
    return [row["text"] for row in rows], labels


def test_real_comments_in_another_order_give_the_same_candidates(shared_data):
    texts, _ = coursera(shared_data)
    other, came_from = shuffled(texts, 3)

    found, again = candidates(texts), candidates(other)

    assert len(found) == 12
    assert by_text(again, other) == by_text(found, texts)
    moved = [[came_from[i] for i in theme.members] for theme in again]
    assert moved == [list(theme.members) for theme in found]


def test_real_comments_in_another_order_give_the_same_ranking(shared_data):
    texts, labels = coursera(shared_data)
    other, came_from = shuffled(texts, 5)
    new_places = {old: new for new, old in enumerate(came_from)}
    codings = {i: labels[i] for i in range(0, 2142, 18)}
    moved = {new_places[i]: themes for i, themes in codings.items()}
    book = [
        {"theme": theme, "description": "", "examples": []}
        for theme in ("course general", "faculty general", "course quality")
    ]

    ranking, again = rank(texts, codings, book), rank(other, moved, book)

    assert again.themes == ranking.themes
    assert again.threshold.hex() == ranking.threshold.hex()
    assert ranked_by_text(again, other) == ranked_by_text(ranking, texts)
