"""Themes: suggested, kept, merged, ordered; suggestions and implications."""

import pytest

from evaluation import queries, tasks
from evaluation.actions import evidence, theme_order, themes
from evaluation.errors import AlreadyPublished, NothingToRead, NothingToSuggestFrom
from evaluation.models import Coding, Implication, Theme
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_research_question,
    make_staff,
    make_theme,
)

pytestmark = pytest.mark.django_db
MENTORS = [
    "My mentor did not know what we did in the sessions.",
    "Mentors were not aware of the plan, so we could not talk about the task.",
    "It was hard to discuss the task because my mentor knew nothing of it.",
    "Please tell our mentors what the sessions are about.",
    "My mentor never heard about the task we had to try.",
    "I wish my mentor knew the plan of the sessions.",
]
MATERIALS = [
    "I would like to look at White Rose lessons, not only these materials.",
    "We use Power Maths materials and the lessons did not match them.",
    "Bring our own scheme: White Rose lessons are what we teach from.",
    "More time on the materials our school really uses, Power Maths.",
    "The materials were good but we teach from White Rose.",
    "Could we plan lessons with our own materials next time?",
]


@pytest.fixture
def evaluator():
    return make_staff("evaluator")


@pytest.fixture
def evaluation():
    made = make_evaluation()
    for number, text in enumerate([*MENTORS, *MATERIALS], start=1):
        make_evidence(made, text, number=number)
    return made


def given(theme) -> set[tuple[int, bool]]:
    return set(theme.codings.values_list("evidence__number", "reviewed"))


def code(passage, codes, by):
    return evidence.code_passage(
        passage,
        themes=codes,
        strong_quote=False,
        fit_to_share=False,
        by=by,
        at=FRIDAY_5PM,
    )


def test_suggested_themes_come_with_passages_nobody_has_read(evaluation, evaluator):
    count = themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)

    suggested = evaluation.themes.filter(state="suggested", origin="engine")
    assert suggested.count() == count >= 2
    assert all(theme.name and theme.words for theme in suggested)
    assert all(theme.name[0].isupper() for theme in suggested)
    assert any(len(theme.name.split()) > 1 for theme in suggested)
    assert not Coding.objects.filter(reviewed=True).exists()


def test_suggesting_again_replaces_what_nobody_kept(evaluation, evaluator):
    themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)
    kept = evaluation.themes.first()
    themes.keep_theme(kept, name="Mentors", by=evaluator, at=FRIDAY_5PM)
    members = given(kept)

    count = themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)

    assert evaluation.themes.filter(state="suggested").count() == count
    assert Theme.objects.get(state="kept").name == "Mentors"
    assert given(kept) == members


def test_nothing_is_suggested_from_nothing(evaluator):
    evaluation = make_evaluation()

    with pytest.raises(NothingToRead):
        themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)
    make_evidence(evaluation)
    with pytest.raises(NothingToSuggestFrom):
        themes.suggest_codings(evaluation, by=evaluator, at=FRIDAY_5PM)


def test_suggestions_follow_what_was_coded_and_leave_it_alone(evaluation, evaluator):
    mentors, materials = (
        themes.write_theme(evaluation, name=name, by=evaluator, at=FRIDAY_5PM)
        for name in ["Mentors", "Own materials"]
    )
    passages = list(evaluation.evidence.order_by("number"))
    for passage in passages[:3]:
        code(passage, [mentors], evaluator)
    for passage in passages[6:9]:
        code(passage, [materials], evaluator)

    count = themes.suggest_codings(evaluation, by=evaluator, at=FRIDAY_5PM)

    assert count >= 3
    assert {n for n, reviewed in given(mentors) if reviewed} == {1, 2, 3}
    assert {n for n, reviewed in given(mentors) if not reviewed} <= {4, 5, 6}
    assert {n for n, reviewed in given(materials) if not reviewed} <= {10, 11, 12}
    assert evaluation.evidence.filter(queue_position__isnull=False).count() == 6
    assert queries.next_unread(evaluation).queue_position == 1
    suggestion = Coding.objects.filter(reviewed=False).first()
    assert suggestion.reason.split(":")[0] in {"likely", "possible"}


def test_suggesting_codings_twice_gives_the_same(evaluation, evaluator):
    themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)
    for theme in list(evaluation.themes.all()):
        themes.keep_theme(theme, by=evaluator, at=FRIDAY_5PM)

    def rows():
        themes.suggest_codings(evaluation, by=evaluator, at=FRIDAY_5PM)
        fields = ("evidence", "theme", "confidence", "reason")
        return list(Coding.objects.order_by(*fields).values_list(*fields))

    first = rows()
    assert len(first) > 0
    assert rows() == first


def test_merging_moves_passages_implications_and_questions(evaluation, evaluator):
    one, two = make_theme(evaluation, "one"), make_theme(evaluation, "two")
    first, second, third = evaluation.evidence.order_by("number")[:3]
    code(first, [one, two], evaluator)
    code(second, [one], evaluator)
    code(third, [two], evaluator)
    question = make_research_question(evaluation)
    question.themes.add(one)
    implication = write(evaluation, [one], evaluator)

    themes.merge_themes(one, into=two, by=evaluator, at=FRIDAY_5PM)
    themes.merge_themes(one, into=two, by=evaluator, at=FRIDAY_5PM)

    one.refresh_from_db()
    assert (one.state, one.merged_into) == ("merged", two)
    assert given(two) == {(1, True), (2, True), (3, True)}
    assert given(one) == set()
    assert list(implication.themes.all()) == [two]
    assert list(question.themes.all()) == [two]


