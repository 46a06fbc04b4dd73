"""Attendance: apologies, the marks of a register and adding people to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from recruitment import rules
from recruitment.actions.registrations import register_interest
from recruitment.actions.seats import restart_offer
from recruitment.choices import (
    OPEN_IN_GROUP,
    SECURED,
    Mark,
    PauseReason,
    PlaceState,
    RegistrationSource,
)
from recruitment.errors import (
    NoRoom,
    PlaceClosed,
    RegisterClosed,
    RegisterNotOpen,
    SessionBegun,
    SessionCalledOff,
    WhySoLate,
)
from recruitment.models import Apology, Attendance, FormerMark, Place
from recruitment.queries import other_groups
from recruitment.registration.keeping import Answers
from workgroups import audit, permissions, randomness
from workgroups.models import Session, User, WorkGroup


@transaction.atomic
def send_apologies(
    place: Place,
    session: Session,
    *,
    instead: Session | None = None,
    at: datetime,
) -> Apology:
    """Tell the lead before a session that a person cannot come to it.

    `instead` is the same session of another group, whose lead then expects them as a
    guest; its group is locked, so that no two guests take the last seat. Sending the
    same again changes nothing. Raises PlaceClosed, SessionBegun, NoRoom.
    """
    _check_may_answer(place, session, at)
    apology, _ = Apology.objects.get_or_create(
        place=place,
        session=session,
        defaults={"hub_id": session.hub_id, "sent_at": at},
    )
    if instead is not None and apology.instead_id != instead.pk:
        _check_room(session, instead, at)
        apology.instead = instead
        apology.save(update_fields=["instead"])
    return apology


def _check_room(session: Session, instead: Session, at: datetime) -> None:
    own = WorkGroup.objects.filter(pk=instead.work_group_id)
    own.select_for_update().values_list("pk").get()
    offered = other_groups.with_room(session, at=at)
    if instead.pk not in {each.session.pk for each in offered}:
        raise NoRoom


def take_back_apologies(place: Place, session: Session, *, at: datetime) -> None:
    """Tell the lead that a person can come after all.

    Raises PlaceClosed, SessionBegun.
    """
    _check_may_answer(place, session, at)
    Apology.objects.filter(place=place, session=session).delete()


def _check_may_answer(place: Place, session: Session, at: datetime) -> None:
    """Only holders of a secured place answer, and only before the session begins."""
    if session.called_off_at is not None:
        raise SessionCalledOff("This session was called off.")
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
    reason: str = "",
    at: datetime,
) -> RegisterSaved:
    """Save a register: `marks` by place id, `seen` the marks shown on the page.

    Only marks that this lead changed are written. If another lead has changed the same
    mark in the meantime, that mark stays and is returned as a conflict. Locks the
    group, so the second of two leads sees what the first has saved. Raises
    RegisterNotOpen before the day of the session, SessionCalledOff; once the register
    has closed RegisterClosed, or WhySoLate for a hub lead without a `reason`.
    """
    reason = _reason_to_keep(session, reason, by=by, at=at)
    own = WorkGroup.objects.filter(pk=session.work_group_id)
    own.select_for_update().values_list("pk").get()
    marked = Attendance.objects.filter(session=session, place__in=marks)
    current = {each.place_id: each for each in marked}
    states = _states_by_place(session, marks, current)
    result, changed = RegisterSaved(), {}
    for place_id, mark in marks.items():
        row, shown = current.get(place_id), seen.get(place_id, "")
        saved = row.mark if row else ""
        if place_id not in states or mark in (shown, saved):
            continue
        if saved != shown:
            result.conflicts.append(MarkConflict(place_id, saved, mark))
        else:
            changed[place_id] = Mark(mark)
    _keep_former([current[pk] for pk in changed if pk in current], at=at)
    result.saved = _save_marks(session, changed, by=by, reason=reason, at=at)
    if changed:
        _update_pauses({pk: states[pk] for pk in changed}, at=at)
        audit.record(
            "record_attendance",
            session,
            actor=by,
            fields=["mark"],
            reason=reason,
            at=at,
        )
    return result


def _states_by_place(
    session: Session, marks: Iterable[int], current: Iterable[int]
) -> dict[int, str]:
    """The places that may be marked: the group's own, marked ones and guests'.

    Raises SessionCalledOff. It is read under the lock, because the session may have
    been called off in the meantime.
    """
    off = Session.objects.filter(pk=session.pk).exclude(called_off_at=None)
    guests = other_groups.guest_places(session).values("pk")
    own = Q(work_group=session.work_group_id)
    found = list(
        Place.objects.filter(
            own | Q(pk__in=list(current)) | Q(pk__in=guests), pk__in=marks
        ).values_list("pk", "state", Exists(off))
    )
    if any(is_off for _, _, is_off in found):
        raise SessionCalledOff
    return {pk: state for pk, state, _ in found}


def _keep_former(rows: Iterable[Attendance], *, at: datetime) -> None:
    """Keep marks as they stand, because they are about to be replaced."""
    former = [
        FormerMark(
            hub_id=each.hub_id,
            place_id=each.place_id,
            session_id=each.session_id,
            mark=each.mark,
            deputy=each.deputy,
            note=each.note,
            reason=each.reason,
            marked_by_id=each.marked_by_id,
            marked_at=each.marked_at,
            replaced_at=at,
        )
        for each in rows
    ]
    if former:
        FormerMark.objects.bulk_create(former)


def _save_marks(
    session: Session,
    changed: Mapping[int, Mark],
    *,
    by: User,
    reason: str,
    at: datetime,
) -> int:
    """Write marks by place id, over those that are there; return how many."""
    rows = [
        Attendance(
            hub_id=session.hub_id,
            place_id=place_id,
            session=session,
            mark=mark,
            reason=reason,
            marked_by=by,
            marked_at=at,
        )
        for place_id, mark in changed.items()
    ]
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place", "session"],
        update_fields=["mark", "reason", "marked_by", "marked_at"],
    )
    return len(rows)


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
    reason = _reason_to_keep(session, reason, by=by, at=at)
    place = (
        _place_of(person, work_group=session.work_group_id)
        or _place_of(person, work_group__project=session.work_group.project_id)
        or register_interest(
            session.work_group,
            Answers(participant=person, place={"school_name": school_name}),
            at=at,
            form_key=randomness.new_uuid(),
            source=RegistrationSource.WALK_IN,
            actor=by,
        )
    )
    _keep_former(Attendance.objects.filter(place=place, session=session), at=at)
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
    _update_pauses({place.pk: place.state}, at=at)
    audit.record("add_walk_in", place, actor=by, reason=reason, at=at)
    return place


def _update_pauses(states: Mapping[int, str], *, at: datetime) -> None:
    """Stop the clock of offers to people who came to a session, and start it again.

    Nobody who sat in the room loses the place meanwhile. Where a mark was a mistake,
    the offer begins anew. `states` is by place id.
    """
    ids = [pk for pk, state in states.items() if state == PlaceState.OFFERED]
    if not ids:
        return
    offered = Place.objects.filter(pk__in=ids, state=PlaceState.OFFERED)
    came = Attendance.objects.filter(place=OuterRef("pk")).present()
    offered.filter(Exists(came)).exclude(clock_paused_for=PauseReason.CAME).update(
        clock_paused_at=at, clock_paused_for=PauseReason.CAME
    )
    mistaken = offered.paused(PauseReason.CAME).exclude(Exists(came))
    for place in mistaken.select_related("work_group__hub"):
        restart_offer(place, at=at)


def _reason_to_keep(session: Session, reason: str, *, by: User, at: datetime) -> str:
    """The reason for a change once the register has closed; before that "".

    Raises SessionCalledOff, RegisterNotOpen, RegisterClosed, WhySoLate.
    """
    if session.called_off_at is not None:
        raise SessionCalledOff
    if not rules.register_is_open(session.on, at=at):
        raise RegisterNotOpen
    hub = session.work_group.hub
    if not rules.register_is_closed(session.on, hub.register_days, at=at):
        return ""
    if not permissions.leads_hub(permissions.scope_of(by), hub.pk):
        raise RegisterClosed
    if not reason.strip():
        raise WhySoLate
    return reason.strip()


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
