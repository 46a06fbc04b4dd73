"""The evaluator's workspace through its pages."""

import re

import pytest

from evaluation.models import (
    Answer,
    Coding,
    Evaluation,
    Evidence,
    Implication,
    ResearchQuestion,
    Theme,
    Visit,
)
from tests.evaluation.workspace_pages import at, text_of
from tests.factories import (
    FRIDAY_5PM,
    make_evidence,
    make_hub,
    make_participant,
    make_research_question,
    make_theme,
    make_visit,
    make_work_group,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.mark.friday
def test_an_evaluation_is_started_and_asked_its_questions(workspace, evaluator):
    group = make_work_group()

    started = workspace.post(
        at("start_evaluation"),
        {
            "hub": make_hub().pk,
            "title": "SKTM ECT",
            "start_year": group.start_year,
            "work_groups": [group.pk],
        },
    )
    evaluation = Evaluation.objects.get()
    asked = {"group_number": 1, "group_title": "ECTs", "text": "Do they see it?"}
    for _ in range(2):
        workspace.post(started["Location"], asked)

    assert list(evaluation.work_groups.all()) == [group]
    assert [str(q) for q in ResearchQuestion.objects.all()] == ["1a", "1b"]


def test_another_hubs_group_cannot_be_put_into_an_evaluation(workspace):
    foreign = make_work_group(hub=make_hub("Another Hub"))

    page = workspace.post(
        at("start_evaluation"),
        {
            "hub": make_hub().pk,
            "title": "SKTM",
            "start_year": foreign.start_year,
            "work_groups": [foreign.pk],
        },
    )

    assert page.status_code == 200
    assert Evaluation.objects.count() == 0


def test_the_first_page_says_what_came_in_and_what_is_missing(workspace, evaluation):
    question = make_research_question(evaluation)
    question.asked_by.add(
        *Answer.objects.first().response.question_set.questions.filter(key="useful")
    )
    make_research_question(evaluation, letter="b", text="Nothing asks this.")

    page = text_of(workspace.get(at("show_evaluation", evaluation.pk)))

    assert "6 answers" in page
    assert "Nothing is collected for it yet" in page
    assert "6</span><span>written answers can be" in page


def test_a_visit_and_its_notes_in_one_tap(workspace, evaluation):
    session = evaluation.work_groups.first().sessions.first()
    make_participant(first_name="Ada", last_name="Brook")

    added = workspace.post(at("add_visit", evaluation.pk), {"session": session.pk})
    visit = Visit.objects.get()
    saved = workspace.post(
        added["Location"],
        {"text": "Ada Brook\n wants MORE", "heard_from": "table", "key_stage": "KS1"},
    )
    page = text_of(workspace.get(saved["Location"]))

    note = Evidence.objects.get()
    assert (visit.session, visit.on) == (session, session.on)
    assert (note.text, note.heard_from) == ("Ada Brook\n wants MORE", "table")
    assert "[name]<br> wants MORE" in page
    assert "Ada Brook" not in page
    assert '<option value="KS1" selected>' in page
    found = text_of(workspace.get(at("list_evidence", evaluation.pk)))
    listed = " ".join(found.split())
    assert f"a table, KS1, {session.work_group.title}, session 1" in listed


def test_a_meeting_needs_a_name_and_a_day(workspace, evaluation):
    page = text_of(workspace.post(at("add_visit", evaluation.pk), {"who_went": "EiR"}))

    assert "say which meeting it was" in page
    assert "Say on which day it was" in page
    assert 'value="EiR"' in page


def test_an_empty_note_is_asked_for_and_a_long_one_kept(workspace, evaluation):
    visit = make_visit(evaluation, meeting="Board")

    empty = workspace.post(
        at("show_visit", visit.pk), {"heard_from": "room", "text": " "}
    )
    long = workspace.post(
        at("show_visit", visit.pk), {"heard_from": "room", "text": "x" * 20_001}
    )

    assert "Type the note first" in text_of(empty)
    assert "x" * 20_001 in text_of(long)
    assert Evidence.objects.count() == 0


def test_from_bringing_in_to_the_last_passage(workspace, evaluation):
    workspace.post(at("bring_in_feedback", evaluation.pk))
    theme = make_theme(evaluation, "Mentors")

    for _ in range(6):
        page = text_of(workspace.get(at("code_passages", evaluation.pk)))
        passage = re.search(r'name="passage" value="(\d+)"', page)[1]
        workspace.post(
            at("code_passages", evaluation.pk),
            {"passage": passage, "themes": [theme.pk], "fit_to_share": "on"},
        )
    done = text_of(workspace.get(at("code_passages", evaluation.pk)))

    assert "Every comment has been read" in done
    assert Coding.objects.filter(theme=theme, reviewed=True).count() == 6
    assert Answer.objects.filter(fit_to_share=True).count() == 6


def test_what_is_suggested_is_accepted_by_one_button(workspace, evaluation):
    passage = make_evidence(evaluation)
    other, mentors = make_theme(evaluation, "Other"), make_theme(evaluation, "Mentors")
    Coding.objects.create(
        hub=evaluation.hub,
        evidence=passage,
        theme=mentors,
        origin="engine",
        reviewed=False,
        reason="likely: mentor",
        coded_at=FRIDAY_5PM,
    )

    page = text_of(workspace.get(at("code_passages", evaluation.pk)))
    workspace.post(
        at("code_passages", evaluation.pk),
        {"passage": passage.pk, "themes": [other.pk], "accept": "1"},
    )

    assert "likely: mentor" in page
    assert page.index("Other</label>") < page.index("Mentors <span")  # not moved up
    assert f'id="theme_{mentors.pk}" checked' not in page  # nothing is ticked for her
    accepted = passage.codings.filter(reviewed=True)
    assert {coding.theme.name for coding in accepted} == {"Mentors", "Other"}


def test_a_new_theme_is_named_while_reading(workspace, evaluation):
    passage = make_evidence(evaluation)

    workspace.post(
        at("code_passages", evaluation.pk),
        {"passage": passage.pk, "new_theme": " Own  materials "},
    )

    assert Theme.objects.get().name == "Own materials"
    assert passage.codings.get().theme.name == "Own materials"


def test_left_for_later_the_next_one_comes(workspace, evaluation):
    first, second = (make_evidence(evaluation, text) for text in ["one", "two"])

    page = workspace.get(at("code_passages", evaluation.pk), {"after": first.pk})
    odd = workspace.get(
        at("code_passages", evaluation.pk), {"after": "²", "passage": ""}
    )

    assert f'value="{second.pk}"' in text_of(page)
    assert odd.status_code == 200


def test_the_original_is_shown_to_the_evaluator_and_logged(
    workspace, evaluator, evaluation
):
    passage = make_evidence(evaluation, "Ada Brook helped.", redacted="[name] helped.")

    page = text_of(workspace.get(at("open_original", passage.pk)))

    assert "Ada Brook helped." in page
    assert AuditEntry.objects.get(action="open_original").actor == evaluator


def test_a_name_that_was_missed_is_taken_out_by_hand(workspace, evaluation):
    passage = make_evidence(evaluation, "Keziah helped.")

    back = workspace.post(
        at("correct_redaction", passage.pk), {"redacted": "[name] helped."}
    )

    passage.refresh_from_db()
    assert (passage.text, passage.redacted) == ("Keziah helped.", "[name] helped.")
    assert back["Location"].endswith(f"?passage={passage.pk}")


def test_themes_are_suggested_kept_merged_and_written_about(workspace, evaluation):
    workspace.post(at("bring_in_feedback", evaluation.pk))
    workspace.post(at("suggest_themes", evaluation.pk))
    suggested = list(Theme.objects.filter(state="suggested"))
    own = make_theme(evaluation, "Mentors")
    question = make_research_question(evaluation)

    workspace.post(
        at("decide_theme", suggested[0].pk), {"keep": "1", "name": "Knowing"}
    )
    workspace.post(at("decide_theme", suggested[0].pk), {"merge": "1", "into": own.pk})
    workspace.post(
        at("change_theme", own.pk),
        {
            "name": "Mentors",
            "kind": "finding",
            "finding": "x",
            "answers": [question.pk],
        },
    )
    board = text_of(workspace.get(at("arrange_themes", evaluation.pk)))

    suggested[0].refresh_from_db()
    assert (suggested[0].name, suggested[0].state) == ("Knowing", "merged")
    assert list(question.themes.all()) == [own]
    assert "Mentors" in board


def test_an_implication_is_written_for_a_theme(workspace, evaluation):
    theme = make_theme(evaluation)
    add = at("write_implication", evaluation.pk)

    page = text_of(workspace.get(add, {"theme": theme.pk}))
    workspace.post(
        add,
        {
            "text": "Tell mentors.",
            "themes": [theme.pk],
            "addressed_to": "hub",
            "owner": "AMHL",
            "due_on": "2027-01-31",
            "measure": "More know.",
        },
    )

    assert "checked" in page
    row = Implication.objects.get()
    assert (row.text, str(row.due_on)) == ("Tell mentors.", "2027-01-31")
    assert workspace.get(at("change_implication", row.pk)).status_code == 200
    workspace.post(at("remove_implication", row.pk))
    assert Implication.objects.count() == 0


def test_an_implication_leads_back_to_this_site_alone(workspace, evaluation):
    theme = make_theme(evaluation)
    data = {"new-text": "x", "new-themes": [theme.pk], "new-addressed_to": "hub"}

    back = workspace.post(
        at("write_implication", evaluation.pk),
        {**data, "back": "https://elsewhere.example/"},
    )

    assert back["Location"] == at("arrange_themes", evaluation.pk)


def test_the_texts_are_kept(workspace, evaluation):
    workspace.post(
        at("write_texts", evaluation.pk), {"case": "ECT focus", "conclusion": ""}
    )

    evaluation.refresh_from_db()
    assert evaluation.case == "ECT focus"
    assert AuditEntry.objects.get(action="write_texts").fields == "case"


def test_a_published_evaluation_is_read_and_refuses_in_words(workspace, evaluation):
    Evaluation.objects.update(state="published")

    page = workspace.post(at("write_texts", evaluation.pk), {"case": "new"})

    assert "published and stays as it is" in text_of(page)
    assert "new" in text_of(page)


def test_sentences_are_read_apart_where_the_tick_is_set(workspace, evaluation, rf):
    for number in range(30):
        make_evidence(evaluation, f"The gap task {number}. The parking {number}.")

    workspace.post(at("suggest_themes", evaluation.pk))
    whole = Coding.objects.count()
    workspace.post(at("suggest_themes", evaluation.pk), {"by_sentence": "on"})

    assert whole < Coding.objects.count()
