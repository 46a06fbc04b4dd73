"""The state machine of a place: locks, the first state and every transition.

Locks are taken in one order, which avoids deadlocks: work groups by id, then the
participant, then the place. The place is read again after the lock. `create_place` and
`move_place` write the state with its PlaceEvent; no other function writes a state.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce

from recruitment import holding, rules
from recruitment.choices import MAY_LACK_GROUP, SECURED, PlaceState
from recruitment.errors import NotAllowed
from recruitment.models import Participant, Place, PlaceEvent, Registration
from workgroups import audit
from workgroups.models import Stage, User, WorkGroup
from workgroups.querysets import prepared

#: States of rivals that a confirmation withdraws.
OPEN_RIVALS = (PlaceState.INTERESTED, PlaceState.WAITING, PlaceState.OFFERED)

#: Fields of a place that is not offered.
NO_OFFER = {"offer_ends_at": None, "clock_paused_at": None, "clock_paused_for": ""}


def lock_place(place: Place, *, proved_at: datetime | None = None) -> Place:
    """Lock a place and its rivals; returns the place as it is after the lock.

    `proved_at` also says that the person acts through their email, so that it proves
    their address; the first such time is kept.

    Rivals are the person's other open or secured places of the same programme and
    year. They are set as `rivals` on the returned place. Their groups and the
    participant are locked before. The locks let other transactions add rows that point
    to these: a bulk action that is being kept would otherwise end in a deadlock.
    """
    own = Place.objects.filter(_own_and_rivals(place)).order_by()
    locked_groups = set(
        WorkGroup.objects.select_for_update(no_key=True)
        .filter(pk__in=own.values("work_group"))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    person = Participant.objects.filter(pk=place.participant_id)
    if proved_at is None:
        person.select_for_update(no_key=True).get()
    else:  # an update locks the row as well
        person.update(address_proved_at=Coalesce("address_proved_at", Value(proved_at)))
    found = {row.pk: row for row in _locked_places().filter(_own_and_rivals(place))}
    locked = found.pop(place.pk)
    groups = {row.work_group_id for row in [locked, *found.values()]} - {None}
    # another request changed the rivals between the two reads
    if not groups <= locked_groups:
        return lock_place(locked, proved_at=proved_at)
    locked.rivals = list(found.values())
    return locked


def lock_groups(ids: Iterable[int | None]) -> list[WorkGroup]:
    """Lock groups in the order of their ids and return them in that order."""
    wanted = sorted({pk for pk in ids if pk is not None})
    if not wanted:
        return []
    return list(
        _locked_groups()
        .select_related("hub", "project__stage__programme")
        .filter(pk__in=wanted)
        .order_by("pk")
    )


def pencilled_in_after(place: Place, *states: PlaceState) -> Iterable[Place]:
    """The places of the same registration that are pencilled in for later years.

    With `states`, its later places in one of these.
    """
    return Place.objects.filter(
        registration=place.registration_id,
        start_year__gt=place.start_year,
        state__in=states or (PlaceState.PROVISIONAL,),
        moved_to=None,
    )


def lock_group(work_group: WorkGroup) -> WorkGroup:
    """Lock one group and return it as it is after the lock.

    Its hub and its project are those that were read with `work_group` before.
    """
    locked: WorkGroup = _locked_groups().get(pk=work_group.pk)
    locked.hub, locked.project = work_group.hub, work_group.project
    return locked


def create_place(
    registration: Registration,
    *,
    stage: Stage,
    start_year: int,
    work_group: WorkGroup | None,
    state: PlaceState,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    **answers: Any,
) -> tuple[Place, PlaceEvent]:
    """Create a place with its first event.

    Copies hub, programme and `one_per_year` to the place, because constraints use
    them.
    """
    place = Place.objects.create(
        registration=registration,
        participant_id=registration.participant_id,
        hub_id=registration.hub_id,
        programme_id=registration.programme_id,
        one_per_year=registration.programme.one_per_year,
        stage=stage,
        start_year=start_year,
        work_group=work_group,
        state=state,
        **{"registered_at": registration.registered_at, **answers},
    )
    event = _write_event(place, "", at=at, actor=actor, reason=reason)
    holding.record(event, {})
    return place, event


def _write_event(
    place: Place, from_state: str, *, at: datetime, actor: User | None, reason: str
) -> PlaceEvent:
    """Record the transition of a place to the state that it has now."""
    return PlaceEvent.objects.create(
        place=place,
        hub_id=place.hub_id,
        from_state=from_state,
        to_state=place.state,
        at=at,
        actor=actor,
        reason=reason,
    )


def move_place(
    place: Place,
    *,
    to: PlaceState,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    **changes: Any,
) -> PlaceEvent:
    """Make one transition of a locked place: save its state and its event.

    A transition by an `actor` is also written to the audit log. `changes` are other
    fields to set. Raises NotAllowed where the state machine has no such transition,
    where the new state needs a work group and the place has none, and where it would
    restore the place of somebody whose details were deleted.
    """
    rules.check_transition(place.state, to)
    if to == PlaceState.INTERESTED and place.participant.erased_at is not None:
        raise NotAllowed("The details of this person were deleted.")
    has_group = place.work_group_id is not None or changes.get("work_group")
    if not has_group and to not in MAY_LACK_GROUP:
        raise NotAllowed("This place has no work group yet, so that cannot be done.")
    before, kept = place.state, holding.before(place, at)
    place.state = to
    if to != PlaceState.OFFERED:
        changes = {**NO_OFFER, **changes}
    for name, value in changes.items():
        setattr(place, name, value)
    place.save(update_fields=["state", *changes])
    if actor is not None:
        audit.record(f"place_{to}", place, actor=actor, fields=["state"], at=at)
    event = _write_event(place, before, at=at, actor=actor, reason=reason)
    holding.record(event, kept)
    return event


def keep_state(
    place: Place, *, at: datetime, actor: User, reason: str, **changes: Any
) -> PlaceEvent:
    """Change other fields of a locked place, with an event that keeps its state.

    So a place is put into a group of next year, and taking that back finds what it was.
    """
    kept = holding.before(place, at)
    for name, value in changes.items():
        setattr(place, name, value)
    place.save(update_fields=list(changes))
    event = _write_event(place, place.state, at=at, actor=actor, reason=reason)
    holding.record(event, kept)
    return event


def take_back_transition(
    place: Place, *, to: str, at: datetime, actor: User, **changes: Any
) -> PlaceEvent:
    """Give a locked place the state that it had before a transition by mistake.

    The state machine has no such transition, so `move_place` refuses it.
    """
    before = place.state
    place.state = to
    for name, value in changes.items():
        setattr(place, name, value)
    place.save(update_fields=["state", *changes])
    audit.record("taken_back", place, actor=actor, fields=["state"], at=at)
    return _write_event(place, before, at=at, actor=actor, reason="taken back")


def _own_and_rivals(place: Place) -> Q:
    """The place and its rivals, found by the person's id, which has an index."""
    rival = Q(
        programme_id=place.programme_id,
        start_year=place.start_year,
        state__in=[*OPEN_RIVALS, *SECURED],
    )
    return Q(participant_id=place.participant_id) & (Q(pk=place.pk) | rival)


@prepared
def _locked_places() -> QuerySet[Place]:
    """Places to lock, in the order of their ids, with all that an act reads of them."""
    return (
        Place.objects.with_change()
        .select_for_update(of=("self",), no_key=True)
        .select_related(
            "participant", "work_group__hub", "stage", "registration__programme"
        )
        .order_by("pk")
    )


@prepared
def _locked_groups() -> QuerySet[WorkGroup]:
    return WorkGroup.objects.with_session_days().select_for_update(
        of=("self",), no_key=True
    )
