"""Every step of a place on its ladder. State changes here and nowhere else.

One function writes a step: `move_place` checks it, writes the state and its
PlaceEvent. The verbs around it take the locks (work groups by id, then the
participant, then the place, read again after the lock) and write the letters.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from recruitment import outbox, rules
from recruitment.choices import EndReason, PlaceState
from recruitment.errors import AlreadySecured, PlaceClosed, ReasonNeeded
from recruitment.models import Participant, Place, PlaceEvent, Registration
from workgroups import audit
from workgroups.models import Session, Stage, User, WorkGroup


def lock_place(place: Place) -> Place:
    """The place, locked after its group, its rivals' groups and its participant.

    It comes back with `rivals`: the same person's other open or secured places of
    the programme and year, locked as well.
    """
    here = Q(pk=place.work_group_id) | Q(
        pk__in=_rivals(place).order_by().values("work_group")
    )
    locked_groups = set(
        WorkGroup.objects.select_for_update()
        .filter(here)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Participant.objects.select_for_update().get(pk=place.participant_id)
    rows = (
        Place.objects.select_for_update(of=("self",))
        .select_related(
            "participant", "work_group__hub", "stage", "registration__programme"
        )
        .filter(Q(pk=place.pk) | Q(pk__in=_rivals(place).order_by().values("pk")))
        .order_by("pk")
    )
    found = {row.pk: row for row in rows}
    locked = found.pop(place.pk)
    groups = {row.work_group_id for row in [locked, *found.values()]} - {None}
    if not groups <= locked_groups:  # moved, or asked again, between the reads
        return lock_place(locked)
    locked.rivals = list(found.values())
    return locked


def lock_groups(ids: Iterable[int | None]) -> list[WorkGroup]:
    """The groups, locked in the order of their ids, so that nobody waits in a ring."""
    wanted = sorted({pk for pk in ids if pk is not None})
    if not wanted:
        return []
    return list(
        WorkGroup.objects.select_for_update(of=("self",))
        .select_related("hub", "project__stage__programme")
        .filter(pk__in=wanted)
        .order_by("pk")
    )


def begin_place(
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
    """A new place on the ladder, with its first step.

    What constraints read (hub, programme, year) is copied here.
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
    event = PlaceEvent.objects.create(
        place=place,
        hub_id=place.hub_id,
        to_state=state,
        at=at,
        actor=actor,
        reason=reason,
    )
    return place, event


def move_place(
    place: Place,
    *,
    to: PlaceState,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    **changes: Any,
) -> PlaceEvent:
    """One step of a locked place: the state, its event, and the record of the act.

    Raises NotAllowed where the ladder has no such step.
    """
    rules.check_move(place.state, to)
    before = place.state
    place.state = to
    if to != PlaceState.OFFERED:
        changes = {"offer_ends_at": None, "clock_paused_at": None, **changes}
    for name, value in changes.items():
        setattr(place, name, value)
    place.save(update_fields=["state", *changes])
    if actor is not None:
        audit.record(f"place_{to}", place, actor=actor, fields=["state"], at=at)
    return PlaceEvent.objects.create(
        place=place,
        hub_id=place.hub_id,
        from_state=before,
        to_state=to,
        at=at,
        actor=actor,
        reason=reason,
    )


@transaction.atomic
def offer_place(
    place: Place,
    *,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    beyond_capacity: bool = False,
) -> Place:
    """Ask a person to confirm; the clock of the offer starts.

    Beyond the group's capacity only with a reason. Offering again changes nothing.
    Raises NotAllowed, PlaceClosed, ReasonNeeded.
    """
    place = lock_place(place)
    if place.state == PlaceState.OFFERED:
        return place
    if place.work_group is None or not place.work_group.dates_confirmed:
        raise PlaceClosed(
            "Nobody can be asked to confirm while the group's dates are open."
        )
    if not has_seat(place.work_group, at=at):
        if not beyond_capacity:
            raise PlaceClosed("The group is full. Offer beyond its capacity?")
        if not reason:
            raise ReasonNeeded
    give_offer(place, at=at, actor=actor, reason=reason)
    return place


