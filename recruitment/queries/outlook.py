"""What a new expression of interest in a group leads to, in one word."""

from datetime import datetime

from recruitment import rules
from recruitment.choices import PlaceState
from recruitment.models import Place
from recruitment.queries.rolling_over import keeps_seats
from recruitment.querysets import school_is_full, takes_up_seat
from workgroups.models import WorkGroup

PLACE, WAITING, DATES, REVIEW = "place", "waiting", "dates", "review"


def of_new_place(place: Place, group: WorkGroup) -> str:
    """What came of a place that was just asked for."""
    if place.state == PlaceState.WAITING:
        return WAITING
    return _before_offers(group) or PLACE


def of_group(group: WorkGroup, *, at: datetime) -> str:
    """What somebody who asks now is told: at most two statements, or three."""
    if first := _before_offers(group):
        return first
    places = Place.objects.filter(work_group=group)
    state = rules.first_state(
        dates_confirmed=True,
        review=False,
        later_stage=keeps_seats(group),
        waiting=places.filter(state=PlaceState.WAITING)
        .exclude(school_is_full(at))
        .exists(),
        left=rules.seats_left(group.capacity, places.filter(takes_up_seat(at)).count()),
    )
    return WAITING if state == PlaceState.WAITING else PLACE


def _before_offers(group: WorkGroup) -> str:
    """Why nobody is offered a place at once; "" where people are."""
    if not group.dates_confirmed:
        return DATES
    return REVIEW if group.offers == "after_review" else ""
