"""Themes are put in order, nested and split, and no decision of a person is lost."""

import pytest

from evaluation import queries
from evaluation.actions import evidence, theme_order, themes
from evaluation.errors import AlreadyPublished, NestedTooDeep, NothingToSplit
from evaluation.models import Coding, Evaluation, Theme
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_hub,
    make_staff,
    make_theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def evaluation():
    """Four themes, a to d, in that order."""
    made = make_evaluation()
    for order, name in enumerate("abcd", start=1):
        make_theme(made, name, order=order)
    return made


def theme(name) -> Theme:
    return Theme.objects.get(name=name)


def listed(evaluation) -> list[str]:
    """The names in order, a part behind the theme that it is part of."""
    return [
        f"{each.parent.name}{each.name}" if each.parent else each.name
        for each in queries.codebook(evaluation)
    ]


def nest(name, under, by):
    theme_order.nest_theme(
        theme(name), under=under and theme(under), by=by, at=FRIDAY_5PM
    )


@pytest.mark.parametrize(
    ("name", "position", "expected"),
    [
        ("d", 1, "dabc"),
        ("a", 3, "bcad"),
        ("b", 99, "acdb"),
        ("c", 0, "cabd"),
        ("b", 2, "abcd"),
    ],
)
def test_a_theme_is_put_at_a_place(evaluation, evaluator, name, position, expected):
    theme_order.place_theme(theme(name), position=position, by=evaluator, at=FRIDAY_5PM)

    assert "".join(listed(evaluation)) == expected


def test_parts_stand_after_their_theme_and_move_with_it(evaluation, evaluator):
    nest("d", "a", evaluator)
    nest("c", "a", evaluator)
    assert listed(evaluation) == ["a", "ad", "ac", "b"]

    theme_order.move_theme(theme("c"), up=True, by=evaluator, at=FRIDAY_5PM)
    theme_order.move_theme(theme("a"), up=False, by=evaluator, at=FRIDAY_5PM)
    assert listed(evaluation) == ["b", "a", "ac", "ad"]

    nest("d", None, evaluator)
    assert listed(evaluation) == ["b", "a", "ac", "d"]


@pytest.mark.parametrize(
    ("name", "under"),
    [("b", "c"), ("a", "d"), ("b", "b")],
    ids=["under a part", "with parts", "itself"],
)
def test_themes_are_nested_once_and_never_in_a_circle(
    evaluation, evaluator, name, under
):
    nest("c", "a", evaluator)
    before = listed(evaluation)

    with pytest.raises(NestedTooDeep):
        nest(name, under, evaluator)

    assert listed(evaluation) == before


def test_another_hubs_theme_takes_no_parts(evaluation, evaluator):
    foreign = make_theme(make_evaluation(make_hub("Another Hub")), "x")

    with pytest.raises(Theme.DoesNotExist):
        theme_order.nest_theme(theme("a"), under=foreign, by=evaluator, at=FRIDAY_5PM)


@pytest.mark.parametrize("into", ["a", "b"])
def test_parts_of_a_theme_that_is_merged_go_with_it(evaluation, evaluator, into):
    nest("c", "a", evaluator)
    nest("b", "a", evaluator)
    source, target = ("b", "d") if into == "a" else ("a", "b")

    themes.merge_themes(theme(source), into=theme(target), by=evaluator, at=FRIDAY_5PM)

    expected = {"a": ["a", "ac", "d"], "b": ["b", "bc", "d"]}[into]
    assert sorted(listed(evaluation)) == expected


def test_parts_of_a_theme_that_is_left_out_stand_alone(evaluation, evaluator):
    nest("c", "a", evaluator)

    themes.discard_theme(theme("a"), by=evaluator, at=FRIDAY_5PM)

    assert sorted(listed(evaluation)) == ["b", "c", "d"]


def code(text, name, by) -> Coding:
    passage = make_evidence(theme(name).evaluation, text)
    evidence.code_passage(
        passage,
        themes=[theme(name)],
        strong_quote=False,
        fit_to_share=False,
        by=by,
        at=FRIDAY_5PM,
    )
    return passage.codings.get()


