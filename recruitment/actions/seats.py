"""Seats: offers, the waiting list and the lapse of offers."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from recruitment import holding, outbox, rules
from recruitment.actions.transitions import lock_groups, lock_place, move_place
from recruitment.choices import PlaceState
from recruitment.errors import NotAllowed, PlaceClosed
from recruitment.models import Place, PlaceEvent
from workgroups import audit
from workgroups.models import Session, User, WorkGroup
from workgroups.rules import is_over

#: The email of an offer to somebody who knows of it, by the state before.
OFFERED_FROM = {
    PlaceState.WAITING: "seat_offered",
    PlaceState.PROVISIONAL: "next_year_offered",
}


@transaction.atomic
def offer_place(
    place: Place,
    *,
    at: datetime,
    actor: User | None = None,
    reason: str = "",
    beyond_capacity: bool = False,
) -> Place:
    """Offer a place, which asks the person to confirm by `offer_ends_at`.

    Locks the place and its group. Without a free seat, or where the school has its
    places, `beyond_capacity` and a reason are needed. Offering again changes nothing.
    Raises NotAllowed, PlaceClosed, ReasonNeeded.
    """
    place = lock_place(place)
    if place.state == PlaceState.OFFERED:
        return place
    if place.work_group is None or not place.work_group.dates_confirmed:
        raise PlaceClosed(
            "Nobody can be asked to confirm while the group's dates are open."
        )
    check_goes_on(place.work_group, at=at)
    if why := why_no_seat(place.work_group, place.school_id, at=at):
        if not beyond_capacity:
            raise PlaceClosed(why)
        rules.check_reason(reason)
    make_offer(place, at=at, actor=actor, reason=reason)
    return place


def make_offer(
    place: Place, *, at: datetime, actor: User | None = None, reason: str = ""
) -> PlaceEvent:
    """Offer a locked place and email its person; does not check for a free seat."""
    kind = OFFERED_FROM.get(PlaceState(place.state), "asked_to_confirm")
    event = move_place(
        place,
        to=PlaceState.OFFERED,
        at=at,
        actor=actor,
        reason=reason,
        offer_ends_at=offer_end_of(place.work_group, at=at),
    )
    outbox.queue(kind, about=place, to=place.participant, occasion=event, at=at)
    return event


def offer_end_of(work_group: Any, *, at: datetime) -> datetime:
    """When an offer made at `at` ends, by the hub's settings and the next session."""
    counted_from = rules.first_day_in_offer(at, work_group.hub.closed_weeks)
    coming = (
        Session.objects.going_ahead()
        .filter(work_group=work_group, on__gte=counted_from)
        .order_by("starts_at")
        .values_list("on", flat=True)
        .first()
    )
    return offer_end_with(work_group, coming, at=at)


def offer_end_with(
    work_group: Any, next_session_on: date | None, *, at: datetime
) -> datetime:
    """When an offer made at `at` ends, where the next session that counts is known."""
    return rules.offer_end(
        at,
        working_days=work_group.hub.offer_working_days,
        closed_weeks=work_group.hub.closed_weeks,
        next_session_on=next_session_on,
    )


def restart_offer(place: Place, *, at: datetime) -> None:
    """Give an offered place a new end, as if it were offered at `at`."""
    place.offer_ends_at = offer_end_of(place.work_group, at=at)
    place.clock_paused_at = None
    place.clock_paused_for = ""
    place.save(update_fields=["offer_ends_at", "clock_paused_at", "clock_paused_for"])


@transaction.atomic
def extend_offer(place: Place, *, at: datetime, actor: User) -> Place:
    """Give a person who was asked to confirm as much time again, and email them.

    Raises NotAllowed where the place is not offered.
    """
    place = lock_place(place)
    _check_offered(place)
    restart_offer(place, at=at)
    audit.record("extend_offer", place, actor=actor, fields=["offer_ends_at"], at=at)
    outbox.queue(
        "offer_extended",
        about=place,
        to=place.participant,
        occasion=f"until {place.offer_ends_at:%Y-%m-%d}",
        at=at,
    )
    return place


@transaction.atomic
def end_offer(place: Place, *, at: datetime, actor: User) -> Place:
    """Lapse an offer now; the seat goes to the next person. Raises NotAllowed."""
    place = lock_place(place)
    _check_offered(place)
    _lapse_locked(place, at=at, actor=actor)
    return place


def _check_offered(place: Place) -> None:
    if place.state != PlaceState.OFFERED:
        raise NotAllowed("This person is no longer asked to confirm.")


def has_free_seat(work_group: WorkGroup, *, at: datetime) -> bool:
    """Whether a locked group has a free seat. Seats are counted each time."""
    if work_group.capacity is None:
        return True
    in_use = Place.objects.filter(work_group=work_group).in_use(at).count()
    return rules.seats_left(work_group.capacity, in_use) != 0


