"""Who else was in the room of a session, and the days that its leads gave."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from recruitment import rules
from recruitment.errors import RegisterClosed, RegisterNotOpen, SessionCalledOff
from recruitment.models import InTheRoom, LeadDays
from workgroups import audit, permissions
from workgroups.models import Session, User

#: Days and cost by kind of work; None where nothing was written.
Given = Mapping[str, tuple[Decimal | None, Decimal | None]]


@transaction.atomic
def add_to_room(
    session: Session, *, name: str, role: str, by: User, at: datetime
) -> InTheRoom:
    """Write down who was there besides the participants; once for each name.

    Raises SessionCalledOff, RegisterNotOpen before the day of the session, and
    RegisterClosed for a lead once the register has closed.
    """
    _check_open(session, by=by, at=at)
    values = {"role": role, "added_by": by, "added_at": at, "hub_id": session.hub_id}
    row, is_new = InTheRoom.objects.get_or_create(
        session=session, name=name, defaults=values
    )
    if is_new:
        audit.record("add_to_room", session, actor=by, fields=["name", "role"], at=at)
    return row


@transaction.atomic
def take_out_of_room(session: Session, name: str, *, by: User, at: datetime) -> None:
    """Take back that somebody was there. Raises as `add_to_room` does."""
    _check_open(session, by=by, at=at)
    gone, _ = InTheRoom.objects.filter(session=session, name=name).delete()
    if gone:
        audit.record("take_out_of_room", session, actor=by, fields=["name"], at=at)


def _check_open(session: Session, *, by: User, at: datetime) -> None:
    if session.called_off_at is not None:
        raise SessionCalledOff
    if not rules.register_is_open(session.on, at=at):
        raise RegisterNotOpen
    hub = session.work_group.hub
    if rules.register_is_closed(
        session.on, hub.register_days, at=at
    ) and not permissions.leads_hub(permissions.scope_of(by), hub.pk):
        raise RegisterClosed


@transaction.atomic
def note_lead_days(session: Session, given: Given, *, by: User, at: datetime) -> bool:
    """Keep the days of each kind of work; None removes them. True where it changed.

    Locks the session, so that two people of the office write one after the other.
    """
    Session.objects.select_for_update().filter(pk=session.pk).values_list("pk").get()
    rows = LeadDays.objects.filter(session=session)
    kept = {row.work: (row.days, row.cost) for row in rows}
    changed = {
        work: values
        for work, values in given.items()
        if values != kept.get(work, (None, None))
    }
    for work, (days, cost) in changed.items():
        if days is None:
            rows.filter(work=work).delete()
            continue
        values = {"days": days, "cost": cost, "noted_by": by, "noted_at": at}
        rows.update_or_create(
            session=session, work=work, defaults={**values, "hub_id": session.hub_id}
        )
    if changed:
        audit.record(
            "note_lead_days", session, actor=by, fields=["cost", "days"], at=at
        )
    return bool(changed)
