"""The teachers whose release one address agreed to, and their dates."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, QuerySet
from django.utils import timezone

from recruitment.choices import SECURED, ReleaseAgreed
from recruitment.models import Place, ReleaseContact
from workgroups import academic_years, words
from workgroups.models import Session


@dataclass
class ReleasedTeacher:
    """A teacher with a secured place, and what their school agreed to."""

    full_name: str
    place: Place
    sessions: list[Session] = field(default_factory=list)  # that go ahead, by time

    @property
    def cover(self) -> str:
        """ "1.25 days in all"; "" without sessions in working time."""
        return words.days_in_all(sum((s.day_share for s in self.sessions), Decimal()))


def naming_places(at: datetime) -> QuerySet[Place]:
    """Secured places of this academic year and the next whose release was agreed.

    Only with an address, once the teacher was written to or told, and not while staff
    may take an act with the place back.
    """
    year = academic_years.academic_year_of(timezone.localdate(at))
    return (
        Place.objects.with_change()
        .filter(
            Q(state__in=SECURED, is_changing=False, participant__erased_at=None),
            release_agreed=ReleaseAgreed.YES,
            start_year__in=(year, year + 1),
            work_group__isnull=False,
            work_group__cancelled_on=None,
        )
        .exclude(release_email="")
        .exclude(pk__in=Place.objects.not_yet_told().order_by().values("pk"))
    )


def teachers_of(contact: ReleaseContact, *, at: datetime) -> list[ReleasedTeacher]:
    """The teachers who name this very address now, by year and name. Two statements."""
    places = (
        naming_places(at)
        .filter(hub=contact.hub_id, release_email__iexact=contact.email)
        .select_related("participant", "work_group")
        .order_by(
            "start_year",
            "participant__last_name",
            "participant__first_name",
            "pk",
        )
    )
    teachers = [ReleasedTeacher(place.participant.full_name, place) for place in places]
    _add_sessions(teachers)
    return teachers


def _add_sessions(teachers: Iterable[ReleasedTeacher]) -> None:
    """Set the sessions of each teacher's group; none until its dates are confirmed."""
    groups = {
        each.place.work_group_id
        for each in teachers
        if each.place.work_group and each.place.work_group.dates_confirmed
    }
    rows = Session.objects.going_ahead().with_venue().filter(work_group__in=groups)
    found: dict[int | None, list[Session]] = {}
    for session in rows.order_by("starts_at", "pk"):
        found.setdefault(session.work_group_id, []).append(session)
    for each in teachers:
        each.sessions = list(found.get(each.place.work_group_id, []))


def with_dates(
    teachers: Iterable[ReleasedTeacher], *, after: datetime, until: date | None = None
) -> list[ReleasedTeacher]:
    """The teachers who have sessions to come, with these only.

    `until` is the last day on which they may be.
    """
    found = []
    for each in teachers:
        coming = [
            session
            for session in each.sessions
            if session.starts_at > after and (until is None or session.on <= until)
        ]
        if coming:
            found.append(ReleasedTeacher(each.full_name, each.place, coming))
    return found


def names_by_session(
    teachers: Iterable[ReleasedTeacher],
) -> list[tuple[Session, list[str]]]:
    """Each session once, by time, with the names of the teachers who go to it."""
    sessions: dict[int, Session] = {}
    names: dict[int, list[str]] = {}
    for each in teachers:
        for session in each.sessions:
            sessions[session.pk] = session
            names.setdefault(session.pk, []).append(each.full_name)
    ordered = sorted(sessions.values(), key=lambda each: (each.starts_at, each.pk))
    return [(session, names[session.pk]) for session in ordered]
