"""Take people who go on into the groups of next year.

A person is asked to confirm where the group has a seat, waits before every newcomer
where it has none, and stays pencilled in while its dates are not settled.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from recruitment import outbox, rules
from recruitment.actions.seats import check_goes_on, offer_end_of, why_no_seat
from recruitment.actions.transitions import (
    create_place,
    keep_state,
    lock_groups,
    lock_place,
    move_place,
)
from recruitment.choices import PlaceState
from recruitment.errors import NotAllowed
from recruitment.models import Place, PlaceEvent
from recruitment.registration import keeping
from workgroups import audit
from workgroups.models import User, WorkGroup

#: The email that follows from each state in the group of next year.
WRITTEN = {
    PlaceState.PROVISIONAL: "asked_about_next_year",
    PlaceState.OFFERED: "next_year_offered",
    PlaceState.WAITING: "waiting_list",
}


@transaction.atomic
def roll_over_place(
    place: Place, work_group: WorkGroup, *, at: datetime, actor: User, reason: str = ""
) -> Place:
    """Put a place that is pencilled in, or was put off, into a group of next year.

    Both groups are locked in the order of their ids. A place that was put off stays as
    it is, so that the figures of its year stay; it points to a new one. A second time
    changes nothing. Returns the place of next year. Raises NotAllowed, PlaceClosed.
    """
    groups = lock_groups([place.work_group_id, work_group.pk])
    target = next(group for group in groups if group.pk == work_group.pk)
    place = lock_place(place)
    _check(place, target)
    check_goes_on(target, at=at)
    state, changes = _state_in(target, place, at=at)
    if place.state == PlaceState.DEFERRED:
        event = _bring_back(place, state, changes, at=at, actor=actor, reason=reason)
    elif state != PlaceState.PROVISIONAL:
        changes.setdefault("priority", rules.GOING_ON)
        event = move_place(
            place, to=state, at=at, actor=actor, reason=reason, **changes
        )
    elif place.work_group_id == target.pk:
        return place
    else:
        event = keep_state(place, at=at, actor=actor, reason=reason, **changes)
        audit.record("put_into_group", place, actor=actor, fields=["work_group"], at=at)
    kind, to = WRITTEN[state], place.participant
    outbox.queue(kind, about=event.place, to=to, occasion=event, at=at)
    return event.place


def _check(place: Any, target: Any) -> None:
    why = rules.why_not_rolled_over(
        place.state,
        is_back=place.moved_to_id is not None,
        is_there=False,
        dates_confirmed=target.dates_confirmed,
    )
    if why:
        raise NotAllowed(why)
    if target.hub_id != place.hub_id:
        raise NotAllowed("Choose a group of the same hub.")
    if target.project.stage_id != place.stage_id:
        raise NotAllowed("That group is for another stage.")
    is_later = target.start_year > place.start_year
    is_same = target.start_year == place.start_year
    if not (is_later if place.state == PlaceState.DEFERRED else is_same):
        raise NotAllowed("That group is of another year.")


def _state_in(
    target: Any, place: Any, *, at: datetime
) -> tuple[PlaceState, dict[str, Any]]:
    """The state that a locked group allows, and the other fields that it needs."""
    changes: dict[str, Any] = {"work_group": target}
    if not target.dates_confirmed:
        return PlaceState.PROVISIONAL, changes
    if why_no_seat(target, place.school_id, at=at):
        return PlaceState.WAITING, changes
    return PlaceState.OFFERED, {**changes, "offer_ends_at": offer_end_of(target, at=at)}


def _bring_back(
    place: Any,
    state: PlaceState,
    changes: dict[str, Any],
    *,
    at: datetime,
    actor: User,
    reason: str,
) -> PlaceEvent:
    """Open a place of next year for one that was put off, and return its event."""
    target = changes["work_group"]
    back, event = create_place(
        place.registration,
        stage=place.stage,
        start_year=target.start_year,
        state=state,
        at=at,
        actor=actor,
        reason=reason,
        registered_at=place.registered_at,
        priority=rules.COMING_BACK,
        **changes,
        **keeping.next_year_too(place),
    )
    keep_state(place, at=at, actor=actor, reason=reason, moved_to=back)
    audit.record("bring_back", place, actor=actor, fields=["moved_to"], at=at)
    return event
