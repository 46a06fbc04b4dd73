"""Import comments from a file or from pasted words, all of them or none."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from evaluation.actions.evaluations import lock_evaluation
from evaluation.actions.evidence import advance, next_number
from evaluation.choices import EvaluationState
from evaluation.evidence_files import FoundComment
from evaluation.models import Evaluation, Evidence
from evaluation.queries.evidence_imports import (
    ImportDefaults,
    ImportPlan,
    PlannedComment,
    plan_of_import,
)
from evaluation.queries.names import Redactor, redactor_of
from workgroups import audit
from workgroups.errors import ListRefused
from workgroups.models import User


@transaction.atomic
def import_evidence(
    evaluation: Evaluation,
    comments: Sequence[FoundComment],
    defaults: ImportDefaults,
    *,
    by: User,
    at: datetime,
) -> ImportPlan:
    """Create a passage for each comment that is not stored yet, names redacted.

    The same comments again change nothing. Raises ListRefused where one line is wrong,
    AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    today = timezone.localdate(at)
    plan = plan_of_import(evaluation, comments, defaults, today=today)
    if plan.problems:
        raise ListRefused(plan.problems)
    if not plan.new:
        return plan
    redactor, first = redactor_of(evaluation), next_number(evaluation)
    Evidence.objects.bulk_create(
        (
            _imported(evaluation, each, number, redactor, defaults.source)
            for number, each in enumerate(plan.new, start=first)
        ),
        batch_size=500,
    )
    advance(evaluation, EvaluationState.CODING)
    audit.record("import_evidence", evaluation, actor=by, fields=["evidence"], at=at)
    return plan


def _imported(
    evaluation: Evaluation,
    comment: PlannedComment,
    number: int,
    redactor: Redactor,
    source: str,
) -> Evidence:
    return Evidence(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        number=number,
        kind=comment.kind,
        text=comment.text,
        redacted=redactor.redact(comment.text, comment.group),
        work_group_id=comment.group,
        on=comment.on,
        source=source,
        heard_from=comment.heard_from,
        key_stage=comment.key_stage,
        writer_agreed=comment.agreed,
        import_key=comment.key,
    )