def why_no_seat(work_group: WorkGroup, school: int | None, *, at: datetime) -> str:
    """Why a locked group has no seat for somebody of a school; "" where it has one.

    `school` is the id of a listed school; of another one nobody knows how many came.
    """
    if not has_free_seat(work_group, at=at):
        return "The group is full. Offer beyond its capacity?"
    limit = work_group.school_limit if school else None
    if limit is None:
        return ""
    held = Place.objects.filter(work_group=work_group, school=school).in_use(at)
    if held.count() < limit:
        return ""
    return f"The school {rules.has_its_places(limit)}. Offer beyond that?"


@transaction.atomic
def offer_free_seats(
    work_group: WorkGroup, *, at: datetime, actor: User | None = None
) -> int:
    """Lock a group and offer its free seats; return how many were offered.

    Staff use it after they raised the capacity.
    """
    (locked,) = lock_groups([work_group.pk])
    return fill_seats(locked, at=at, actor=actor)


def fill_seats(work_group: Any, *, at: datetime, actor: User | None = None) -> int:
    """Offer the free seats of a locked group to its waiting list; return how many.

    Seats of a later stage are for continuing people, so staff offer them by hand until
    these were rolled over.
    """
    if work_group is None or not work_group.dates_confirmed:
        return 0
    if holding.current_action() is not None:  # its seats are offered at its release
        return 0
    if work_group.cancelled_on is not None:
        return 0
    offered = 0
    while (place := _next_waiting(work_group, at=at)) is not None:
        is_over = not offered and _is_over(work_group, at=at)
        if is_over or not has_free_seat(work_group, at=at):
            break
        make_offer(place, at=at, actor=actor)
        offered += 1
    return offered


def _next_waiting(work_group: Any, *, at: datetime) -> Place | None:
    waiting = Place.objects.filter(work_group=work_group).given_seats()
    related = waiting.next_in_turn(at).select_related("participant", "work_group__hub")
    return related.first()


def take_seat(place: Place, *, at: datetime) -> bool:
    """Offer a free seat to the person of a locked place; False if there is none.

    People on the waiting list come first. Without a seat the place waits, with its time
    of registering. Raises PlaceClosed.
    """
    check_goes_on(place.work_group, at=at)
    fill_seats(place.work_group, at=at)
    group = place.work_group
    if group is None or why_no_seat(group, place.school_id, at=at):
        event = move_place(place, to=PlaceState.WAITING, at=at)
        outbox.queue(
            "waiting_list", about=place, to=place.participant, occasion=event, at=at
        )
        return False
    ends = offer_end_of(place.work_group, at=at)
    move_place(place, to=PlaceState.OFFERED, at=at, offer_ends_at=ends)
    return True


def offer_seats_of_proved(*, at: datetime) -> int:
    """Offer free seats to people who were passed over; return how many.

    A computer's share of the seats grows again when one of its people proves their
    address. That frees no seat, so it is looked for here.
    """
    turned_up = Place.objects.filter(
        work_group=OuterRef("work_group"),
        registration__computer=OuterRef("registration__computer"),
        participant__address_proved_at__isnull=False,
    )
    waiting = Place.objects.exclude(registration__computer="").filter(
        Exists(turned_up), participant__address_proved_at=None
    )
    groups = waiting.next_in_turn(at).order_by().values("work_group")
    found = WorkGroup.objects.filter(pk__in=groups).order_by("pk")
    return sum(offer_free_seats(group, at=at) for group in found)


def check_goes_on(work_group: Any, *, at: datetime) -> None:
    """Raise PlaceClosed where a group is cancelled or all its sessions are over."""
    if work_group.cancelled_on is not None:
        raise PlaceClosed("This group is cancelled, so it takes nobody in.")
    if _is_over(work_group, at=at):
        raise PlaceClosed("All sessions of this group are over, so it takes nobody in.")


def _is_over(work_group: Any, *, at: datetime) -> bool:
    """Whether all sessions of a group with confirmed dates are over."""
    last = work_group.sessions.going_ahead().aggregate(last=Max("on"))["last"]
    today = timezone.localdate(at)
    return is_over(last, work_group.dates_confirmed, today=today)


def lapse_offers(*, at: datetime, limit: int = 500) -> int:
    """Lapse offers whose time is over and offer their seats again; return how many.

    Each offer is a transaction of its own. Paused offers are left out.
    """
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
    _lapse_locked(place, at=at)
    return True


def _lapse_locked(place: Any, *, at: datetime, actor: User | None = None) -> None:
    event = move_place(place, to=PlaceState.LAPSED, at=at, actor=actor)
    outbox.queue(
        "offer_lapsed", about=place, to=place.participant, occasion=event, at=at
    )
    fill_seats(place.work_group, at=at)
