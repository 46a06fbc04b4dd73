"""What people do with their own place: confirm, decline or withdraw.

Each action takes the locks, makes the transition and queues the email in one
transaction.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from recruitment import outbox, rules
from recruitment.actions.seats import fill_seats, take_seat
from recruitment.actions.transitions import (
    OPEN_RIVALS,
    create_place,
    lock_place,
    move_place,
    pencilled_in_after,
)
from recruitment.choices import SECURED, OptionCode, PlaceState
from recruitment.errors import AlreadySecured, BeingChanged
from recruitment.models import Mentorship, Place
from recruitment.registration import keeping
from workgroups.models import Stage, User
from workgroups.querysets import prepared


@transaction.atomic
def confirm_place(place: Place, *, at: datetime) -> Place:
    """Secure the place that was offered, or a free seat where none is held.

    Pressing proves the address. A place for which no seat is held takes a free one, or
    waits where there is none: look at the state of the place that is returned.

    Its group, its rivals' groups, the participant and the place are locked in that
    order, so a confirmation and the lapsing of the same offer cannot both win.
    Confirming again returns the place as it is and sends no second email.

    Source: NCP 24-31 project page, "Sessions": a place is secured only once attendance
    is confirmed. Raises AlreadySecured, OfferLapsed, PlaceClosed.
    """
    # read again after the lock: the state may have changed
    place = lock_place(place, proved_at=at)
    check_not_changing(place)
    if place.state == PlaceState.CONFIRMED:
        return place
    takes_seat = place.may_take_seat
    if not takes_seat:
        rules.check_confirmable(
            place.state,
            place.offer_ends_at,
            paused=place.clock_paused_at is not None,
            at=at,
        )
    if place.one_per_year and any(_is_secured(rival) for rival in place.rivals):
        raise AlreadySecured
    if takes_seat and not take_seat(place, at=at):
        return place
    event = move_place(place, to=PlaceState.CONFIRMED, at=at)
    close_rivals(place, at=at)
    reserve_next_stage(place, at=at)
    news = [outbox.News("place_confirmed", place, place.participant)]
    news += [
        outbox.News("mentor_told", each, each.mentor)
        for each in mentorships_to_tell(place, at=at)
    ]
    outbox.queue_all(news, occasion=event, at=at)
    return place


def check_not_changing(place: Place) -> None:
    """Raise BeingChanged while a bulk action with a locked place may be taken back."""
    if place.is_changing:
        raise BeingChanged


def _is_secured(place: Place) -> bool:
    return place.state in SECURED


def close_rivals(place: Place, *, at: datetime) -> None:
    """Withdraw the person's other open places of the programme and year.

    An offered seat goes to the next person. The confirmation email names the groups.
    """
    if not place.one_per_year:
        return
    for rival in place.rivals:
        if rival.state in OPEN_RIVALS:
            held_a_seat = rival.state == PlaceState.OFFERED
            move_place(
                rival,
                to=PlaceState.WITHDRAWN,
                at=at,
                reason=str(OptionCode.CHOSE_ANOTHER.label),
                end_reason_id=OptionCode.CHOSE_ANOTHER,
            )
            if held_a_seat and rival.work_group is not None:
                fill_seats(rival.work_group, at=at)


def reserve_next_stage(place: Place, *, at: datetime) -> Place | None:
    """Create the provisional place of the next year for a both-years registration.

    Returns None for a registration of one year, where the programme has no later
    stage, and where the registration has a place in it already.
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
    reserved, _ = create_place(
        registration,
        stage=later,
        start_year=place.start_year + 1,
        work_group=None,
        state=PlaceState.PROVISIONAL,
        at=at,
        **keeping.next_year_too(place),
    )
    return reserved


def mentorships_to_tell(place: Place, *, at: datetime) -> list[Mentorship]:
    """Mentorships whose mentor is emailed, as the place was just confirmed.

    A mentor named with this registration replaces those named before, whose mentorship
    ends. Those whom staff named later stay. Without one, the earlier mentors whose
    mentorship is proven are emailed.
    """
    running = place.participant.mentorships.filter(until_on=None)
    own = _mentorships().filter(participant=place.participant_id, until_on=None)
    mentorships = sorted(own, key=lambda each: each.from_on, reverse=True)
    named = [
        each.pk for each in mentorships if each.registration_id == place.registration_id
    ]
    replaced = [
        each.pk
        for each in mentorships
        if named
        and each.pk not in named
        and (each.registration_id is not None or each.pk < min(named))
    ]
    if replaced:
        today = timezone.localdate(at)
        running.filter(pk__in=replaced).update(until_on=today)
    return [
        each
        for each in mentorships
        if each.pk not in replaced
        and (each.is_proven or each.pk in named)
        and each.mentor.reachable
    ]


@prepared
def _mentorships() -> QuerySet[Mentorship]:
    return Mentorship.objects.with_proof().select_related("mentor").order_by()


@transaction.atomic
def prove_address(place: Place, *, at: datetime) -> Place:
    """Record that the person of a place reads the address they gave.

    A free seat that passed them over goes to them, if it is their turn.
    """
    place = lock_place(place, proved_at=at)
    fill_seats(place.work_group, at=at)
    return place


@transaction.atomic
def decline_place(
    place: Place, *, at: datetime, reason: str = "", end_reason: str = ""
) -> Place:
    """Decline an offer; the seat goes to the next person.

    `reason` is free text, `end_reason` the code of an option. Declining again changes
    nothing. Raises NotAllowed.
    """
    place = lock_place(place, proved_at=at)
    check_not_changing(place)
    if place.state == PlaceState.DECLINED:
        return place
    event = move_place(
        place,
        to=PlaceState.DECLINED,
        at=at,
        reason=reason,
        end_reason_id=end_reason or None,
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
    """Withdraw from a group, and by default from the provisional place of next year.

    `reason` is free text, `end_reason` the code of an option. A seat goes to the next
    person. Withdrawing again changes nothing. An `actor` has to give a reason. Raises
    BeingChanged, NotAllowed, ReasonNeeded.
    """
    if actor is not None:
        rules.check_reason(reason)
    place = lock_place(place)
    if actor is None:
        check_not_changing(place)
    if place.state == PlaceState.WITHDRAWN:
        return place
    event = move_place(
        place,
        to=PlaceState.WITHDRAWN,
        at=at,
        actor=actor,
        reason=reason,
        end_reason_id=end_reason or None,
    )
    if next_year_too:
        _withdraw_next_year(place, at=at, actor=actor)
    outbox.queue(
        "place_withdrawn", about=place, to=place.participant, occasion=event, at=at
    )
    if place.work_group is not None:
        fill_seats(place.work_group, at=at)
    return place


#: States of a place of a later year that ends with the one before it.
NEXT_YEARS = (PlaceState.PROVISIONAL, PlaceState.DEFERRED)


def _withdraw_next_year(place: Place, *, at: datetime, actor: User | None) -> None:
    for later in pencilled_in_after(place, *NEXT_YEARS):
        move_place(
            later,
            to=PlaceState.WITHDRAWN,
            at=at,
            actor=actor,
            end_reason_id=OptionCode.FIRST_YEAR_ENDED,
        )
