"""Decisions on passages: remember what stood before one, and take the last one back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime

from evaluation import queries
from evaluation.actions.evaluations import lock_evaluation
from evaluation.errors import DecidedSince, NothingToUndo
from evaluation.models import (
    Answer,
    Coding,
    CodingDecision,
    Evaluation,
    Evidence,
    Theme,
)
from workgroups import audit
from workgroups.models import User

MARKS = ("strong_quote", "memo")
CODING = ("theme_id", "coder_id", "origin", "confidence", "reason", "reviewed")


def remember(passage: Evidence, *, by: User, at: datetime) -> CodingDecision:
    """Save the codings and marks that a passage has before somebody decides."""
    answer = Answer.objects.filter(evidence=passage).first()
    before = {
        "codings": list(passage.codings.values(*CODING, "coded_at")),
        "read_at": passage.read_at,
        "fit_to_share": answer is not None and answer.fit_to_share,
        **{name: getattr(passage, name) for name in MARKS},
    }
    return CodingDecision.objects.create(
        hub_id=passage.hub_id, evidence=passage, by=by, at=at, before=before
    )


def check_unchanged(passage: Evidence, *, decision: int | None) -> None:
    """Raise DecidedSince where the latest decision is not the one somebody saw.

    0 stands for none, and None for somebody who was shown no passage.
    """
    if decision is not None and decision != queries.latest_decision_id(passage):
        raise DecidedSince(
            f"Somebody has decided on {passage} since you opened it. "
            "Save again to replace what they decided."
        )


@transaction.atomic
def undo_decision(evaluation: Evaluation, *, by: User, at: datetime) -> Evidence:
    """Restore what stood before somebody's own last decision.

    Undoing again goes one decision further back. A theme that was merged meanwhile is
    restored as the one that it was merged into. Raises NothingToUndo, DecidedSince,
    AlreadyPublished.
    """
    evaluation = lock_evaluation(evaluation)
    decision = queries.decision_to_undo(evaluation, by)
    if decision is None:
        raise NothingToUndo
    passage = decision.evidence
    if decision.pk != queries.latest_decision_id(passage):
        raise DecidedSince(f"Somebody else has decided on {passage} since you did.")
    _restore(passage, decision.before)
    decision.undone_at = at
    decision.save(update_fields=["undone_at"])
    audit.record("undo_decision", passage, actor=by, fields=["themes"], at=at)
    return passage


def _restore(passage: Evidence, before: dict[str, Any]) -> None:
    passage.codings.all().delete()
    Coding.objects.bulk_create(_codings(passage, before["codings"]))
    for name in MARKS:
        setattr(passage, name, before[name])
    passage.read_at = _time(before["read_at"])
    passage.save(update_fields=[*MARKS, "read_at"])
    if passage.answer_id:
        Answer.objects.filter(pk=passage.answer_id).update(
            fit_to_share=before["fit_to_share"]
        )


def _codings(passage: Evidence, rows: list[dict[str, Any]]) -> list[Coding]:
    """The codings of before, one for each theme; a person's decision comes first."""
    merged = dict(
        Theme.objects.filter(
            evaluation=passage.evaluation_id, merged_into__isnull=False
        ).values_list("pk", "merged_into")
    )
    found: dict[int, Coding] = {}
    for row in sorted(rows, key=lambda each: not each["reviewed"]):
        theme = row["theme_id"]
        while theme in merged:
            theme = merged[theme]
        values = {**row, "theme_id": theme, "coded_at": _time(row["coded_at"])}
        coding = Coding(hub_id=passage.hub_id, evidence=passage, **values)
        found.setdefault(theme, coding)
    return list(found.values())


def _time(value: str | None) -> datetime | None:
    return parse_datetime(value) if value else None
