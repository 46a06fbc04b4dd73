"""Acts about implications that the audit log names."""

from typing import Any

from django.db.models import Model

from evaluation.actions import evaluations, implications, needs, reported, themes
from evaluation.models import Report
from evaluation.reports.reported_tables import ReportedTheme
from tests import factories as make
from tests.audited_world import AT, World


def implication(w: World, **fields: Any) -> Any:
    return themes.write_implication(
        w.evaluation,
        themes=w.themes(),
        text="Tell mentors.",
        addressed_to="hub",
        by=w.by,
        at=AT,
    )


def remove_implication(w: World) -> Model:
    row = implication(w)
    kept = row.__class__.objects.get(pk=row.pk)
    themes.remove_implication(row, by=w.by, at=AT)
    return kept


def note_progress(w: World) -> Model:
    return implications.note_progress(
        implication(w), state="done", on=AT.date(), text="Done.", by=w.by, at=AT
    )


def publish_evaluation(w: World) -> Model:
    Report.objects.create(
        hub=w.hub, evaluation=w.evaluation, version=1, state="done", requested_at=AT
    )
    return evaluations.publish_evaluation(w.evaluation, by=w.by, at=AT)


def keep_as_plan_check(w: World) -> Model:
    row = implication(w)
    row.__class__.objects.update(addressed_to="leads")
    implications.keep_as_plan_check(row, by=w.by, at=AT)
    return row


def answer_implication(w: World) -> Model:
    row = implication(w)
    row.__class__.objects.update(addressed_to="ncetm")
    return implications.answer_implication(row, text="Yes.", by=w.by, at=AT)


def start_from_report(w: World) -> Model:
    row = ReportedTheme("Mentors", "", ("Tell them.",))
    evaluation, _ = reported.start_from_report(
        w.hub,
        title="Before",
        start_year=2025,
        reported_in="A report",
        themes=[row],
        by=w.by,
        at=AT,
    )
    return evaluation


def tick_visit(w: World) -> Model:
    visit = make.make_visit(w.evaluation)
    evaluations.tick_visit(visit, {"Time": "seen"}, by=w.by, at=AT)
    return visit


def mark_need(w: World) -> Model:
    return needs.mark_need(w.themes()[0], is_need=True, by=w.by, at=AT)


def make_project(w: World) -> Model:
    stage = w.group.project.stage
    return needs.make_project(w.themes()[0], stage=stage, by=w.by, at=AT)


DONE = {
    "mark_need": (mark_need, "evaluator", "is_need"),
    "make_project": (make_project, "hub_lead", "title"),
    "start_from_report": (start_from_report, "evaluator"),
    "bring_in_report": (start_from_report, "evaluator", "implications, themes"),
    "tick_visit": (tick_visit, "evaluator", "checks"),
    "answer_implication": (answer_implication, "national", "text"),
    "keep_as_plan_check": (
        keep_as_plan_check,
        "hub_lead",
        "counted, hub.plan_checks, plan_check",
    ),
    "note_progress": (note_progress, "evaluator", "notes, state"),
    "remove_implication": (remove_implication, "evaluator"),
    "write_implication": (
        implication,
        "evaluator",
        "addressed_to, counted, due_on, measure, owner, owner_account, text, themes",
    ),
    "publish_evaluation": (publish_evaluation, "evaluator", "state"),
}
