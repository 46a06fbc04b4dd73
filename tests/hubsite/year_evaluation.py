"""The rows of a year that belong to its evaluation."""

from typing import Any

from evaluation.actions.decisions import remember
from evaluation.actions.theme_versions import keep_version
from evaluation.models import (
    Coding,
    EncryptedAnswers,
    FactCheck,
    FeedbackRequest,
    Implication,
    NationalAnswer,
    ProgressNote,
    Report,
    ReportFile,
    SecondReading,
    VisitCheck,
)
from tests import factories
from workgroups.models import Hub


def add_evaluation(make: dict[str, Any], hub: Hub) -> None:
    form = factories.make_form(make["work_group"], session=make["session"])
    make["form"] = make["feedback_form"] = form
    make["question_set"] = form.question_set
    make["question"] = form.question_set.questions.first()
    make["feedback_request"] = FeedbackRequest.objects.create(
        hub=hub, form=form, place=make["place"]
    )
    words = {q.key: "x" for q in form.question_set.questions.filter(kind="text")}
    make["response"] = factories.make_response(form, **words)
    make["answer"] = make["response"].answers.first()
    make["encrypted_answers"] = EncryptedAnswers.objects.create(
        form=form, ciphertext=b""
    )
    evaluation = factories.make_evaluation(hub, work_groups=[make["work_group"]])
    make["evaluation"] = evaluation
    make["research_question"] = factories.make_research_question(evaluation)
    make["visit"] = factories.make_visit(evaluation, session=make["session"])
    make["visit_check"] = VisitCheck.objects.create(
        hub=hub, visit=make["visit"], line="x", answer="seen"
    )
    make["theme"] = factories.make_theme(evaluation)
    make["evidence"] = factories.make_evidence(evaluation, visit=make["visit"])
    make["coding"] = Coding.objects.create(
        hub=hub,
        evidence=make["evidence"],
        theme=make["theme"],
        coded_at=factories.FRIDAY_5PM,
    )
    by, at = make["staff"]["evaluator"], factories.FRIDAY_5PM
    make["coding_decision"] = remember(make["evidence"], by=by, at=at)
    make["theme_version"] = keep_version(make["theme"], by=by, at=at)
    make["second_reading"] = SecondReading.objects.create(
        hub=hub,
        evaluation=evaluation,
        evidence=make["evidence"],
        coder=by,
        position=1,
    )
    make["implication"] = Implication.objects.create(
        hub=hub, evaluation=evaluation, text="x"
    )
    make["national_answer"] = NationalAnswer.objects.create(
        hub=hub,
        implication=make["implication"],
        text="x",
        answered_by=make["staff"]["hub_lead"],
        answered_at=factories.FRIDAY_5PM,
    )
    make["progress_note"] = ProgressNote.objects.create(
        hub=hub,
        implication=make["implication"],
        on=factories.FRIDAY,
        text="x",
        written_by=make["staff"]["evaluator"],
    )
    make["report"] = Report.objects.create(
        hub=hub,
        evaluation=evaluation,
        version=1,
        requested_at=factories.FRIDAY_5PM,
        requested_by=make["staff"]["evaluator"],
        state="done",
    )
    make["fact_check"] = FactCheck.objects.create(
        hub=hub,
        evaluation=evaluation,
        report=make["report"],
        section="Context",
        text="Nobody came.",
        why="I did.",
        raised_by=make["staff"]["work_group_lead"],
        raised_at=factories.FRIDAY_5PM,
    )
    make["report_file"] = ReportFile.objects.create(
        hub=hub,
        report=make["report"],
        kind="pdf",
        name="report.pdf",
        stored_as=f"stored{hub.pk}",
        size=1,
        sha256="0",
    )
