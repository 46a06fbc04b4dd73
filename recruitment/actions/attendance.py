"""Attendance: marks, people who are not on the list, and two leads at once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from django.db import transaction

from recruitment import rules
from recruitment.actions.registrations import register_interest
from recruitment.choices import Mark, Source
from recruitment.errors import RegisterNotOpen
from recruitment.models import Attendance, Place
from recruitment.registration.keeping import Answers
from workgroups import audit
from workgroups.models import Session, User, WorkGroup


@dataclass(frozen=True)
class Clash:
    """Another lead changed this mark while the page was open; nothing was lost."""

    place_id: int
    theirs: str
    yours: str


@dataclass
class RegisterSaved:
    saved: int = 0
    clashes: list[Clash] = field(default_factory=list)


@transaction.atomic
def record_attendance(
    session: Session,
    marks: Mapping[int, str],
    *,
    seen: Mapping[int, str],
    by: User,
    at: datetime,
) -> RegisterSaved:
    """Save a register: `marks` by place id, `seen` the marks shown on the page.

    Only marks that this lead changed are written. If another lead has changed the same
    mark in the meantime, that mark stays and is returned as a clash. Locks the group,
    so the second of two leads sees what the first has saved. Raises RegisterNotOpen
    before the day of the session.
    """
    _check_open(session, at)
    WorkGroup.objects.select_for_update().get(pk=session.work_group_id)
    here = set(
        Place.objects.filter(
            work_group=session.work_group_id, pk__in=marks
        ).values_list("pk", flat=True)
    )
    now = dict(
        Attendance.objects.filter(session=session, place__in=here).values_list(
            "place_id", "mark"
        )
    )
    outcome = RegisterSaved()
    rows = []
    for place_id, mark in marks.items():
        before = seen.get(place_id, "")
        standing = now.get(place_id, "")
        if place_id not in here or mark in (before, standing):
            continue
        if standing != before:
            outcome.clashes.append(Clash(place_id, standing, mark))
            continue
        rows.append(
            Attendance(
                hub_id=session.hub_id,
                place_id=place_id,
                session=session,
                mark=Mark(mark),
                marked_by=by,
                marked_at=at,
            )
        )
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place", "session"],
        update_fields=["mark", "marked_by", "marked_at"],
    )
    outcome.saved = len(rows)
    if rows:
        audit.record("record_attendance", session, actor=by, fields=["mark"], at=at)
    return outcome


@transaction.atomic
def add_walk_in(
    session: Session,
    person: Mapping[str, str],
    *,
    school_name: str,
    by: User,
    at: datetime,
) -> Place:
    """Register a person who is not on the list and mark them as present.

    A person who is on it after all keeps that place and gets no email. Raises
    RegisterNotOpen before the day of the session.
    """
    _check_open(session, at)
    place = _place_here(session, person) or register_interest(
        session.work_group,
        Answers(participant=person, place={"school_name": school_name}),
        at=at,
        form_key=uuid4(),
        source=Source.WALK_IN,
        actor=by,
    )
    Attendance.objects.update_or_create(
        place=place,
        session=session,
        defaults={
            "hub_id": session.hub_id,
            "mark": Mark.PRESENT,
            "marked_by": by,
            "marked_at": at,
        },
    )
    audit.record("add_walk_in", place, actor=by, at=at)
    return place


def _check_open(session: Session, at: datetime) -> None:
    if not rules.register_is_open(session.on, at=at):
        raise RegisterNotOpen


def _place_here(session: Session, person: Mapping[str, str]) -> Place | None:
    """The person's place in the group; None if it has ended."""
    return (
        Place.objects.open_in_group()
        .filter(
            work_group=session.work_group_id,
            participant__email=person["email"],
            participant__first_name__iexact=person["first_name"],
            participant__last_name__iexact=person["last_name"],
        )
        .first()
    )