def give_offer(
    place: Place, *, at: datetime, actor: User | None = None, reason: str = ""
) -> PlaceEvent:
    """The step to an offer, for a place whose group is locked and has a seat."""
    waited = place.state == PlaceState.WAITING
    event = move_place(
        place,
        to=PlaceState.OFFERED,
        at=at,
        actor=actor,
        reason=reason,
        offer_ends_at=offer_end_of(place.work_group, at=at),
    )
    kind = "seat_offered" if waited else "asked_to_confirm"
    outbox.queue(kind, about=place, to=place.participant, occasion=event, at=at)
    return event


def offer_end_of(work_group: Any, *, at: datetime) -> datetime:
    coming = (
        Session.objects.filter(work_group=work_group, starts_at__gt=at)
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    return rules.offer_end(
        at,
        working_days=work_group.hub.offer_working_days,
        closed_weeks=work_group.hub.closed_weeks,
        next_session_at=coming,
    )


def has_seat(work_group: WorkGroup, *, at: datetime) -> bool:
    """Whether a locked group has a seat; always counted, never stored."""
    if work_group.capacity is None:
        return True
    in_use = Place.objects.filter(work_group=work_group).in_use(at).count()
    return rules.seats_left(work_group.capacity, in_use) != 0


@transaction.atomic
def confirm_place(place: Place, *, at: datetime) -> Place:
    """Secure the place that was offered.

    Its group, its rivals' groups, the participant and the place are locked in that
    order, so a confirmation and the lapsing of the same offer cannot both win.
    Confirming again returns the place as it is and writes no second letter.

    Source: NCP 24-31 project page, "Sessions": a place is secured only once
    attendance is confirmed.
    Raises AlreadySecured, OfferLapsed, PlaceClosed.
    """
    place = lock_place(place)  # reads again after the lock: it may have moved
    if place.state == PlaceState.CONFIRMED:
        return place
    rules.check_confirmable(
        place.state,
        place.offer_ends_at,
        paused=place.clock_paused_at is not None,
        at=at,
    )
    if place.one_per_year and any(_is_secured(rival) for rival in place.rivals):
        raise AlreadySecured
    event = move_place(place, to=PlaceState.CONFIRMED, at=at)
    close_rivals(place, at=at)
    reserve_next_stage(place, at=at)
    outbox.queue(
        "place_confirmed", about=place, to=place.participant, occasion=event, at=at
    )
    tell_mentors(place, event, at=at)
    return place


def _rivals(place: Place) -> Any:
    """The same person's other places of the programme and year that are still open."""
    return Place.objects.filter(
        participant_id=place.participant_id,
        programme_id=place.programme_id,
        start_year=place.start_year,
        state__in=[*_OPEN_RIVALS, *_SECURED_RIVALS],
    ).exclude(pk=place.pk)


_OPEN_RIVALS = (PlaceState.INTERESTED, PlaceState.WAITING, PlaceState.OFFERED)
_SECURED_RIVALS = (
    PlaceState.CONFIRMED,
    PlaceState.COMPLETED,
    PlaceState.NOT_COMPLETED,
)


def _is_secured(place: Place) -> bool:
    return place.state in _SECURED_RIVALS


def close_rivals(place: Place, *, at: datetime) -> None:
    """Withdraw the person's other open asks; the same letter says so."""
    if not place.one_per_year:
        return
    for rival in place.rivals:
        if rival.state in _OPEN_RIVALS:
            held_a_seat = rival.state == PlaceState.OFFERED
            move_place(
                rival,
                to=PlaceState.WITHDRAWN,
                at=at,
                reason=EndReason.CHOSE_ANOTHER.label,
                end_reason=EndReason.CHOSE_ANOTHER,
            )
            if held_a_seat and rival.work_group is not None:
                fill_seats(rival.work_group, at=at)


def reserve_next_stage(place: Place, *, at: datetime) -> Place | None:
    """Pencil in next year, where the person registered for both years.

    None where the programme has no later stage, or a place there stands already.
    """
    registration = place.registration
    if not registration.both_years:
        return None
    there = Place.objects.filter(registration=registration, stage=OuterRef("pk"))
    later = (
        Stage.objects.filter(programme=place.programme_id, order__gt=place.stage.order)
        .annotate(is_reserved=Exists(there))
        .order_by("order")
        .first()
    )
    if later is None or later.is_reserved:
        return None
    reserved, _ = begin_place(
        registration,
        stage=later,
        start_year=place.start_year + 1,
        work_group=None,
        state=PlaceState.PROVISIONAL,
        at=at,
        school_id=place.school_id,
        school_name=place.school_name,
        works_in_school=place.works_in_school,
    )
    return reserved


def tell_mentors(place: Place, event: PlaceEvent, *, at: datetime) -> None:
    """Write to the mentors of a person whose place is now secured, once each."""
    running = place.participant.mentorships.filter(until_on=None)
    for mentorship in running.select_related("mentor"):
        if mentorship.mentor.reachable:
            outbox.queue(
                "mentor_told",
                about=mentorship,
                to=mentorship.mentor,
                occasion=event,
                at=at,
            )


@transaction.atomic
def decline_place(
    place: Place, *, at: datetime, reason: str = "", end_reason: str = ""
) -> Place:
    """No, thank you; the seat goes to the next person. Repeating changes nothing."""
    place = lock_place(place)
    if place.state == PlaceState.DECLINED:
        return place
    event = move_place(
        place, to=PlaceState.DECLINED, at=at, reason=reason, end_reason=end_reason
    )
    outbox.queue(
        "place_declined", about=place, to=place.participant, occasion=event, at=at
    )
    fill_seats(place.work_group, at=at)
    return place


@transaction.atomic
def withdraw_place(
    place: Place,
    *,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    end_reason: str = "",
    next_year_too: bool = True,
) -> Place:
    """Leave a group, and by default next year's pencilled-in place with it."""
    place = lock_place(place)
    if place.state == PlaceState.WITHDRAWN:
        return place
    event = move_place(
        place,
        to=PlaceState.WITHDRAWN,
        at=at,
        actor=actor,
        reason=reason,
        end_reason=end_reason,
    )
    if next_year_too:
        _withdraw_next_year(place, at=at, actor=actor)
    outbox.queue(
        "place_withdrawn", about=place, to=place.participant, occasion=event, at=at
    )
    if place.work_group is not None:
        fill_seats(place.work_group, at=at)
    return place


def _withdraw_next_year(place: Place, *, at: datetime, actor: User | None) -> None:
    pencilled = Place.objects.filter(
        registration=place.registration_id,
        start_year__gt=place.start_year,
        state=PlaceState.PROVISIONAL,
    )
    for later in pencilled:
        move_place(
            later,
            to=PlaceState.WITHDRAWN,
            at=at,
            actor=actor,
            end_reason=EndReason.FIRST_YEAR_ENDED,
        )


@transaction.atomic
def offer_free_seats(work_group: WorkGroup, *, at: datetime) -> int:
    """Lock a group and fill its seats: after its capacity was raised; how many."""
    (locked,) = lock_groups([work_group.pk])
    return fill_seats(locked, at=at)


def fill_seats(work_group: Any, *, at: datetime) -> int:
    """Offer free seats of a locked group to its waiting list, in order; how many.

    A later stage's list waits for staff: its seats are for those who go on.
    """
    if work_group is None or not work_group.dates_confirmed:
        return 0
    if work_group.cancelled_on is not None:
        return 0
    offered = 0
    line = Place.objects.filter(work_group=work_group, stage__order=1).in_line()
    for place in line.select_related("participant", "work_group__hub"):
        if not has_seat(work_group, at=at):
            break
        give_offer(place, at=at)
        offered += 1
    return offered


def lapse_offers(*, at: datetime, limit: int = 500) -> int:
    """End offers whose time ran out, and offer their seats to the next; how many."""
    due = Place.objects.filter(
        state=PlaceState.OFFERED, offer_ends_at__lte=at, clock_paused_at=None
    ).order_by("offer_ends_at", "pk")
    return sum(_lapse(place, at=at) for place in due[:limit])


@transaction.atomic
def _lapse(place: Place, *, at: datetime) -> bool:
    place = lock_place(place)
    if place.state != PlaceState.OFFERED or place.clock_paused_at is not None:
        return False
    if place.offer_ends_at is None or place.offer_ends_at > at:
        return False
    event = move_place(place, to=PlaceState.LAPSED, at=at)
    outbox.queue(
        "offer_lapsed", about=place, to=place.participant, occasion=event, at=at
    )
    fill_seats(place.work_group, at=at)
    return True
