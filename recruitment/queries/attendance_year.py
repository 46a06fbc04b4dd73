"""Attendance of a group over its year: sessions, people and their marks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q

from recruitment.choices import PRESENT_MARKS, SECURED, PlaceState
from recruitment.models import Attendance, Place
from workgroups.models import Session, WorkGroup


@dataclass(frozen=True)
class YearMark:
    """A person's mark at a session, or at the same session of another group."""

    mark: str
    on: date  # of the session at which it was made
    minutes: int  # that this session took
    elsewhere: bool = False
    deputy: str = ""  # who came in the person's stead

    @property
    def is_present(self) -> bool:
        return self.mark in PRESENT_MARKS


@dataclass(frozen=True)
class PersonYear:
    """A place with its marks by the number of the session."""

    place: Place
    marks: dict[int, YearMark]
    attended: Decimal  # days


@dataclass(frozen=True)
class AttendanceYear:
    """The sessions of a group that were not called off, and its people.

    `held` are the days of the sessions with a register.
    """

    sessions: list[Any]  # annotated with `has_register`
    people: list[PersonYear]

    @property
    def held(self) -> Decimal:
        return days_of(each for each in self.sessions if each.has_register)


def days_of(sessions: Iterable[Session]) -> Decimal:
    return sum((each.day_share for each in sessions), Decimal(0))


def year_of(work_group: WorkGroup, *, only: Place | None = None) -> AttendanceYear:
    """The year of everybody with a secured place or a mark, in four statements.

    With `only`, of one place. Whoever was moved is in the group they were moved to.
    A session attended before the move, or as a guest of another group, counts for
    the session of the same number.
    """
    sessions = list(
        Session.objects.filter(work_group=work_group)
        .going_ahead()
        .annotate(
            has_register=Exists(Attendance.objects.filter(session=OuterRef("pk")))
        )
        .order_by("number")
    )
    places = _places_of(work_group, only)
    marks = _marks_of(places)
    by_number = {each.number: each for each in sessions}
    people = []
    for place in places:
        own = {n: m for n, m in sorted(marks[place.pk].items()) if n in by_number}
        there = [by_number[number] for number, mark in own.items() if mark.is_present]
        people.append(PersonYear(place, own, days_of(there)))
    return AttendanceYear(sessions, people)


def _places_of(work_group: WorkGroup, only: Place | None) -> list[Place]:
    marked = Exists(Attendance.objects.filter(place=OuterRef("pk")))
    shown = Q(state__in=SECURED) | Q(marked)
    rows = Place.objects.filter(shown, work_group=work_group)
    if only is not None:
        rows = rows.filter(pk=only.pk)
    return list(
        rows.exclude(state=PlaceState.MOVED)
        .with_change()
        .select_related("participant", "school", "provider", "completion_decided_by")
        .order_by("participant__last_name", "participant__first_name", "pk")
    )


def _marks_of(places: Iterable[Place]) -> Mapping[int, dict[int, YearMark]]:
    """Marks by place and number; where two are of one number, being there counts."""
    groups = {place.pk: place.work_group_id for place in places}
    whose = _with_former(places)
    marks: dict[int, dict[int, YearMark]] = defaultdict(dict)
    rows = Attendance.objects.filter(place__in=list(whose)).order_by("pk")
    for place_id, group_id, number, mark, on, starts, ends, deputy in rows.values_list(
        "place",
        *(f"session__{name}" for name in ("work_group", "number")),
        "mark",
        *(f"session__{name}" for name in ("on", "starts", "ends")),
        "deputy",
    ):
        pk = whose[place_id]
        elsewhere = group_id != groups[pk]
        found = YearMark(mark, on, _minutes(starts, ends), elsewhere, deputy)
        kept = marks[pk].get(number)
        if kept is None or _rank(found) > _rank(kept):
            marks[pk][number] = found
    return marks


def _minutes(starts: time, ends: time) -> int:
    day = date.min
    took = datetime.combine(day, ends) - datetime.combine(day, starts)
    return int(took.total_seconds()) // 60


def _rank(mark: YearMark) -> tuple[bool, bool]:
    return mark.is_present, not mark.elsewhere


def _with_former(places: Iterable[Place]) -> dict[int, int]:
    """Each place by its own id and by those of the places it was moved from."""
    people = {place.participant_id for place in places}
    moved = Place.objects.filter(participant__in=people, state=PlaceState.MOVED)
    before = dict(moved.exclude(moved_to=None).values_list("moved_to", "pk"))
    whose = {}
    for place in places:
        pk: int | None = place.pk
        while pk is not None:
            whose[pk] = place.pk
            pk = before.get(pk)
    return whose
