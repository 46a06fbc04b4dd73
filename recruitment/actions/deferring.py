"""Put a place off to a later year."""

from datetime import datetime

from django.db import transaction

from recruitment import outbox, rules
from recruitment.actions.places import check_not_changing
from recruitment.actions.seats import fill_seats
from recruitment.actions.transitions import lock_place, move_place, pencilled_in_after
from recruitment.choices import PlaceState
from recruitment.models import Place
from workgroups.models import User


@transaction.atomic
def defer_place(
    place: Place, *, at: datetime, actor: User | None = None, reason: str = ""
) -> Place:
    """Put a place off, with what is pencilled in after it, and email the person.

    A seat goes to the next person. The next roll-over brings the place back. Deferring
    again changes nothing. An `actor` has to give a reason, which emails never say.
    Raises BeingChanged, NotAllowed, ReasonNeeded.
    """
    if actor is not None:
        rules.check_reason(reason)
    place = lock_place(place)
    if actor is None:
        check_not_changing(place)
    if place.state == PlaceState.DEFERRED:
        return place
    deferred = PlaceState.DEFERRED
    event = move_place(place, to=deferred, at=at, actor=actor, reason=reason)
    for later in pencilled_in_after(place):
        move_place(later, to=deferred, at=at, actor=actor, reason=reason)
    outbox.queue(
        "place_deferred", about=place, to=place.participant, occasion=event, at=at
    )
    fill_seats(place.work_group, at=at)
    return place
