"""People whose last year is over, and the day on which their details go."""

from datetime import date

from recruitment.actions import retention
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_staff,
    make_work_group,
)

#: FRIDAY is 16 October 2026: the next day that leaves two weeks is 1 November.
NEXT = date(2026, 11, 1)
ON_THE_DAY = FRIDAY_5PM.replace(month=11, day=1)
LONG_OVER = 2024  # with twelve months, details went on 1 September 2026


def of_year(year=LONG_OVER, *, hub=None, state="completed", **fields):
    group = make_work_group(hub=hub or make_hub(), start_year=year)
    return make_place(state, work_group=group, **fields).participant


def announce(hub=None):
    return retention.announce_run(hub or make_hub(), at=FRIDAY_5PM)


def go(at=ON_THE_DAY):
    return retention.do_run(make_hub(), at=at)


def hold(person, reason="dispute", until=date(2027, 3, 1), at=FRIDAY_5PM):
    by = make_staff("hub_lead", hub=person.hub)
    return retention.hold_back(
        person, reason=reason, why="They complained.", until_on=until, by=by, at=at
    )
