"""Notes that the hub's own staff add to an evaluation."""

from datetime import date, datetime

from django.db import transaction

from evaluation.actions.evaluations import lock_evaluation
from evaluation.actions.evidence import advance, next_number
from evaluation.choices import EvaluationState, EvidenceKind
from evaluation.models import Evaluation, Evidence
from evaluation.queries.names import redactor_of
from workgroups import audit
from workgroups.models import User, WorkGroup


@transaction.atomic
def add_hub_note(
    evaluation: Evaluation,
    *,
    text: str,
    kind: str = EvidenceKind.SPOKEN,
    work_group: WorkGroup | None = None,
    on: date | None = None,
    writer_agreed: bool = False,
    by: User,
    at: datetime,
) -> Evidence:
    """Save a note word by word, which only `by` and the evaluator read as typed.

    Raises AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    group = work_group.pk if work_group else None
    note = Evidence.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        number=next_number(evaluation),
        kind=kind,
        text=text,
        redacted=redactor_of(evaluation).redact(text, group),
        work_group_id=group,
        on=on,
        source="note of the hub",
        writer_agreed=writer_agreed,
        noted_by=by,
    )
    advance(evaluation, EvaluationState.COLLECTING)
    audit.record("add_hub_note", note, actor=by, fields=["text"], at=at)
    return note
