"""Sessions of which people are reminded five working days before, and who they are."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from recruitment import rules
from recruitment.choices import SECURED
from recruitment.models import Apology, Email, Place
from recruitment.queries.other_groups import guest_places
from recruitment.queries.sessions import expected_at
from workgroups.models import Session
from workgroups.words import LONDON

KIND = "session_reminder"
WORKING_DAYS_BEFORE = 5
MORNING = time(8)  # in London
GOES_WITHIN = timedelta(days=2)  # of that morning, where the site stood still
#: Days before a session within which its five working days always lie: both
#: fortnights of holidays and the weeks that a hub is closed are among them.
LOOKS_AHEAD = timedelta(days=70)


def reminded_at(session: Session) -> datetime:
    """The morning on which people are reminded of a session."""
    weeks = session.work_group.hub.closed_weeks
    day = rules.working_days_on(session.on, -WORKING_DAYS_BEFORE, weeks)
    return datetime.combine(day, MORNING, tzinfo=LONDON)


def occasion_of(session: Session) -> str:
    """The day of a session, so that people are told again where it has moved."""
    return f"{session.on:%Y%m%d}"


def sessions_to_remind(at: datetime) -> Iterator[Session]:
    """Sessions whose morning has come and of whose day nobody was written to yet."""
    today = timezone.localdate(at)
    due = [each for each in _coming(today, at) if _is_due(each, at)]
    told = Email.objects.filter(
        kind=KIND,
        about_type=Session._meta.label_lower,
        about_id__in=[each.pk for each in due],
    )
    done = set(told.order_by().values_list("about_id", "occasion")) if due else set()
    return (each for each in due if (each.pk, occasion_of(each)) not in done)


def _coming(today: date, at: datetime) -> QuerySet[Session]:
    sessions = Session.objects.going_ahead().filter(
        starts_at__gt=at,
        starts_at__lte=at + LOOKS_AHEAD,
        work_group__dates_confirmed=True,
        work_group__cancelled_on=None,
    )
    return sessions.select_related("work_group__hub").order_by("starts_at", "pk")


def _is_due(session: Session, at: datetime) -> bool:
    morning = reminded_at(session)
    return morning <= at < morning + GOES_WITHIN


def places_to_remind(session: Session) -> list[Place]:
    """The secured places of the group, and guests, without those who cannot come."""
    sorry = set(Apology.objects.filter(session=session).values_list("place", flat=True))
    return [
        place
        for place in expected_at(session)
        if place.pk not in sorry and _is_secured(place, session)
    ]


def _is_secured(place: Place, session: Session) -> bool:
    is_guest = place.work_group_id != session.work_group_id
    return is_guest or place.state in SECURED


def still_expected(session: Session, person_id: int) -> bool:
    """Whether a person is still to come to a session."""
    places = Place.objects.filter(participant=person_id)
    own = places.filter(work_group=session.work_group_id, state__in=SECURED)
    sorry = Apology.objects.filter(session=session, place__participant=person_id)
    guests = guest_places(session).filter(participant=person_id)
    return (own.exists() and not sorry.exists()) or guests.exists()
