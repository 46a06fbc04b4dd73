"""People who came to us by somebody else, and whom nobody has told.

A letter tells somebody once it was sent; one that is held or a draft tells nobody.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower
from django.utils import timezone

from recruitment.choices import EmailState, PlaceState, RegistrationSource
from recruitment.models import (
    Email,
    Mentor,
    Mentorship,
    Participant,
    Place,
    Registration,
    ReleaseContact,
)
from recruitment.queries.retention import kept_beyond
from recruitment.retention import TOLD_WITHIN, WAITED_FOR
from workgroups.academic_years import academic_year_of, first_day

Rows = QuerySet[Any]
MENTOR = "recruitment.mentor"
RELEASE_CONTACT = "recruitment.releasecontact"


@dataclass(frozen=True)
class Untold:
    """Somebody whom nobody told, and the day on which we forget them."""

    name: str
    row: Any
    on: date


def untold_mentors(mentors: Rows) -> Rows:
    """Mentors with an address to whom no letter has gone, and whom nobody told."""
    sent = Email.objects.filter(
        recipient_type=MENTOR, recipient_id=OuterRef("pk"), state=EmailState.SENT
    )
    named = Mentorship.objects.filter(mentor=OuterRef("pk"))
    known = mentors.exclude(email="").filter(told_on=None, objected_at=None)
    return known.filter(Exists(named.order_by())).exclude(Exists(sent.order_by()))


def mentors_to_tell(mentors: Rows, at: datetime) -> Rows:
    """Mentors who have been untold for two weeks."""
    return untold_mentors(mentors).filter(came_at__lte=at - WAITED_FOR)


def names_others() -> Q:
    """Condition of a place that has the address of a head or a deputy."""
    return ~Q(release_email="", deputy_email="")


def release_was_told() -> Exists:
    """Condition of a place that a letter went to the address it names for a release."""
    sent = Email.objects.filter(
        recipient_type=RELEASE_CONTACT,
        recipient_id=OuterRef("pk"),
        state=EmailState.SENT,
    )
    named = ReleaseContact.objects.filter(
        Exists(sent.order_by()),
        hub=OuterRef("hub"),
        email=Lower(OuterRef("release_email")),
    )
    return Exists(named.order_by())


def places_with_untold(places: Rows, at: datetime) -> Rows:
    """Places that name a head or a deputy by an address, to whom nobody has told it."""
    untold_head = ~Q(release_email="") & ~Q(release_was_told())
    named = places.filter(others_told_on=None)
    return named.filter(untold_head | ~Q(deputy_email=""))


def untold_people(people: Any) -> Rows:
    """People from lists or entered by staff who know nothing of us from us."""
    places = Place.objects.filter(participant=OuterRef("pk"))
    return people.current().filter(Exists(places.not_yet_told().order_by()))


def mentors_overdue(at: datetime) -> QuerySet[Mentor]:
    return untold_mentors(Mentor.objects.all()).filter(came_at__lte=at - TOLD_WITHIN)


def places_overdue(at: datetime) -> QuerySet[Place]:
    rows = places_with_untold(Place.objects.all(), at)
    return rows.filter(others_came_at__lte=at - TOLD_WITHIN)


def people_overdue(at: datetime) -> QuerySet[Participant]:
    """Untold for thirty days, never registered by themselves, and not held back.

    A confirmed place is kept with its name until its academic year is over; it is the
    person's last one that counts, annotated as `running_year`.
    """
    today = timezone.localdate(at)
    secured = Place.objects.filter(
        participant=OuterRef("pk"), state=PlaceState.CONFIRMED
    )
    last = secured.order_by("-start_year").values("start_year")[:1]
    has_ended = Q(running_year=None) | Q(running_year__lt=academic_year_of(today))
    own = Registration.objects.filter(participant=OuterRef("pk")).order_by()
    by_others = Q(entered_by__isnull=False) | Q(source=RegistrationSource.IMPORT)
    found = untold_people(Participant.objects.filter(came_at__lte=at - TOLD_WITHIN))
    told = Exists(own.filter(Q(told_on__isnull=False) | ~by_others))
    rest = found.annotate(running_year=Subquery(last)).filter(has_ended)
    return rest.exclude(told).exclude(kept_beyond(today))


def soon_forgotten(hub_id: int, *, at: datetime, limit: int) -> list[Untold]:
    """Those of a hub who are forgotten within two weeks unless they are told."""
    soon = at + WAITED_FOR
    lines: tuple[tuple[Rows, str], ...] = (
        (mentors_overdue(soon), "came_at"),
        (places_overdue(soon), "others_came_at"),
        (people_overdue(soon), "came_at"),
    )
    found = []
    for rows, since in lines:
        for row in rows.filter(hub=hub_id).order_by(since, "pk")[:limit]:
            found.append(Untold(_name_of(row), row, _day_of(row, since)))
    return sorted(found, key=lambda each: each.on)


def _day_of(row: Any, since: str) -> date:
    """Thirty days after somebody became known, or when their year is over."""
    day = timezone.localdate(getattr(row, since) + TOLD_WITHIN)
    year = getattr(row, "running_year", None)
    return day if year is None else max(day, first_day(year + 1))


def _name_of(row: Any) -> str:
    if not isinstance(row, Place):
        return str(row)
    names = [row.release_name or row.release_email, row.deputy_name or row.deputy_email]
    return " and ".join(name for name in names if name)
