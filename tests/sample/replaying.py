"""The sample's histories as fixtures, and the calendar by which they are replayed."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from recruitment.models import Place, PlaceEvent
from workgroups.models import Session
from workgroups.words import LONDON

HOLDS_A_SEAT = {"offered", "confirmed"}
CAME = {"present", "late", "left_early"}
#: Bank holidays in England outside the hubs' closed weeks (20 July to 5 September).
BANK_HOLIDAYS = {
    *(date(2024, 5, 6), date(2024, 5, 27)),
    *(date(2024, 12, 25), date(2024, 12, 26), date(2025, 1, 1), date(2025, 4, 18)),
    *(date(2025, 4, 21), date(2025, 5, 5), date(2025, 5, 26), date(2025, 12, 25)),
    *(date(2025, 12, 26), date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6)),
    *(date(2026, 5, 4), date(2026, 5, 25), date(2026, 12, 25), date(2026, 12, 28)),
    *(date(2027, 1, 1), date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3)),
    *(date(2027, 5, 31), date(2027, 12, 27), date(2027, 12, 28), date(2028, 1, 3)),
    *(date(2028, 4, 14), date(2028, 4, 17), date(2028, 5, 1), date(2028, 5, 29)),
}
#: How long an offer may stand after its end until the job that ends it has run.
JOB_RUNS_WITHIN = timedelta(minutes=15)
EVENING = time(18)


@pytest.fixture
def _django_db_helper():
    return None


@dataclass
class History:
    """A place with its events in the order in which they were written."""

    place: Place
    events: list[PlaceEvent] = field(default_factory=list)

    def state_at(self, at: datetime) -> str:
        """The state at a time; "" before the place began."""
        reached = [event.to_state for event in self.events if event.at <= at]
        return reached[-1] if reached else ""

    def reached(self, state: str) -> list[datetime]:
        return [event.at for event in self.events if event.to_state == state]


@pytest.fixture(scope="module")
def histories(day, django_db_blocker) -> dict[int, History]:
    with django_db_blocker.unblock():
        places = Place.objects.select_related(
            "registration", "work_group", "stage", "hub", "moved_to"
        )
        found = {place.pk: History(place) for place in places}
        for event in PlaceEvent.objects.order_by("pk"):
            found[event.place_id].events.append(event)
    return found


@pytest.fixture(scope="module")
def sessions(day, django_db_blocker) -> dict[int, list[Session]]:
    """The sessions of each group in order."""
    found: dict[int, list[Session]] = defaultdict(list)
    with django_db_blocker.unblock():
        for session in Session.objects.order_by("starts_at"):
            found[session.work_group_id].append(session)
    return found


@pytest.fixture
def evening_before(day) -> datetime:
    return datetime.combine(day - timedelta(days=1), EVENING, tzinfo=LONDON)


def is_successor(history: History, histories: dict[int, History]) -> bool:
    """Whether staff moved the person from another group to this place."""
    moved = {each.place.moved_to_id for each in histories.values()}
    return history.place.pk in moved


def of_groups(histories: dict[int, History]) -> dict[Any, list[History]]:
    found = defaultdict(list)
    for history in histories.values():
        if history.place.work_group is not None:
            found[history.place.work_group].append(history)
    return found


def offer_end(at: datetime, sessions: list[Session]) -> datetime:
    """17:00 of the fifth working day, or of the working day before the next session.

    A session before which there are fewer than two working days is left out.
    """
    offered = timezone.localdate(at)
    days = [day for day in after(offered, 120) if is_working(day)]
    ends = days[4]
    for session in sorted(sessions, key=lambda each: each.on):
        before = [day for day in days if day < session.on]
        if len(before) >= 2:
            ends = min(ends, before[-1])
            break
    return datetime.combine(ends, time(17), tzinfo=LONDON)


def after(day: date, number: int) -> list[date]:
    return [day + timedelta(days=each) for each in range(1, number)]


def is_working(day: date) -> bool:
    closed = "07-20" <= f"{day:%m-%d}" <= "09-05"
    return day.weekday() < 5 and day not in BANK_HOLIDAYS and not closed
