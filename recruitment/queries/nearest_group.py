"""The nearest other group with seats, for the page of a group that has none."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from recruitment.models import Place
from recruitment.queries.figures import Seats, seats_for_others
from workgroups import grid, school_search, words
from workgroups.models import School, WorkGroup


@dataclass(frozen=True)
class Start:
    """From where a person travels: their school, or a postcode that they typed."""

    name: str
    point: grid.Point


@dataclass(frozen=True)
class NearGroup:
    """Another group of the programme in which a seat is free."""

    group: WorkGroup
    kilometres: float | None = None  # None where one of the two has no place
    start: Start | None = None  # None where they are measured from the other group

    @property
    def in_words(self) -> str:
        """ "Camden, 3.4 km away, next session on Wednesday 4 November 2026"."""
        where = str(self.group.local_authority or f"All of {self.group.hub}")
        beyond = f"from {self.start.name}" if self.start else "away"
        far = "" if self.kilometres is None else f"{self.kilometres:.1f} km {beyond}"
        next_on = self.group.next_on  # type: ignore[attr-defined]  # annotated below
        day = f"next session on {words.weekday(next_on)}"
        return ", ".join(part for part in (where, far, day) if part)


def start_from(text: str) -> Start | None:
    """Where a school or a postcode is that somebody typed; None where nobody knows.

    Postcodes are looked up among those of schools, so no other site is asked.
    """
    text = " ".join(text[: school_search.LONGEST_SEARCH].split())
    if code := school_search.postcode_start(text):
        point = grid.middle_of_postcode(code.strip())
        return Start(code.strip(), point) if point else None
    found = school_search.search_schools(text, limit=1).schools
    return _start_at(found[0]) if found else None


def start_of(participants: Collection[int]) -> Start | None:
    """The school of a person's newest place that has one; None where it is unknown."""
    places = Place.objects.filter(participant__in=participants).exclude(school=None)
    newest = places.select_related("school").order_by("-start_year", "-pk").first()
    return _start_at(newest.school) if newest is not None else None


def _start_at(school: School | None) -> Start | None:
    if school is None or school.easting is None or school.northing is None:
        return None
    return Start(school.name, (school.easting, school.northing))


def nearest_with_seats(
    work_group: WorkGroup, *, at: datetime, start: Start | None = None
) -> NearGroup | None:
    """The nearest group that has the same stage in the same hub and year.

    It is the nearest to `start`, or else to the group itself. Those whose place is not
    known come last. None for a later stage, whose seats are kept for people who go on.
    Four statements at most, for any number of groups.
    """
    if work_group.project.stage.order > 1:
        return None
    others = _with_free_seats(_others(work_group, at=at), at=at)
    points = grid.points_of([work_group, *others]) if others else {}
    here = start.point if start else points.get(work_group.pk)
    found = [
        NearGroup(
            each,
            grid.kilometres(here, points[each.pk])
            if here and each.pk in points
            else None,
            start,
        )
        for each in others
    ]
    return min(found, key=_how_far, default=None)


def _others(work_group: WorkGroup, *, at: datetime) -> QuerySet[WorkGroup]:
    today = timezone.localdate(at)
    open_now = WorkGroup.objects.open_for_interest(today).listed()
    return (
        open_now.filter(
            hub=work_group.hub_id,
            project__stage=work_group.project.stage_id,
            start_year=work_group.start_year,
            school_phase=work_group.school_phase,
            dates_confirmed=True,
            retired_on=None,
        )
        .exclude(pk=work_group.pk)
        .with_next_session(today)
        .exclude(next_on=None)
        .order_by("next_on", "pk")
    )


def _with_free_seats(groups: QuerySet[WorkGroup], *, at: datetime) -> list[WorkGroup]:
    """Those in which nobody waits and a seat is free."""
    rows = list(groups)
    counted = seats_for_others(rows, at=at)
    free = []
    for each in rows:
        held = counted.get(each.pk, Seats())
        has_room = each.capacity is None or held.in_use < each.capacity
        if has_room and not held.waiting:
            free.append(each)
    return free


def _how_far(near: NearGroup) -> tuple[bool, float]:
    return near.kilometres is None, near.kilometres or 0.0
