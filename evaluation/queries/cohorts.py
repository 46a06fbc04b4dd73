"""Cohorts, and who of them agreed twice to be asked a year later what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, Min, OuterRef
from django.utils import timezone

from evaluation.choices import QuestionSetKind
from evaluation.models import FeedbackRequest
from recruitment.choices import HoldReason, PlaceState
from recruitment.models import Participant, Place, PlaceEvent, RetentionHold
from workgroups import academic_years


def cohorts(places: Iterable[Place]) -> dict[int, int]:
    """The academic year in which each person began the programme, by place id.

    That is the year of their first place in it that was ever confirmed.
    """
    places = list(places)
    events = PlaceEvent.objects.filter(
        to_state=PlaceState.CONFIRMED,
        place__participant__in={place.participant_id for place in places},
    )
    began = {
        (person, programme): year
        for person, programme, year in events.order_by()
        .values_list("place__participant", "place__programme")
        .annotate(Min("place__start_year"))
    }
    return {
        place.pk: min(
            place.start_year,
            began.get((place.participant_id, place.programme_id), place.start_year),
        )
        for place in places
    }


@dataclass(frozen=True)
class Cohort:
    """The people of a hub who began in one year and may be asked a year later.

    `places` has the last secured place of each whose last year is over; `still_here`
    counts those who take part this year and are to be asked later.
    """

    hub_id: int
    start_year: int
    places: tuple[Place, ...] = ()
    still_here: int = 0

    @property
    def is_over(self) -> bool:
        return bool(self.places) and not self.still_here


def agreed_twice(hub_ids: Iterable[int], *, at: datetime) -> list[Place]:
    """The last secured place of each person who agreed twice and was not asked yet.

    They agreed when registering, and again by a hold that stands.
    """
    own = OuterRef("pk")
    today = timezone.localdate(at)
    holds = RetentionHold.objects.filter(participant=own, ended_at=None)
    again = holds.filter(reason=HoldReason.FOLLOW_UP, until_on__gte=today)
    asked = FeedbackRequest.objects.filter(
        place__participant=own,
        form__question_set__kind=QuestionSetKind.FOLLOW_UP,
    )
    first = Place.objects.filter(participant=own, ask_a_year_later=True).order_by()
    people = Participant.objects.current().filter(
        Exists(again.order_by()), Exists(first), ~Exists(asked), hub__in=hub_ids
    )
    places = Place.objects.secured().filter(participant__in=people.order_by())
    found = places.select_related("participant").order_by("start_year", "pk")
    return list({place.participant_id: place for place in found}.values())


def cohorts_to_ask(hub_ids: Iterable[int], *, at: datetime) -> list[Cohort]:
    """The cohorts with people who agreed twice, the newest first."""
    places = agreed_twice(hub_ids, at=at)
    began = cohorts(places)
    this_year = academic_years.academic_year_of(timezone.localdate(at))
    keys = {(place.hub_id, began[place.pk]) for place in places}
    found = []
    for hub_id, year in sorted(keys, key=lambda key: (-key[1], key[0])):
        own = [p for p in places if (p.hub_id, began[p.pk]) == (hub_id, year)]
        over = tuple(place for place in own if place.start_year < this_year)
        found.append(Cohort(hub_id, year, over, len(own) - len(over)))
    return found
