"""People who come to a session and are not on its attendance register."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from recruitment.actions import attendance
from recruitment.actions.registrations import register_interest
from recruitment.choices import OPEN_IN_GROUP, SECURED, Mark, RegistrationSource
from recruitment.errors import NotAllowed
from recruitment.models import Attendance, Place
from recruitment.queries import catch_ups
from recruitment.registration.keeping import Answers
from workgroups import audit, randomness
from workgroups.models import Session, User, WorkGroup


@transaction.atomic
def add_walk_in(
    session: Session,
    person: Mapping[str, str],
    *,
    school_name: str,
    by: User,
    reason: str = "",
    at: datetime,
) -> Place:
    """Register a person who is not on the attendance register, marked as present.

    A person who has a place in the group, or in another group of the same project,
    keeps it and gets no email. Everybody else is registered; after the group's last
    session nobody is offered a place by it. Raises RegisterNotOpen before the day of
    the session, SessionCalledOff; once the register has closed RegisterClosed, or
    WhySoLate for a hub lead without a `reason`.
    """
    reason = attendance.reason_to_keep(session, reason, by=by, at=at)
    place = (
        _place_of(person, work_group=session.work_group_id)
        or _place_of(
            person,
            work_group__project=session.work_group.project_id,
            hub=session.hub_id,
        )
        or register_interest(
            session.work_group,
            Answers(participant=person, place={"school_name": school_name}),
            at=at,
            form_key=randomness.new_uuid(),
            source=RegistrationSource.WALK_IN,
            actor=by,
        )
    )
    _mark_present(session, place, by=by, reason=reason, at=at)
    audit.record("add_walk_in", place, actor=by, reason=reason, at=at)
    return place


@transaction.atomic
def add_catch_up(
    session: Session, place: Place, *, by: User, reason: str = "", at: datetime
) -> Place:
    """Mark somebody of another group of the project as present.

    They keep their place and their seat, and the mark counts in their own group.
    Doing it again changes nothing. Raises NotAllowed where the place is not of the
    same hub and project, or has ended; and as `add_walk_in` does.
    """
    reason = attendance.reason_to_keep(session, reason, by=by, at=at)
    own = WorkGroup.objects.filter(pk=session.work_group_id)
    own.select_for_update().values_list("pk").get()
    if Attendance.objects.filter(place=place, session=session).exists():
        return place
    if not catch_ups.places_to_add(session).filter(pk=place.pk).exists():
        raise NotAllowed("They have no place in another group of this project.")
    _mark_present(session, place, by=by, reason=reason, at=at)
    audit.record("add_catch_up", place, actor=by, reason=reason, at=at)
    return place


def _mark_present(
    session: Session, place: Place, *, by: User, reason: str, at: datetime
) -> None:
    standing = Attendance.objects.filter(place=place, session=session)
    attendance.keep_former(standing, at=at)
    Attendance.objects.update_or_create(
        place=place,
        session=session,
        defaults={
            "hub_id": session.hub_id,
            "mark": Mark.PRESENT,
            "reason": reason,
            "marked_by": by,
            "marked_at": at,
        },
    )
    attendance.update_pauses({place.pk: place.state}, at=at)


def _place_of(person: Mapping[str, str], **where: Any) -> Place | None:
    """The person's open or secured place there, found by email address and name."""
    return (
        Place.objects.filter(
            state__in=[*OPEN_IN_GROUP, *SECURED],
            participant__email=person["email"],
            participant__first_name__iexact=person["first_name"],
            participant__last_name__iexact=person["last_name"],
            **where,
        )
        .order_by("pk")
        .first()
    )
