"""This year's groups, and the situation that each of them shows.

In the first hub: a session today and free seats, offers about to lapse, a full group
with a waiting list, a closed group, dates not known yet, offers after review, no limit;
second-year groups with far fewer people; and a community of training providers.
"""

from datetime import date, timedelta
from typing import Any

from sample import content
from sample.attendance import come_without_a_place, take_registers
from sample.groups import meeting_days
from sample.last_year import Member
from sample.second_year import add_second_years
from sample.this_year import ThisYear
from workgroups.choices import OfferPolicy

AFTER_REVIEW: dict[str, Any] = {"offers": OfferPolicy.AFTER_REVIEW}


def fill_first_hub(year: ThisYear, members: list[Member]) -> None:
    """Plan every situation once."""
    _first_stage(year)
    _second_stage(year, members)
    _one_year(year)
    community = year.add_group(
        "itt", "itt", "itt", weekday=3, audience="itt", capacity=24, **AFTER_REVIEW
    )
    year.add_trainers(community, 6)
    _take_all_registers(year)


def _first_stage(year: ThisYear) -> None:
    greenwich = year.add_group("203", "primary-1", "203", today=True, capacity=20)
    lambeth = year.add_group("208", "primary-1", "208", weekday=1, capacity=20)
    southwark = year.add_group("210", "primary-1", "210", weekday=3, capacity=14)
    closed = date(year.year, 8, 20)
    bexley = year.add_group(
        "303", "primary-1", "303", weekday=4, capacity=18, closes_on=closed
    )
    unknown = [
        each
        for each in meeting_days(year.year, 5, weekday=2)
        if each > year.world.day + timedelta(days=14)
    ]
    lewisham = year.add_group(
        "209", "primary-1", "209", days=unknown, capacity=12, dates_confirmed=False
    )
    bromley = year.add_group(
        "305", "primary-1", "305", weekday=2, capacity=20, **AFTER_REVIEW
    )
    secondary = year.add_group(
        "secondary", "secondary-1", "secondary", weekday=2, audience="secondary"
    )
    year.hub.open_group = lambeth
    year.add_secured(greenwich, 12)
    year.add_withdrawn(greenwich)
    come_without_a_place(year, greenwich)
    year.add_drafts(greenwich, 2)
    year.add_moved(greenwich, bexley)
    year.add_secured(lambeth, 11)
    year.add_offered(lambeth, 3)
    year.add_unreachable(lambeth)
    year.add_declined(lambeth)
    year.add_lapsed(lambeth)
    year.add_drafts(lambeth, 1)
    year.add_secured(southwark, 14, until=date(year.year, 8, 10))
    year.add_recent(southwark, 4)
    year.add_secured(bexley, 14, until=closed)
    year.add_deferred(bexley)
    year.add_recent(lewisham, 4)
    year.add_secured(bromley, 10)
    year.add_not_selected(bromley)
    year.add_recent(bromley, 3)
    year.add_secured(secondary, 9)
    year.add_offered(secondary, 1)
    year.add_withdrawn(secondary)


def _second_stage(year: ThisYear, members: list[Member]) -> None:
    """Three groups with far fewer people than the seven they come from."""
    completed = [member for member in members if member.completed]
    near = [m for m in completed if m.group.area in ("203", "303")]
    secondary = [m for m in completed if m.group.audience == "secondary"]
    far = [m for m in completed if m not in near and m not in secondary]
    dates = _second_stage_dates(year)
    first = year.add_group("203-2", "primary-2", "203", weekday=1, capacity=16, **dates)
    whole = year.add_group("2", "primary-2", "", weekday=4, capacity=24, **dates)
    last = year.add_group(
        "secondary-2",
        "secondary-2",
        "secondary",
        weekday=0,
        audience="secondary",
        capacity=16,
        **dates,
    )
    shuffled = year.world.shuffled
    add_second_years(
        year,
        first,
        shuffled(near),
        {"confirmed": 5, "declined": 3, "lapsed": 2, "offered": 1, "withdrawn": 3},
        again=2,
    )
    add_second_years(
        year,
        whole,
        shuffled(far),
        {
            "confirmed": 8,
            "declined": 4,
            "lapsed": 3,
            "offered": 1,
            "withdrawn": 5,
            "deferred": 2,
            "provisional": 1,
        },
        again=2,
    )
    add_second_years(
        year,
        last,
        shuffled(secondary),
        {"confirmed": 4, "declined": 1, "cancelled_by_hub": 1},
        again=1,
    )


def _one_year(year: ThisYear) -> None:
    """The one-stage form of the programme, for people who did year one elsewhere."""
    group = year.add_group(
        "one-year", "one-year", "", weekday=0, sessions=4, capacity=24
    )
    elsewhere = content.texts("words")["accepted_elsewhere"]
    for number in range(8):
        where = elsewhere[number % len(elsewhere)]
        year.add_secured(group, 1, earlier_stage=True, earlier_stage_where=where)


def fill_small_hub(year: ThisYear, members: list[Member]) -> None:
    """Plan two groups that recruit and one of second-years."""
    areas = year.hub.areas
    first = year.add_group(areas[0], "primary-1", areas[0], today=True, capacity=16)
    year.add_secured(first, 8)
    if len(areas) > 1:
        other = year.add_group(areas[1], "primary-1", areas[1], weekday=2, capacity=7)
        year.add_secured(other, 7, until=date(year.year, 8, 10))
        year.add_recent(other, 2)
    else:
        year.add_recent(first, 1)
    dates = _second_stage_dates(year)
    second = year.add_group("2", "primary-2", "", weekday=3, capacity=16, **dates)
    completed = year.world.shuffled(m for m in members if m.completed)
    numbers = {"confirmed": 4, "declined": 1, "lapsed": 1}
    add_second_years(year, second, completed, numbers, again=1)
    _take_all_registers(year)


def _second_stage_dates(year: ThisYear) -> dict[str, Any]:
    """When groups of a second stage offer places to continuing people."""
    opens_on, closes_on = date(year.year, 7, 1), date(year.year, 8, 25)
    return {"opens_on": opens_on, "closes_on": closes_on}


def _take_all_registers(year: ThisYear) -> None:
    for group in year.hub.this_year.values():
        take_registers(year, group)
