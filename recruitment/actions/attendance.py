"""Attendance: apologies, the marks of a register and adding people to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from recruitment import rules
from recruitment.actions.registrations import register_interest
from recruitment.choices import SECURED, Mark, RegistrationSource
from recruitment.errors import PlaceClosed, RegisterNotOpen, SessionBegun
from recruitment.models import Apology, Attendance, Place
from recruitment.registration.keeping import Answers
from workgroups import audit, randomness
from workgroups.models import Session, User, WorkGroup


def send_apologies(place: Place, session: Session, *, at: datetime) -> Apology:
    """Tell the lead before a session that a person cannot come to it.

    Sending it again changes nothing. Raises PlaceClosed, SessionBegun.
    """
    _check_may_answer(place, session, at)
    apology, _ = Apology.objects.get_or_create(
        place=place,
        session=session,
        defaults={"hub_id": session.hub_id, "sent_at": at},
    )
    return apology


def take_back_apologies(place: Place, session: Session, *, at: datetime) -> None:
    """Tell the lead that a person can come after all.

    Raises PlaceClosed, SessionBegun.
    """
    _check_may_answer(place, session, at)
    Apology.objects.filter(place=place, session=session).delete()


def _check_may_answer(place: Place, session: Session, at: datetime) -> None:
    """Only holders of a secured place answer, and only before the session begins."""
    if place.state not in SECURED or place.work_group_id != session.work_group_id:
        raise PlaceClosed("You have no secured place in this group.")
    if session.starts_at <= at:
        raise SessionBegun


@dataclass(frozen=True)
class MarkConflict:
    """A mark that another lead changed while the page was open; theirs is kept."""

    place_id: int
    theirs: str
    yours: str


@dataclass
class RegisterSaved:
    saved: int = 0  # number of marks written
    conflicts: list[MarkConflict] = field(default_factory=list)


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
    mark in the meantime, that mark stays and is returned as a conflict. Locks the
    group, so the second of two leads sees what the first has saved. Raises
    RegisterNotOpen before the day of the session.
    """
    _check_open(session, at)
    WorkGroup.objects.select_for_update().get(pk=session.work_group_id)
    own_places = set(
        Place.objects.filter(
            work_group=session.work_group_id, pk__in=marks
        ).values_list("pk", flat=True)
    )
    current = dict(
        Attendance.objects.filter(session=session, place__in=own_places).values_list(
            "place_id", "mark"
        )
    )
    result = RegisterSaved()
    rows = []
    for place_id, mark in marks.items():
        shown = seen.get(place_id, "")
        saved = current.get(place_id, "")
        if place_id not in own_places or mark in (shown, saved):
            continue
        if saved != shown:
            result.conflicts.append(MarkConflict(place_id, saved, mark))
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
    result.saved = len(rows)
    if rows:
        audit.record("record_attendance", session, actor=by, fields=["mark"], at=at)
    return result


@transaction.atomic
def add_walk_in(
    session: Session,
    person: Mapping[str, str],
    *,
    school_name: str,
    by: User,
    at: datetime,
) -> Place:
    """Register a person who is not on the attendance register, marked as present.

    A person who has an open place in the group already keeps it and gets no email.
    Raises RegisterNotOpen before the day of the session.
    """
    _check_open(session, at)
    place = _open_place(session, person) or register_interest(
        session.work_group,
        Answers(participant=person, place={"school_name": school_name}),
        at=at,
        form_key=randomness.new_uuid(),
        source=RegistrationSource.WALK_IN,
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


def _open_place(session: Session, person: Mapping[str, str]) -> Place | None:
    """The person's open place in the group, found by email address and name."""
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
