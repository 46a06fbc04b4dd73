"""What deleting a person's details would do, for the pages that ask before it."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from recruitment.choices import OPEN_IN_GROUP, EmailState, PlaceState
from recruitment.models import Mentor, Mentorship, Participant, Place
from recruitment.queries.held_emails import emails_with
from workgroups import academic_years
from workgroups.models import Session

#: States of a place that ends when its person is deleted.
OPEN = (*OPEN_IN_GROUP, PlaceState.PROVISIONAL, PlaceState.DEFERRED)
#: States of emails that somebody would still get.
WAITING = (
    EmailState.DRAFT,
    EmailState.HELD,
    EmailState.QUEUED,
    EmailState.SENDING,
    EmailState.TO_RETRY,
)


@dataclass(frozen=True)
class Deletion:
    """What goes and what ends when a person is deleted."""

    person: Participant
    ended: list[Place] = field(default_factory=list)
    notes: int = 0
    letters: int = 0  # that wait and will not go
    mentors: list[Mentor] = field(
        default_factory=list
    )  # known through this person only
    is_changing: bool = False  # staff may still take an act with a place back


def deletion_of(person: Participant, *, at: datetime) -> Deletion:
    """What deleting a person at this moment would do; it changes nothing."""
    places = Place.objects.with_change().filter(participant=person)
    return Deletion(
        person,
        ended=open_places(person, at=at),
        notes=person.contact_notes.count(),
        letters=emails_with(person).filter(state__in=WAITING).count(),
        mentors=list(own_mentors(person)),
        is_changing=places.filter(is_changing=True).exists(),
    )


def open_places(person: Participant, *, at: datetime) -> list[Place]:
    """The places that have not come to their end, the earlier year first.

    A secured place of a group that has met for the last time is kept as it is: how
    the year went is counted from it.
    """
    rows = Place.objects.filter(participant=person, state__in=OPEN)
    rows = rows.select_related("work_group__project", "stage")
    found = rows.order_by("start_year", "pk")
    return [place for place in found if not _has_ended(place, at=at)]


def _has_ended(place: Place, *, at: datetime) -> bool:
    if place.state != PlaceState.CONFIRMED:
        return False
    if academic_years.last_day(place.start_year) < timezone.localdate(at):
        return True
    dated = Session.objects.going_ahead().filter(work_group=place.work_group_id)
    return dated.exists() and not dated.filter(starts_at__gt=at).exists()


def own_mentors(person: Participant) -> QuerySet[Mentor]:
    """The mentors whom nobody else names whose details are still there."""
    others = Mentorship.objects.filter(
        mentor=OuterRef("pk"), participant__erased_at=None
    ).exclude(participant=person)
    named = Mentor.objects.filter(mentorships__participant=person).exclude(email="")
    return named.exclude(Exists(others.order_by())).distinct().order_by("pk")