def test_merging_keeps_the_decision_of_a_person(evaluation, evaluator):
    one, two = make_theme(evaluation, "one"), make_theme(evaluation, "two")
    passage = evaluation.evidence.first()
    code(passage, [one], evaluator)
    Coding.objects.create(
        hub=evaluation.hub,
        evidence=passage,
        theme=two,
        origin="engine",
        reviewed=False,
        coded_at=FRIDAY_5PM,
    )

    themes.merge_themes(one, into=two, by=evaluator, at=FRIDAY_5PM)

    assert given(two) == {(1, True)}


def write(evaluation, chosen, by, **fields):
    values = {
        "text": "Tell mentors the plan at session 1.",
        "addressed_to": "hub",
        "owner": "AMHL",
        "measure": "More mentors know.",
        **fields,
    }
    return themes.write_implication(
        evaluation, themes=chosen, by=by, at=FRIDAY_5PM, **values
    )


def test_discarding_drops_guesses_and_keeps_decisions(evaluation, evaluator):
    themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)
    theme = evaluation.themes.first()
    passage = theme.codings.first().evidence
    code(passage, [theme], evaluator)

    themes.discard_theme(theme, by=evaluator, at=FRIDAY_5PM)

    assert given(theme) == {(passage.number, True)}
    assert queries.codebook(evaluation) == []


def test_themes_change_places(evaluation, evaluator):
    a, b, c = (
        themes.write_theme(evaluation, name=name, by=evaluator, at=FRIDAY_5PM)
        for name in "abc"
    )

    theme_order.move_theme(c, up=True, by=evaluator, at=FRIDAY_5PM)
    theme_order.move_theme(a, up=True, by=evaluator, at=FRIDAY_5PM)  # first already

    names = [theme.name for theme in queries.codebook(evaluation)]
    assert names == ["a", "c", "b"]


def test_an_implication_is_written_and_written_anew(evaluation, evaluator):
    theme = make_theme(evaluation)
    first = write(evaluation, [theme], evaluator)

    write(evaluation, [theme], evaluator, implication=first, text="Invite mentors.")

    implication = Implication.objects.get()
    assert (implication.text, implication.owner) == ("Invite mentors.", "AMHL")


@pytest.mark.parametrize("act", ["suggest_themes", "suggest_codings"])
def test_a_published_evaluation_gets_no_suggestions(evaluation, evaluator, act):
    make_theme(evaluation)
    evaluation.__class__.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        getattr(themes, act)(evaluation, by=evaluator, at=FRIDAY_5PM)

    assert Coding.objects.count() == 0


def test_the_board_takes_three_statements(
    evaluation, evaluator, django_assert_num_queries
):
    themes.suggest_themes(evaluation, by=evaluator, at=FRIDAY_5PM)

    with django_assert_num_queries(2):
        board = queries.theme_board(evaluation, state="suggested")

    assert all(1 <= len(row.quotes) <= 3 for row in board)
    assert all(row.size == row.suggested for row in board)


def test_the_engine_learns_only_what_a_person_has_reviewed(
    evaluation, evaluator, monkeypatch
):
    mentors, materials = (
        themes.write_theme(evaluation, name=name, by=evaluator, at=FRIDAY_5PM)
        for name in ["Mentors", "Own materials"]
    )
    passages = list(evaluation.evidence.order_by("number"))
    code(passages[0], [mentors], evaluator)
    code(passages[1], [], evaluator)
    for passage in (passages[1], passages[2]):  # one read, one unread
        make_suggestion(passage, materials)
    make_suggestion(passages[3], mentors, reviewed=True)  # but nobody has read it
    taught = {}
    rank = themes.engine.rank

    def remember(texts, codings, book):
        taught.update(codings=codings, book=book)
        return rank(texts, codings, book)

    monkeypatch.setattr(themes.engine, "rank", remember)
    themes.suggest_codings(evaluation, by=evaluator, at=FRIDAY_5PM)

    assert taught["codings"] == {0: {str(mentors.pk)}, 1: set()}
    examples = {entry["theme"]: entry["examples"] for entry in taught["book"]}
    assert examples == {str(mentors.pk): [MENTORS[0]], str(materials.pk): []}
    assert passages[1].codings.filter(reviewed=False).count() == 1


def make_suggestion(passage, theme, *, reviewed=False) -> None:
    Coding.objects.create(
        hub=passage.hub,
        evidence=passage,
        theme=theme,
        origin="engine",
        reviewed=reviewed,
        coded_at=FRIDAY_5PM,
    )


def test_a_theme_that_is_kept_comes_after_those_that_are_kept_already():
    evaluation = make_evaluation()
    first = make_theme(evaluation, "First", order=3)
    make_theme(evaluation, "Suggested", state="suggested", order=9)
    last = themes.write_theme(
        evaluation, name="Last", by=make_staff("evaluator"), at=FRIDAY_5PM
    )

    assert (first.order, last.order) == (3, 4)


@pytest.mark.parametrize("by_sentence", [False, True])
def test_a_worker_reads_sentences_apart_only_where_asked(
    evaluation, monkeypatch, by_sentence
):
    read = []
    monkeypatch.setattr(
        "evaluation.engine.candidates",
        lambda texts, **options: read.append((len(texts), options)) or [],
    )
    task = tasks.suggest_themes_by_sentence if by_sentence else tasks.suggest_themes

    task(evaluation.pk)

    ((number, options),) = read
    assert number >= 5
    assert options == {"by_sentence": by_sentence}
