"""Record what a row of a bulk action changes, and hold the emails that it causes.

Transitions and the outbox ask here whether they run inside a bulk action.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from recruitment.choices import EmailState, PlaceState, RowResult
from recruitment.models import BulkAction, BulkActionRow, Place, PlaceEvent

#: Fields of a place that come back when a transition is taken back.
RESTORED = (
    "offer_ends_at",
    "clock_paused_at",
    "clock_paused_for",
    "end_reason_id",
    "moved_to_id",
    "work_group_id",
    "priority",
)

_current: ContextVar[BulkActionRow | None] = ContextVar("bulk_row", default=None)


@contextmanager
def part_of(row: BulkActionRow) -> Iterator[None]:
    """Inside, transitions are recorded with this row and emails are held."""
    token = _current.set(row)
    try:
        yield
    finally:
        _current.reset(token)


def current_action() -> BulkAction | None:
    row = _current.get()
    return None if row is None else row.bulk_action


def state_of_email(wanted: str) -> str:
    """The state of a new email: held instead of queued inside a bulk action."""
    is_held = current_action() is not None and wanted == EmailState.QUEUED
    return EmailState.HELD if is_held else wanted


def before(place: Place, at: datetime) -> dict[str, Any]:
    """What `record` keeps of a place; read it before the transition."""
    running = place.offer_ends_at is not None and place.offer_ends_at > at
    offered = place.state == PlaceState.OFFERED
    return {
        "from_state": place.state,
        "held_seat": place.state == PlaceState.CONFIRMED
        or (offered and (running or place.clock_paused_at is not None)),
        "before": {name: getattr(place, name) for name in RESTORED},
    }


def record(event: PlaceEvent, kept: dict[str, Any]) -> None:
    """Keep a transition with the row of the bulk action that runs, if one does."""
    row = _current.get()
    if row is None:
        return
    values = {"to_state": event.to_state, "event": event, **kept}
    values["result"] = RowResult.DONE
    if event.place_id == row.place_id and row.event_id is None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        return
    BulkActionRow.objects.create(
        bulk_action=row.bulk_action,
        hub_id=row.hub_id,
        place_id=event.place_id,
        origin=row,
        **values,
    )
