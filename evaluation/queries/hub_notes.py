"""Notes as the hub's staff read them, and whose voice an evaluation has not heard."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evaluation.choices import EvidenceKind
from evaluation.models import Evaluation, Evidence, Visit
from evaluation.queries.evidence_filters import with_days
from workgroups.models import User, WorkGroup


@dataclass(frozen=True)
class ReadNote:
    """A note as somebody may read it: as typed where it is their own."""

    number: int
    words: str
    kind: str
    group: str
    on: date | None
    is_own: bool


def notes_of_visits_and_hub(evaluation: Evaluation) -> QuerySet[Evidence]:
    """What was said or seen, the newest first; never what people wrote in a form."""
    rows = evaluation.evidence.filter(answer=None).exclude(kind=EvidenceKind.WRITTEN)
    return with_days(rows).select_related("work_group").order_by("-number")


def notes_for(rows: Iterable[Evidence], reader: User) -> list[ReadNote]:
    """Notes as `reader` may read them: those of others redacted.

    Of a note whose speaker did not agree, others read that it is there, and no word.
    """
    return [_note_for(row, row.noted_by_id == reader.pk) for row in rows]


def _note_for(row: Evidence, is_own: bool) -> ReadNote:
    words = row.redacted if row.writer_agreed else ""
    return ReadNote(
        number=row.number,
        words=row.text if is_own else words,
        kind=row.get_kind_display(),
        group=row.work_group.title if row.work_group else "",
        on=row.said_on,  # type: ignore[attr-defined]
        is_own=is_own,
    )


@dataclass(frozen=True)
class HeardGroup:
    """A group with its visits, comments and notes."""

    title: str
    phase: str
    authority: str
    year: str
    visits: int
    comments: int
    notes: int

    @property
    def is_unheard(self) -> bool:
        return not self.comments and not self.notes


@dataclass(frozen=True)
class Voices:
    """The groups of one phase, local authority or year together."""

    label: str
    groups: int
    visited: int
    comments: int
    notes: int

    @property
    def is_missing(self) -> bool:
        return not self.comments and not self.notes


def heard_groups(evaluation: Evaluation) -> list[HeardGroup]:
    """Each group of an evaluation with what came from it, in one statement."""
    own = {"evaluation": evaluation, "work_group": OuterRef("pk")}
    visits = Visit.objects.filter(
        evaluation=evaluation, session__work_group=OuterRef("pk")
    ).values("session__work_group")
    rows = evaluation.work_groups.select_related(
        "local_authority", "project__stage"
    ).annotate(
        visit_count=_counted(visits),
        comments=_counted(_evidence(own, Q(kind=EvidenceKind.WRITTEN))),
        notes=_counted(_evidence(own, ~Q(kind=EvidenceKind.WRITTEN))),
    )
    return [_heard(group) for group in rows.order_by("title", "pk")]


def _evidence(own: dict[str, object], kind: Q) -> QuerySet[Any]:
    return Evidence.objects.filter(kind, **own).order_by().values("work_group")


def _counted(rows: QuerySet[Any]) -> Coalesce:
    return Coalesce(Subquery(rows.order_by().annotate(n=Count("pk")).values("n")), 0)


def _heard(group: WorkGroup) -> HeardGroup:
    return HeardGroup(
        title=group.title,
        phase=group.get_school_phase_display() or "any phase",
        authority=group.local_authority.name if group.local_authority else "whole hub",
        year=group.project.stage.name,
        visits=group.visit_count,  # type: ignore[attr-defined]
        comments=group.comments,  # type: ignore[attr-defined]
        notes=group.notes,  # type: ignore[attr-defined]
    )


def voices_by(
    groups: Iterable[HeardGroup], of: Callable[[HeardGroup], str]
) -> list[Voices]:
    """The same groups put together by phase, local authority or year."""
    together: dict[str, list[HeardGroup]] = {}
    for each in groups:
        together.setdefault(of(each), []).append(each)
    return [
        Voices(
            label,
            len(found),
            sum(bool(each.visits) for each in found),
            sum(each.comments for each in found),
            sum(each.notes for each in found),
        )
        for label, found in sorted(together.items())
    ]