def test_splitting_takes_passages_along_with_who_gave_them(evaluation, evaluator):
    colleague = make_staff("evaluator")
    stays, goes = code("one", "b", evaluator), code("two", "b", colleague)
    other = code("three", "c", evaluator)

    new = theme_order.split_theme(
        theme("b"),
        name="Late",
        passages=[goes.evidence_id, other.evidence_id],
        by=evaluator,
        at=FRIDAY_5PM,
    )

    for each in (stays, goes, other):
        each.refresh_from_db()
    assert (stays.theme.name, other.theme.name) == ("b", "c")
    assert (goes.theme, goes.coder, goes.reviewed) == (new, colleague, True)
    assert listed(evaluation) == ["a", "b", "Late", "c", "d"]


def test_nothing_is_split_from_a_theme_without_its_passages(evaluation, evaluator):
    other = code("three", "c", evaluator)

    with pytest.raises(NothingToSplit):
        theme_order.split_theme(
            theme("b"),
            name="x",
            passages=[other.evidence_id],
            by=evaluator,
            at=FRIDAY_5PM,
        )

    assert Theme.objects.count() == 4


@pytest.mark.parametrize("act", ["nest", "place", "split"])
def test_a_published_evaluation_keeps_its_themes(evaluation, evaluator, act):
    coding = code("one", "a", evaluator)
    Evaluation.objects.update(state="published")
    acts = {
        "nest": lambda: nest("a", "b", evaluator),
        "place": lambda: theme_order.place_theme(
            theme("a"), position=3, by=evaluator, at=FRIDAY_5PM
        ),
        "split": lambda: theme_order.split_theme(
            theme("a"),
            name="x",
            passages=[coding.evidence_id],
            by=evaluator,
            at=FRIDAY_5PM,
        ),
    }

    with pytest.raises(AlreadyPublished):
        acts[act]()

    assert listed(evaluation) == ["a", "b", "c", "d"]


def test_the_board_places_nests_and_refuses_in_words(workspace, evaluation):
    a, b, c, _ = queries.codebook(evaluation)
    decide = at("decide_theme", c.pk)

    workspace.post(decide, {"place": "1", "position": "1"})
    assert "".join(listed(evaluation)) == "cabd"
    workspace.post(decide, {"nest": "1", "into": a.pk})
    assert listed(evaluation) == ["a", "ac", "b", "d"]
    page = workspace.post(
        at("decide_theme", b.pk), {"nest": "1", "into": c.pk}, follow=True
    )
    assert "cannot be nested once more" in text_of(page)
    assert "Part of a" in text_of(page)
    workspace.post(decide, {"nest": "1", "into": ""})

    assert listed(evaluation) == ["a", "c", "b", "d"]


def test_ticked_comments_are_split_off_on_the_page_of_a_theme(
    workspace, evaluation, evaluator
):
    coding = code("one", "b", evaluator)
    url = at("split_theme", theme("b").pk)
    assert (
        f'value="{coding.evidence_id}"'
        in workspace.get(at("change_theme", theme("b").pk)).text
    )

    nothing = workspace.post(url, {"name": "", "passages": [coding.evidence_id]})
    none = workspace.post(url, {"name": "x", "passages": ["99999"]}, follow=True)
    assert nothing["Location"] == at("change_theme", theme("b").pk)
    assert "Tick the comments" in text_of(none)
    done = workspace.post(url, {"name": " Late ", "passages": [coding.evidence_id]})

    assert done["Location"] == at("change_theme", theme("Late").pk)
    coding.refresh_from_db()
    assert coding.theme.name == "Late"


def test_when_a_theme_is_used_stands_beside_the_comment(workspace, evaluation):
    make_evidence(evaluation)
    workspace.post(
        at("change_theme", theme("a").pk),
        {
            "name": "a",
            "kind": "finding",
            "description": "Knows the plan.",
            "not_when": "Only the lead knows.",
        },
    )

    page = text_of(workspace.get(at("code_passages", evaluation.pk)))

    assert "Knows the plan.<br> Not when: Only the lead knows." in page
