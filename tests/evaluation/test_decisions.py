"""Decisions on passages are taken back one by one, and never over another person's."""

from datetime import timedelta

import pytest

from evaluation.actions import decisions, evidence, themes
from evaluation.errors import AlreadyPublished, DecidedSince, NothingToUndo
from evaluation.models import (
    Answer,
    Coding,
    CodingDecision,
    Evaluation,
    Evidence,
    Theme,
)
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_hub,
    make_staff,
    make_theme,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
LATER = FRIDAY_5PM + timedelta(minutes=5)


@pytest.fixture
def desk(evaluator):
    """An evaluation with two themes and three passages; the first has a suggestion."""
    made = make_evaluation()
    make_theme(made, "Mentors")
    make_theme(made, "Materials")
    for text in ["one", "two", "three"]:
        make_evidence(made, text)
    suggest(made, "one", "Mentors")
    return made


def suggest(evaluation, text, name) -> None:
    Coding.objects.create(
        hub=evaluation.hub,
        evidence=evaluation.evidence.get(text=text),
        theme=evaluation.themes.get(name=name),
        origin="engine",
        confidence=0.75,
        reason="likely: mentor",
        reviewed=False,
        coded_at=FRIDAY_5PM,
    )


def decide(passage, names=(), *, by, when=LATER, **marks):
    marks = {"strong_quote": False, "memo": "", **marks}
    return evidence.code_passage(
        passage,
        themes=list(passage.evaluation.themes.filter(name__in=names)),
        fit_to_share=False,
        by=by,
        at=when,
        **marks,
    )


def undo(evaluation, by):
    return decisions.undo_decision(evaluation, by=by, at=LATER)


def stands(evaluation, text) -> dict:
    passage = evaluation.evidence.get(text=text)
    fields = ("theme__name", "origin", "confidence", "reason", "reviewed", "coder")
    return {
        "codings": sorted(passage.codings.values_list(*fields)),
        "marks": (passage.strong_quote, passage.memo),
        "read_at": passage.read_at,
    }


def test_undoing_restores_suggestions_marks_and_the_unread(desk, evaluator):
    passage = desk.evidence.get(text="one")
    decide(
        passage, ["Materials"], by=evaluator, strong_quote=True, memo="Ask about it."
    )

    undone = undo(desk, evaluator)

    assert undone == passage
    assert stands(desk, "one") == {
        "codings": [("Mentors", "engine", 0.75, "likely: mentor", False, None)],
        "marks": (False, ""),
        "read_at": None,
    }
    assert AuditEntry.objects.filter(action="undo_decision").count() == 1


def test_undoing_goes_back_decision_by_decision(desk, evaluator):
    one, two = desk.evidence.get(text="one"), desk.evidence.get(text="two")
    decide(one, ["Mentors"], by=evaluator, memo="first")
    decide(two, ["Mentors"], by=evaluator)
    decide(Evidence.objects.get(pk=one.pk), [], by=evaluator, memo="second")

    assert [undo(desk, evaluator) for _ in range(2)] == [one, two]
    assert stands(desk, "one")["marks"] == (False, "first")
    assert stands(desk, "one")["codings"] == [
        ("Mentors", "engine", 0.75, "likely: mentor", True, evaluator.pk)
    ]
    assert stands(desk, "two")["read_at"] is None
    assert undo(desk, evaluator) == one
    with pytest.raises(NothingToUndo):
        undo(desk, evaluator)


def test_nobody_undoes_what_another_person_decided(desk, evaluator):
    colleague = make_staff("evaluator")
    one = desk.evidence.get(text="one")
    decide(one, ["Mentors"], by=evaluator)
    with pytest.raises(NothingToUndo):
        undo(desk, colleague)
    decide(Evidence.objects.get(pk=one.pk), ["Materials"], by=colleague)

    with pytest.raises(DecidedSince):
        undo(desk, evaluator)

    names = desk.evidence.get(text="one").codings.values_list("theme__name", flat=True)
    assert list(names) == ["Materials"]


def test_a_theme_that_was_merged_meanwhile_comes_back_as_the_other(desk, evaluator):
    one = desk.evidence.get(text="one")
    decide(one, ["Mentors", "Materials"], by=evaluator)
    decide(Evidence.objects.get(pk=one.pk), [], by=evaluator)
    mentors, materials = desk.themes.order_by("pk")
    themes.merge_themes(materials, into=mentors, by=evaluator, at=LATER)

    undo(desk, evaluator)

    names = desk.evidence.get(text="one").codings.values_list("theme__name", "reviewed")
    assert list(names) == [("Mentors", True)]


def test_words_shared_with_the_lead_are_no_longer_shared(evaluation, evaluator):
    evidence.bring_in_feedback(evaluation, by=evaluator, at=FRIDAY_5PM)
    passage = evaluation.evidence.first()
    evidence.code_passage(
        passage,
        themes=[],
        strong_quote=False,
        fit_to_share=True,
        by=evaluator,
        at=LATER,
    )
    assert Answer.objects.filter(fit_to_share=True).count() == 1

    undo(evaluation, evaluator)

    assert Answer.objects.filter(fit_to_share=True).count() == 0


