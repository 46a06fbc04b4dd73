"""Say that a fact of a report is wrong, and answer it."""

from datetime import datetime

from django.db import transaction

from evaluation.actions.evaluations import lock_evaluation
from evaluation.choices import FactCheckState
from evaluation.models import FactCheck, Report
from evaluation.reports.facts import Fact
from workgroups import audit
from workgroups.models import User


@transaction.atomic
def question_fact(
    report: Report, fact: Fact, *, why: str, by: User, at: datetime
) -> FactCheck:
    """Keep what somebody says is wrong; saying it again changes their open one.

    Raises AlreadyPublished.
    """
    lock_evaluation(report.evaluation)
    row, _ = FactCheck.objects.update_or_create(
        hub_id=report.hub_id,
        evaluation_id=report.evaluation_id,
        report=report,
        section=fact.section[:200],
        text=fact.text,
        raised_by=by,
        state=FactCheckState.OPEN,
        defaults={"why": why, "raised_at": at},
    )
    audit.record("question_fact", row, actor=by, fields=["why"], at=at)
    return row


@transaction.atomic
def answer_fact_check(
    check: FactCheck, *, is_put_right: bool, answer: str, by: User, at: datetime
) -> FactCheck:
    """Say that it was put right, or why it stands. Raises AlreadyPublished."""
    lock_evaluation(check.evaluation)
    state = FactCheckState.PUT_RIGHT if is_put_right else FactCheckState.ANSWERED
    check.state, check.answer = state, answer
    check.answered_by, check.answered_at = by, at
    check.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    fields = ["state", "answer"]
    audit.record("answer_fact_check", check, actor=by, fields=fields, at=at)
    return check
