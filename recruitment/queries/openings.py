"""The places of a group in words, and who wants to hear when it opens."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils import timezone

from recruitment import rules
from recruitment.models import OpeningRequest
from recruitment.queries.figures import Seats, seats_for_others
from workgroups.models import WorkGroup
from workgroups.rules import PlacesLine, places_line


def line_of(
    work_group: WorkGroup, counted: Mapping[int, Seats], *, today: date
) -> PlacesLine:
    """What a visitor can expect of a group; `counted` are seats by group."""
    held = counted.get(work_group.pk, Seats())
    return places_line(
        capacity=work_group.capacity,
        in_use=held.in_use,
        waiting=held.waiting,
        dates_confirmed=work_group.dates_confirmed,
        later_stage=work_group.project.stage.order > 1,
        opens_on=work_group.opens_on,
        closes_on=work_group.closes_on,
        cancelled_on=work_group.cancelled_on,
        is_over=work_group.is_over(today=today),
        today=today,
    )


def lines_of(
    work_groups: Iterable[WorkGroup], *, at: datetime
) -> list[tuple[WorkGroup, PlacesLine]]:
    """Each group with its places in words; one statement for all their seats."""
    groups, today = list(work_groups), timezone.localdate(at)
    counted = seats_for_others(groups, at=at)
    return [(each, line_of(each, counted, today=today)) for each in groups]


def awaited_of(work_group: WorkGroup, line: PlacesLine, *, today: date) -> str:
    """What somebody may ask to be told of this group; "" where nothing is to come."""
    ended = work_group.cancelled_on is not None or work_group.is_over(today=today)
    return rules.awaited_of(
        line,
        has_ended=ended,
        dates_confirmed=work_group.dates_confirmed,
        later_stage=work_group.project.stage.order > 1,
    )


def awaited_now(work_group: WorkGroup, *, at: datetime) -> str:
    ((group, line),) = lines_of([work_group], at=at)
    return awaited_of(group, line, today=timezone.localdate(at))


def wanting_to_hear(work_group: WorkGroup) -> int:
    """How many proved addresses wait to hear of a group."""
    asked = OpeningRequest.objects.filter(work_group=work_group, told_at=None)
    return asked.exclude(proved_at=None).count()