def test_nothing_is_undone_once_published(desk, evaluator):
    decide(desk.evidence.first(), ["Mentors"], by=evaluator)
    Evaluation.objects.update(state="published")

    with pytest.raises(AlreadyPublished):
        undo(desk, evaluator)

    assert CodingDecision.objects.get().undone_at is None


def test_what_another_person_decided_meanwhile_is_not_replaced_unseen(
    workspace, desk, evaluator
):
    one = desk.evidence.get(text="one")
    decide(one, ["Materials"], by=make_staff("evaluator"))
    mentors = desk.themes.get(name="Mentors")
    posted = {"passage": one.pk, "decision": "0", "themes": [mentors.pk]}

    page = text_of(workspace.post(at("code_passages", desk.pk), posted))

    assert "Somebody has decided on E1 since you opened it." in page
    assert f'id="theme_{mentors.pk}" checked' in page
    shown = CodingDecision.objects.get().pk
    assert f'name="decision" value="{shown}"' in page
    assert one.codings.get(reviewed=True).theme.name == "Materials"
    workspace.post(at("code_passages", desk.pk), {**posted, "decision": shown})
    assert one.codings.get(reviewed=True).theme.name == "Mentors"


def test_none_of_these_is_one_press_and_so_is_undoing_it(workspace, desk):
    one = desk.evidence.get(text="one")
    mentors = desk.themes.get(name="Mentors")
    url = at("code_passages", desk.pk)
    workspace.post(
        url,
        {
            "passage": one.pk,
            "themes": [mentors.pk],
            "new_theme": "Another",
            "none": "1",
            "memo": " Ask  her. ",
            "strong_quote": "on",
        },
    )
    one.refresh_from_db()
    assert (one.codings.count(), one.memo, one.strong_quote) == (0, "Ask  her.", True)
    assert one.read_at is not None
    assert Theme.objects.count() == 2
    assert "Undo E1" in text_of(workspace.get(url))

    back = workspace.post(at("undo_decision", desk.pk), follow=True)

    assert back.redirect_chain[0][0] == f"{url}?passage={one.pk}"
    assert "E1 is as it was before." in text_of(back)
    assert "Undo E1" not in text_of(back)
    assert one.codings.count() == 1


def test_the_remark_stands_on_the_coding_page_and_on_no_other(workspace, desk):
    Evidence.objects.filter(text="one").update(
        memo="Sounds like Ada.", strong_quote=True
    )

    pages = {
        name: text_of(workspace.get(at(name, desk.pk)))
        for name in ["code_passages", "list_evidence", "arrange_themes"]
    }

    assert [name for name, page in pages.items() if "like Ada" in page] == [
        "code_passages"
    ]


def test_undoing_with_nothing_to_undo_says_so(workspace, desk):
    page = workspace.post(at("undo_decision", desk.pk), follow=True)

    assert "There is nothing of yours to undo." in text_of(page)


def test_another_hubs_evaluator_undoes_nothing(signed_in, desk, evaluator):
    decide(desk.evidence.first(), ["Mentors"], by=evaluator)
    stranger = signed_in(make_staff("evaluator", hub=make_hub("Another Hub")))

    assert stranger.post(at("undo_decision", desk.pk)).status_code == 404
    assert CodingDecision.objects.get().undone_at is None


def test_saving_and_undoing_take_as_many_statements_for_many_themes_as_for_few(
    workspace, desk, evaluator, django_assert_max_num_queries
):
    def statements():
        one, names = desk.evidence.get(text="one"), desk.themes.values_list("pk")
        posted = {"passage": one.pk, "themes": [pk for (pk,) in names]}
        with django_assert_max_num_queries(60) as saved:
            workspace.post(at("code_passages", desk.pk), posted)
        with django_assert_max_num_queries(60) as undone:
            workspace.post(at("undo_decision", desk.pk))
        return len(saved), len(undone)

    statements()
    few = statements()
    for number in range(12):
        make_theme(desk, f"Theme {number}")

    assert statements() == few
    assert few[0] <= 26


def test_what_a_theme_said_before_is_kept_and_shown(workspace, desk, evaluator):
    theme = desk.themes.get(name="Mentors")
    url = at("change_theme", theme.pk)
    first = {"name": "Mentors", "kind": "finding", "description": "Knows the plan."}

    workspace.post(url, first)
    workspace.post(url, first)  # nothing new
    workspace.post(url, {**first, "description": "Talks of the plan."})

    kept = theme.versions.values_list("name", "description", "changed_by")
    assert list(kept) == [
        ("Mentors", "", evaluator.pk),
        ("Mentors", "Knows the plan.", evaluator.pk),
    ]
    page = text_of(workspace.get(url))
    assert "What it said before (2)" in page
    assert "Knows the plan." in page


def test_a_suggested_theme_keeps_the_name_that_it_was_suggested_by(evaluator):
    theme = make_theme(make_evaluation(), "Gap task", state="suggested")

    themes.keep_theme(theme, name="Trying it out", by=evaluator, at=LATER)
    themes.keep_theme(theme, name="Trying it out", by=evaluator, at=LATER)

    assert list(theme.versions.values_list("name", flat=True)) == ["Gap task"]
