"""Acts on reports that the audit log names."""

import io

import docx
from django.db.models import Model

from evaluation.actions import fact_checks, reports, signing
from evaluation.models import FactCheck, Report
from evaluation.reports.facts import Fact
from tests.audited_world import AT, World


def request_report(w: World) -> Report:
    return reports.request_report(w.evaluation, by=w.by, at=AT)


def question_fact(w: World) -> FactCheck:
    fact = Fact("Context", "Nobody came.")
    return fact_checks.question_fact(
        request_report(w), fact, why="I did.", by=w.by, at=AT
    )


def answer_fact_check(w: World) -> Model:
    return fact_checks.answer_fact_check(
        question_fact(w), is_put_right=True, answer="Yes.", by=w.by, at=AT
    )


def sign_report(w: World) -> Report:
    content = io.BytesIO()
    docx.Document().save(content)
    report = request_report(w)
    signing.sign_report(report, content.getvalue(), by=w.by, at=AT)
    return report


DONE = {
    "sign_report": (sign_report, "evaluator", "files"),
    "request_report": (request_report, "evaluator"),
    "question_fact": (question_fact, "evaluator", "why"),
    "answer_fact_check": (answer_fact_check, "evaluator", "answer, state"),
}
