"""Acts on the evaluator's pages that the audit log names."""

from django.db.models import Model

from evaluation.actions import (
    codebooks,
    decisions,
    evidence_imports,
    hub_notes,
    quotes,
    second_readings,
    theme_order,
)
from evaluation.codebook_files import ListedTheme
from evaluation.evidence_files import FoundComment
from evaluation.models import Evidence
from evaluation.queries.evidence_imports import ImportDefaults
from tests.audited_evaluation import code_passage
from tests.audited_world import AT, Act, World

EVALUATOR, LEAD = "evaluator", "hub_lead"


def undo_decision(w: World) -> Model:
    code_passage(w)
    return decisions.undo_decision(w.evaluation, by=w.by, at=AT)


def check_quote(w: World) -> Model:
    passage = w.passages(1)[0]
    return quotes.check_quote(
        passage, is_fit=True, redacted=passage.redacted, by=w.by, at=AT
    )


def import_evidence(w: World) -> Model:
    found = [FoundComment(1, "More talk.")]
    evidence_imports.import_evidence(
        w.evaluation, found, ImportDefaults(), by=w.by, at=AT
    )
    return w.evaluation


def nest_theme(w: World) -> Model:
    theme, under = w.themes()
    theme_order.nest_theme(theme, under=under, by=w.by, at=AT)
    return theme


def split_theme(w: World) -> Model:
    passage = w.passages(1)[0]
    theme = w.themes()[0]
    passage.codings.create(hub=w.hub, theme=theme, coded_at=AT)
    return theme_order.split_theme(
        theme, name="New", passages=[passage.pk], by=w.by, at=AT
    )


def import_codebook(w: World) -> Model:
    listed = [ListedTheme(2, "Mentors")]
    codebooks.import_codebook(w.evaluation, listed, by=w.by, at=AT)
    return w.evaluation


def add_hub_note(w: World) -> Model:
    return hub_notes.add_hub_note(w.evaluation, text="More talk.", by=w.by, at=AT)


def answer_team_questions(w: World) -> Model:
    hub_notes.answer_team_questions(
        w.evaluation, answers={"changed by it": "More visits."}, by=w.by, at=AT
    )
    return w.evaluation


def draw_sample(w: World) -> Model:
    Evidence.objects.filter(pk=w.passages(1)[0].pk).update(read_at=AT)
    assert second_readings.draw_sample(w.evaluation, by=w.by, at=AT) == 1
    return w.evaluation


def read_again(w: World) -> Model:
    draw_sample(w)
    reading = w.evaluation.second_readings.get()
    return second_readings.read_again(reading, themes=[], by=w.by, at=AT).evidence


ACTS = {
    "undo_decision": Act(undo_decision, EVALUATOR, "themes"),
    "check_quote": Act(check_quote, EVALUATOR, "fit_to_publish"),
    "import_evidence": Act(import_evidence, EVALUATOR, "evidence"),
    "nest_theme": Act(nest_theme, EVALUATOR, "parent"),
    "split_theme": Act(split_theme, EVALUATOR, "codings"),
    "import_codebook": Act(import_codebook, EVALUATOR, "themes"),
    "add_hub_note": Act(add_hub_note, LEAD, "text"),
    "answer_team_questions": Act(answer_team_questions, LEAD),
    "draw_sample": Act(draw_sample, EVALUATOR, "evidence"),
    "read_again": Act(read_again, EVALUATOR, "themes"),
}
