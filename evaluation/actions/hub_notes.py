"""Notes that the hub's own staff add to an evaluation."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from evaluation.actions.evaluations import lock_evaluation
from evaluation.actions.evidence import advance, next_number
from evaluation.choices import EvaluationState, EvidenceKind
from evaluation.models import Evaluation, Evidence
from evaluation.queries.names import redactor_of
from evaluation.queries.team import open_team_questions, role_in_team, source_of
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
    source: str = "note of the hub",
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
        source=source,
        writer_agreed=writer_agreed,
        noted_by=by,
    )
    advance(evaluation, EvaluationState.COLLECTING)
    audit.record("add_hub_note", note, actor=by, fields=["text"], at=at)
    return note


@transaction.atomic
def answer_team_questions(
    evaluation: Evaluation, *, answers: Mapping[str, str], by: User, at: datetime
) -> list[Evidence]:
    """Save what one of the hub's team says of the year, as notes with their role.

    A question that `by` has answered is left as it is. Raises AlreadyPublished,
    NotOfTheTeam.
    """
    evaluation = lock_evaluation(evaluation)
    role = role_in_team(evaluation, by, on=timezone.localdate(at))
    open_still = open_team_questions(evaluation, by)
    notes = [
        add_hub_note(
            evaluation,
            text=answers[each],
            writer_agreed=True,
            source=source_of(role, each),
            by=by,
            at=at,
        )
        for each in open_still
        if answers.get(each)
    ]
    audit.record("answer_team_questions", evaluation, actor=by, at=at)
    return notes
