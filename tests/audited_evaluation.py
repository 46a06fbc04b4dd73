"""Acts of the evaluation that the audit log names."""

from datetime import date, time, timedelta

from django.db.models import Model
from django.urls import reverse

from evaluation.actions import (
    asking,
    evaluations,
    evidence,
    feedback,
    follow_ups,
    leads,
    questions,
    room,
    theme_order,
    themes,
)
from evaluation.actions.room import RoomAnswers
from evaluation.models import QuestionSet
from recruitment.actions import retention
from tests import factories as make
from tests.audited_world import AT, World


def copy_questions(w: World) -> Model:
    QuestionSet.objects.exclude(kind="mentor").delete()
    assert questions.copy_question_sets(hub=w.hub, by=w.by, at=AT) == 1
    return QuestionSet.objects.get(hub=w.hub)


def suggest_themes(w: World) -> Model:
    w.passages()
    themes.suggest_themes(w.evaluation, by=w.by, at=AT)
    return w.evaluation


def keep_theme(w: World) -> Model:
    theme = make.make_theme(w.evaluation, state="suggested")
    return themes.keep_theme(theme, name="Mentors", by=w.by, at=AT)


def write_theme(w: World) -> Model:
    return themes.write_theme(w.evaluation, name="Mentors", by=w.by, at=AT)


def change_theme(w: World) -> Model:
    words = {"name": "a", "description": "b", "finding": "c", "kind": "finding"}
    return themes.change_theme(w.themes()[0], words=words, answers=[], by=w.by, at=AT)


def discard_theme(w: World) -> Model:
    return themes.discard_theme(w.themes()[0], by=w.by, at=AT)


def merge_themes(w: World) -> Model:
    theme, into = w.themes()
    themes.merge_themes(theme, into=into, by=w.by, at=AT)
    return theme


def move_theme(w: World) -> Model:
    theme, _ = w.themes()
    theme_order.move_theme(theme, up=False, by=w.by, at=AT)
    return theme


def suggest_codings(w: World) -> Model:
    w.passages()
    w.themes()
    themes.suggest_codings(w.evaluation, by=w.by, at=AT)
    return w.evaluation


def start_evaluation(w: World) -> Model:
    return evaluations.start_evaluation(
        w.hub,
        title="SKTM",
        start_year=2026,
        strategic_goal=None,
        work_groups=[w.group],
        by=w.by,
        at=AT,
    )


def write_texts(w: World) -> Model:
    texts = {"case": "ECTs.", "context": "", "activity": "", "conclusion": "Good."}
    return evaluations.write_texts(w.evaluation, texts, by=w.by, at=AT)


def ask_research_question(w: World) -> Model:
    return evaluations.ask_research_question(
        w.evaluation,
        group_number=1,
        group_title="ECTs",
        text="Why?",
        asked_by=[],
        by=w.by,
        at=AT,
    )


def add_visit(w: World) -> Model:
    return evaluations.add_visit(
        w.evaluation,
        session=w.session,
        meeting="",
        on=date(2026, 10, 16),
        who_went="",
        by=w.by,
        at=AT,
    )


def change_visit(w: World) -> Model:
    visit = make.make_visit(w.evaluation)
    return evaluations.change_visit(visit, seen="Much talk.", by=w.by, at=AT)


def bring_in_feedback(w: World) -> Model:
    w.closed_form()
    evidence.bring_in_feedback(w.evaluation, by=w.by, at=AT)
    return w.evaluation


def note_on_visit(w: World) -> Model:
    visit = make.make_visit(w.evaluation)
    return evidence.note_on_visit(visit, "More talk.", by=w.by, at=AT)


def code_passage(w: World) -> Model:
    ticks = {"strong_quote": True, "fit_to_share": True}
    return evidence.code_passage(
        w.passages(1)[0], themes=w.themes(), by=w.by, at=AT, **ticks
    )


def correct_redaction(w: World) -> Model:
    return evidence.correct_redaction(w.passages(1)[0], "[name]", by=w.by, at=AT)


def open_original(w: World) -> Model:
    passage = w.passages(1)[0]
    w.client.get(reverse("evaluation:open_original", args=[passage.pk]))
    return passage


def write_version(w: World) -> Model:
    own = questions.question_set_for(w.hub, "session")
    return questions.write_version(own, [], reworded=[], by=w.by, at=AT)


def ask_leads(w: World) -> Model:
    return leads.ask_leads(w.hub, by=w.by, at=AT)[0]


def ask_cohort(w: World) -> Model:
    group = make.make_work_group(hub=w.hub, start_year=2020)
    place = make.make_place("completed", work_group=group, ask_a_year_later=True)
    retention.hold_back(
        place.participant,
        reason="follow_up",
        why="-",
        until_on=AT.date() + timedelta(days=60),
        by=w.by,
        at=AT,
    )
    return follow_ups.ask_cohort(w.hub, 2020, by=w.by, at=AT)[0]


def ask_group(w: World) -> Model:
    w.place()
    return asking.ask_group(w.group, "final", by=w.by, at=AT)[0]


def make_room_link(w: World) -> Model:
    room.make_link(w.session, by=w.by, at=AT)
    return w.session


def type_up(w: World) -> Model:
    w.place()
    w.session.starts, w.session.ends = time(13, 30), time(16)
    slips = [RoomAnswers({"useful": 4})]
    return room.type_up(w.session, slips, by=w.by, at=AT)


def close_form(w: World) -> Model:
    return feedback.close_form(make.make_form(w.group), by=w.by, at=AT)
