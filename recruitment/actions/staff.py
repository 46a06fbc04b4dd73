"""What hub staff do with places and groups: refuse, restore, move, cancel."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from recruitment import outbox, rules
from recruitment.actions.seats import (
    check_goes_on,
    fill_seats,
    has_free_seat,
    offer_end_of,
    why_no_seat,
)
from recruitment.actions.transitions import (
    create_place,
    lock_groups,
    lock_place,
    move_place,
    pencilled_in_after,
)
from recruitment.choices import OPEN_IN_GROUP, PlaceState
from recruitment.errors import NotAllowed
from recruitment.models import Place
from recruitment.registration import keeping
from workgroups.models import User, WorkGroup

#: States of the places that end when their group is cancelled.
ENDED_BY_CANCELLING = (*OPEN_IN_GROUP, PlaceState.PROVISIONAL)


@transaction.atomic
def put_on_waiting_list(place: Place, *, at: datetime, actor: User) -> Place:
    """Move a place to the waiting list; a second time changes nothing.

    Raises NotAllowed.
    """
    place = lock_place(place)
    if place.state == PlaceState.WAITING:
        return place
    event = move_place(place, to=PlaceState.WAITING, at=at, actor=actor)
    outbox.queue(
        "waiting_list", about=place, to=place.participant, occasion=event, at=at
    )
    return place


@transaction.atomic
def refuse_place(place: Place, *, at: datetime, actor: User, reason: str) -> Place:
    """Mark a person as not selected and email them, without the reason.

    Refusing again changes nothing. Raises NotAllowed, ReasonNeeded.
    """
    rules.check_reason(reason)
    place = lock_place(place)
    if place.state == PlaceState.NOT_SELECTED:
        return place
    event = move_place(
        place, to=PlaceState.NOT_SELECTED, at=at, actor=actor, reason=reason
    )
    outbox.queue(
        "place_not_selected",
        about=place,
        to=place.participant,
        occasion=event,
        at=at,
    )
    return place


@transaction.atomic
def restore_place(place: Place, *, at: datetime, actor: User, reason: str) -> Place:
    """Return a place that has ended to "interested"; it keeps its registration time.

    Raises NotAllowed, ReasonNeeded.
    """
    rules.check_reason(reason)
    place = lock_place(place)
    newer = (
        Place.objects.filter(
            participant=place.participant_id, work_group=place.work_group_id
        )
        .open_in_group()
        .exclude(pk=place.pk)
    )
    if newer.exists():
        raise NotAllowed("The same person has a newer place in this group.")
    move_place(place, to=PlaceState.INTERESTED, at=at, actor=actor, reason=reason)
    return place


@transaction.atomic
def move_to_group(
    place: Place, work_group: WorkGroup, *, at: datetime, actor: User, reason: str
) -> Place:
    """Replace a place by a new one in another group of the hub; return the new one.

    It keeps the registration time and the state, but an offered place waits if the new
    group is full, and a confirmed place moves only to a free seat. Both groups are
    locked in the order of their ids. Raises NotAllowed, PlaceClosed, ReasonNeeded.
    """
    rules.check_reason(reason)
    previous_group = place.work_group
    groups = lock_groups([place.work_group_id, work_group.pk])
    target = next(group for group in groups if group.pk == work_group.pk)
    place = lock_place(place)
    if place.work_group_id == target.pk or target.hub_id != place.hub_id:
        raise NotAllowed("Choose another group of the same hub.")
    if target.project.stage_id != place.stage_id:
        raise NotAllowed("That group is for another stage.")
    check_goes_on(target, at=at)
    state = _state_in(target, place, at=at)
    move_place(place, to=PlaceState.MOVED, at=at, actor=actor, reason=reason)
    ends = offer_end_of(target, at=at) if state == PlaceState.OFFERED else None
    successor, event = create_place(
        place.registration,
        stage=target.project.stage,
        start_year=target.start_year,
        work_group=target,
        state=state,
        at=at,
        actor=actor,
        reason=reason,
        registered_at=place.registered_at,
        priority=place.priority,
        offer_ends_at=ends,
        **keeping.moved_along(place),
    )
    place.moved_to = successor
    place.save(update_fields=["moved_to"])
    outbox.queue(
        "place_moved", about=successor, to=place.participant, occasion=event, at=at
    )
    fill_seats(previous_group, at=at)
    return successor


def _state_in(target: WorkGroup, place: Place, *, at: datetime) -> PlaceState:
    state = PlaceState(place.state)
    if state not in {PlaceState.OFFERED, PlaceState.CONFIRMED}:
        return state
    if not why_no_seat(target, place.school_id, at=at):
        return state
    if state == PlaceState.CONFIRMED:
        raise NotAllowed(_keeps_seat(target, at=at))
    return PlaceState.WAITING


def _keeps_seat(target: WorkGroup, *, at: datetime) -> str:
    """Why somebody with a secured place cannot move to a group without a seat."""
    if not has_free_seat(target, at=at):
        return "The new group is full, so the person keeps this seat."
    limit = rules.has_its_places(target.school_limit or 0)
    return f"The school {limit}, so the person keeps this seat."


@transaction.atomic
def close_group(work_group: WorkGroup, *, at: datetime) -> WorkGroup:
    """Mark a group as cancelled, so that nobody can join; its places stay."""
    (group,) = lock_groups([work_group.pk])
    group.cancelled_on = timezone.localdate(at)
    group.save(update_fields=["cancelled_on"])
    return group


@transaction.atomic
def cancel_place(place: Place, *, at: datetime, actor: User, reason: str) -> Place:
    """Cancel one place of a cancelled group and email its person.

    Raises NotAllowed, ReasonNeeded.
    """
    rules.check_reason(reason)
    cancelled = PlaceState.CANCELLED_BY_HUB
    locked = lock_place(place)
    event = move_place(locked, to=cancelled, at=at, actor=actor, reason=reason)
    for later in pencilled_in_after(locked):
        move_place(later, to=cancelled, at=at, actor=actor, reason=reason)
    outbox.queue(
        "place_cancelled", about=locked, to=locked.participant, occasion=event, at=at
    )
    return locked
