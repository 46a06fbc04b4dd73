"""The nearest other group with seats, for the page of a group that has none."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from recruitment.queries.figures import Seats, seats
from workgroups import grid, words
from workgroups.models import WorkGroup


@dataclass(frozen=True)
class NearGroup:
    """Another group of the programme in which a seat is free."""

    group: WorkGroup
    kilometres: float | None = None  # None where one of the two has no place

    @property
    def in_words(self) -> str:
        """ "Camden, 3.4 km away, next session on Wednesday 4 November 2026"."""
        where = str(self.group.local_authority or f"All of {self.group.hub}")
        far = "" if self.kilometres is None else f"{self.kilometres:.1f} km away"
        next_on = self.group.next_on  # type: ignore[attr-defined]  # annotated below
        day = f"next session on {words.weekday(next_on)}"
        return ", ".join(part for part in (where, far, day) if part)


def nearest_with_seats(work_group: WorkGroup, *, at: datetime) -> NearGroup | None:
    """The nearest group that has the same stage in the same hub and year.

    Those whose place is not known come last. None for a later stage, whose seats are
    kept for people who go on. Four statements at most, for any number of groups.
    """
    if work_group.project.stage.order > 1:
        return None
    others = _with_free_seats(_others(work_group, at=at), at=at)
    points = grid.points_of([work_group, *others]) if others else {}
    here = points.get(work_group.pk)
    found = [
        NearGroup(
            each,
            grid.kilometres(here, points[each.pk])
            if here and each.pk in points
            else None,
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
    counted = seats([each.pk for each in rows], at=at) if rows else {}
    free = []
    for each in rows:
        held = counted.get(each.pk, Seats())
        has_room = each.capacity is None or held.in_use < each.capacity
        if has_room and not held.waiting:
            free.append(each)
    return free


def _how_far(near: NearGroup) -> tuple[bool, float]:
    return near.kilometres is None, near.kilometres or 0.0
