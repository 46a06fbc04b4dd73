"""What came in, what is missing, and how far the reading has come."""

import pytest

from evaluation import queries, snapshots
from evaluation.actions import feedback
from evaluation.models import Coding, Implication
from tests.factories import (
    FRIDAY_5PM,
    make_evaluation,
    make_evidence,
    make_form,
    make_hub,
    make_research_question,
    make_response,
    make_session,
    make_theme,
    make_visit,
    make_work_group,
)

pytestmark = pytest.mark.django_db


def question_table(evaluation):
    forms = queries.readable_form_ids(evaluation)
    return queries.question_table(evaluation, forms)


def test_progress_counts_each_thing_once():
    group, second = make_work_group(), make_work_group()
    evaluation = make_evaluation(work_groups=[group, second])
    make_evaluation(title="Another", work_groups=[group])
    for number in (1, 2):
        visit = make_visit(evaluation, session=make_session(group, number=number))
        make_evidence(evaluation, visit=visit)
    make_evidence(evaluation, kind="written", read_at=FRIDAY_5PM)
    make_form(group)
    make_form(second)
    make_theme(evaluation)
    make_theme(evaluation, "b", state="suggested")
    make_theme(evaluation, "c", state="discarded")
    Implication.objects.create(hub=group.hub, evaluation=evaluation, text="x")

    found = queries.progress_of(
        evaluation, queries.readable_form_ids(evaluation), at=FRIDAY_5PM
    )

    assert found == queries.Progress(
        forms_open=2,
        answers_waiting=0,
        comments=1,
        unread=2,
        notes=2,
        visits=2,
        groups_visited=1,
        groups=2,
        themes=1,
        suggested=1,
        implications=1,
    )
    assert found.read == 1


@pytest.mark.parametrize(("answers", "shown"), [(0, 0), (4, 0), (5, 5)])
def test_answers_come_in_from_closed_forms_with_five(answers, shown):
    group = make_work_group()
    form = make_form(group)
    for _ in range(answers):
        make_response(form, useful=3)
    feedback.close_form(form, at=FRIDAY_5PM)
    evaluation = make_evaluation(work_groups=[group])
    question = make_research_question(evaluation)
    question.asked_by.set(form.question_set.questions.filter(key="useful"))

    (row,) = question_table(evaluation)

    assert row.answers == shown


def test_the_masters_question_counts_what_the_hubs_copy_was_asked():
    group = make_work_group()
    form = make_form(group)
    for _ in range(5):
        make_response(form, useful=3)
    feedback.close_form(form, at=FRIDAY_5PM)
    master = form.question_set.copied_from
    evaluation = make_evaluation(work_groups=[group])
    question = make_research_question(evaluation)
    question.asked_by.set(master.questions.filter(key="useful"))

    (row,) = question_table(evaluation)

    assert row.answers == 5


def test_what_is_missing_is_said():
    evaluation = make_evaluation()
    bare = make_research_question(evaluation)
    themed = make_research_question(evaluation, letter="b")
    themed.themes.add(make_theme(evaluation, "Mentors"))

    rows = question_table(evaluation)

    assert [row.question for row in rows] == [bare, themed]
    assert rows[0].missing == [
        "Nothing is collected for it yet",
        "No theme answers it yet",
    ]
    assert rows[1].missing[-1] == "Its themes have no comments yet"


def test_notes_are_counted_as_visits_never_as_people():
    evaluation = make_evaluation()
    theme = make_theme(evaluation)
    question = make_research_question(evaluation)
    question.themes.add(theme)
    for visit in [make_visit(evaluation), make_visit(evaluation)]:
        for _ in range(2):
            Coding.objects.create(
                hub=evaluation.hub,
                evidence=make_evidence(evaluation, visit=visit),
                theme=theme,
                coded_at=FRIDAY_5PM,
            )

    (row,) = question_table(evaluation)

    assert (row.answers, row.passages, row.visits) == (0, 4, 2)


def test_page_and_report_show_last_years_implications_also_dropped_ones():
    evaluation = make_evaluation()
    before = make_evaluation(start_year=evaluation.start_year - 1)
    elsewhere = make_evaluation(
        make_hub("Another Hub"), start_year=evaluation.start_year - 1
    )
    agreed, dropped, _ = (
        Implication.objects.create(hub=each.hub, evaluation=each, text="x", state=state)
        for each, state in [
            (before, "agreed"),
            (before, "dropped"),
            (elsewhere, "agreed"),
        ]
    )

    assert list(queries.last_years_implications(evaluation)) == [agreed, dropped]
    frozen, _ = snapshots.freeze(evaluation, at=FRIDAY_5PM)
    assert [row["state"] for row in frozen["last_year"]] == ["agreed", "dropped"]


def test_these_filters_of_passages_are_offered():
    assert [value for value, _ in queries.EVIDENCE_FILTERS] == [
        *("", "unread", "uncoded", "novel", "written", "notes", "strong", "publish")
    ]


def test_the_list_of_passages_filters():
    evaluation = make_evaluation()
    unread = make_evidence(evaluation, "a")
    bare = make_evidence(evaluation, "b", read_at=FRIDAY_5PM)
    coded = make_evidence(
        evaluation, "c", kind="written", read_at=FRIDAY_5PM, strong_quote=True
    )
    Coding.objects.create(
        hub=evaluation.hub,
        evidence=coded,
        theme=make_theme(evaluation),
        coded_at=FRIDAY_5PM,
    )

    found = {
        show: list(queries.filtered_passages(evaluation, show=show))
        for show in ("", "unread", "uncoded", "written", "notes", "strong", "publish")
    }

    assert found == {
        "": [unread, bare, coded],
        "unread": [unread],
        "uncoded": [bare],
        "written": [coded],
        "notes": [unread, bare],
        "strong": [coded],
        "publish": [],
    }
