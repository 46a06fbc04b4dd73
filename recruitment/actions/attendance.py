"""Attendance: the marks of a register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from recruitment import rules
from recruitment.actions.seats import restart_offer
from recruitment.choices import (
    PauseReason,
    PlaceState,
)
from recruitment.errors import (
    RegisterClosed,
    RegisterNotOpen,
    SessionCalledOff,
    WhySoLate,
)
from recruitment.models import Attendance, FormerMark, Place
from recruitment.queries import other_groups
from workgroups import audit, permissions
from workgroups.models import Session, User, WorkGroup


@dataclass(frozen=True)
class MarkConflict:
    """What another lead changed while the page was open; theirs is kept."""

    place_id: int
    theirs: str
    yours: str
    name: str = "mark"  # the field: mark, deputy or note


@dataclass
class RegisterSaved:
    saved: int = 0  # number of marks written
    conflicts: list[MarkConflict] = field(default_factory=list)
    #: Places with words and without a mark, whose words are not saved.
    unmarked: list[int] = field(default_factory=list)


#: What is posted of each place, by field: mark, deputy and note.
Fields = dict[int, dict[str, str]]
Beside = Mapping[int, Mapping[str, str]]
NOTHING: Beside = MappingProxyType({})


@transaction.atomic
def record_attendance(
    session: Session,
    marks: Mapping[int, str],
    *,
    seen: Mapping[int, str],
    beside: Beside = NOTHING,
    seen_beside: Beside = NOTHING,
    by: User,
    reason: str = "",
    at: datetime,
) -> RegisterSaved:
    """Save a register: `marks` by place id, `seen` the marks shown on the page.

    `beside` are the deputy and the note of each place, kept with its mark;
    `seen_beside` the shown ones. Only what this lead changed is written. If another
    lead has changed the same in the meantime, it stays and is returned as a conflict.
    Locks the group, so the second of two leads sees what the first has saved. Raises
    RegisterNotOpen before the day of the session, SessionCalledOff; once the register
    has closed RegisterClosed, or WhySoLate for a hub lead without a `reason`.
    """
    reason = reason_to_keep(session, reason, by=by, at=at)
    own = WorkGroup.objects.filter(pk=session.work_group_id)
    own.select_for_update().values_list("pk").get()
    wanted, shown = _by_field(marks, beside), _by_field(seen, seen_beside)
    marked = Attendance.objects.filter(session=session, place__in=list(wanted))
    current = {each.place_id: each for each in marked}
    states = _states_by_place(session, wanted, current)
    result, changed = _compare(
        {pk: fields for pk, fields in wanted.items() if pk in states}, shown, current
    )
    keep_former([current[pk] for pk in changed if pk in current], at=at)
    rows = [
        _changed_row(session, pk, current.get(pk), fields)
        for pk, fields in changed.items()
    ]
    result.saved = _save_marks(rows, by=by, reason=reason, at=at)
    if changed:
        update_pauses({pk: states[pk] for pk in changed}, at=at)
        audit.record(
            "record_attendance",
            session,
            actor=by,
            fields=sorted({name for fields in changed.values() for name in fields}),
            reason=reason,
            at=at,
        )
    return result


def _by_field(marks: Mapping[int, str], beside: Beside) -> Fields:
    found: Fields = {pk: dict(words) for pk, words in beside.items()}
    for pk, mark in marks.items():
        found.setdefault(pk, {})["mark"] = mark
    return found


def _compare(
    wanted: Fields, shown: Fields, current: Mapping[int, Attendance]
) -> tuple[RegisterSaved, Fields]:
    """What to write, by place and field, and what is not written."""
    result, changed = RegisterSaved(), {}
    for pk, fields in wanted.items():
        row, new = current.get(pk), {}
        for name, value in fields.items():
            was, saved = shown.get(pk, {}).get(name, ""), getattr(row, name, "")
            if value in (was, saved):
                continue
            if was != saved:
                result.conflicts.append(MarkConflict(pk, saved, value, name))
            else:
                new[name] = value
        if new and row is None and "mark" not in new:
            result.unmarked.append(pk)
        elif new:
            changed[pk] = new
    return result, changed


def _changed_row(
    session: Session, place_id: int, row: Attendance | None, fields: Mapping[str, str]
) -> Attendance:
    """A place's row as it is to be saved; what is not in `fields` stays."""
    kept = {name: getattr(row, name, "") for name in ("mark", "deputy", "note")}
    return Attendance(
        hub_id=session.hub_id, place_id=place_id, session=session, **{**kept, **fields}
    )


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


def keep_former(rows: Iterable[Attendance], *, at: datetime) -> None:
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


def _save_marks(rows: list[Attendance], *, by: User, reason: str, at: datetime) -> int:
    """Write marks over those that are there; return how many."""
    for row in rows:
        row.reason, row.marked_by, row.marked_at = reason, by, at
    Attendance.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["place", "session"],
        update_fields=["mark", "deputy", "note", "reason", "marked_by", "marked_at"],
    )
    return len(rows)


def update_pauses(states: Mapping[int, str], *, at: datetime) -> None:
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


def reason_to_keep(session: Session, reason: str, *, by: User, at: datetime) -> str:
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
