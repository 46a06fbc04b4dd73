"""This year's groups, and the situation that each of them shows.

In the first hub: a session today and free seats, offers about to lapse, a full group
with a waiting list, a closed group, dates not known yet, offers after review, no limit;
second-year groups with far fewer people; and a community of training providers.
"""

from datetime import date, timedelta
from typing import Any

from recruitment.models import Place
from sample import content
from sample.groups import meeting_days
from sample.histories import S
from sample.last_year import Member
from sample.this_year import ThisYear
from workgroups.choices import OfferPolicy


def fill_first_hub(year: ThisYear, members: list[Member]) -> list[tuple[Place, Place]]:
    """Every situation once; returns moved places with their successors."""
    day = year.world.day
    reviewed: dict[str, Any] = {"offers": OfferPolicy.AFTER_REVIEW}
    greenwich = year.add_group("203", "primary-1", "203", today=True, capacity=20)
    lambeth = year.add_group("208", "primary-1", "208", weekday=1, capacity=20)
    southwark = year.add_group("210", "primary-1", "210", weekday=3, capacity=14)
    closed = date(year.year, 8, 20)
    bexley = year.add_group(
        "303", "primary-1", "303", weekday=4, capacity=18, closes_on=closed
    )
    days = meeting_days(year.year, 5, weekday=2)
    unknown = [each for each in days if each > day + timedelta(days=14)]
    lewisham = year.add_group(
        "209", "primary-1", "209", days=unknown, capacity=12, dates_confirmed=False
    )
    bromley = year.add_group(
        "305", "primary-1", "305", weekday=2, capacity=20, **reviewed
    )
    secondary = year.add_group(
        "secondary", "secondary-1", "secondary", weekday=2, audience="secondary"
    )
    year.add_secured(greenwich, 12)
    year.add_withdrawn(greenwich)
    year.add_walk_in(greenwich)
    year.add_drafts(greenwich, 2)
    year.add_drafts(lambeth, 1)
    year.add_secured(lambeth, 11)
    year.add_offered(lambeth, 3)
    year.add_declined(lambeth)
    year.add_lapsed(lambeth)
    year.add_secured(southwark, 14, until=date(year.year, 8, 10))
    year.add_recent(southwark, 4, S.WAITING)
    year.add_secured(bexley, 14, until=closed)
    year.add_not_selected(bexley)
    year.add_deferred(bexley)
    moved = [year.add_moved(greenwich, bexley)]
    year.add_recent(lewisham, 4, S.INTERESTED)
    year.add_secured(bromley, 10)
    year.add_recent(bromley, 3, S.INTERESTED)
    year.add_secured(secondary, 9)
    year.add_offered(secondary, 1)
    year.add_withdrawn(secondary)
    _second_stage(year, members)
    _one_year(year)
    itt = year.add_group(
        "itt", "itt", "itt", weekday=3, audience="itt", capacity=24, **reviewed
    )
    year.add_trainers(itt, 6)
    return moved


def _second_stage(year: ThisYear, members: list[Member]) -> None:
    """Three groups with far fewer people than the seven they come from."""
    near = [m for m in members if m.group.area in ("203", "303") and m.completed]
    far = [m for m in members if m.group.audience == "primary" and m.completed]
    far = [m for m in far if m not in near]
    secondary = [m for m in members if m.group.audience == "secondary" and m.completed]
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
    year.add_second_years(
        first,
        shuffled(near),
        {"confirmed": 5, "declined": 3, "lapsed": 2, "offered": 1, "withdrawn": 3},
        again=2,
    )
    year.add_second_years(
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
    year.add_second_years(
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
    for number in range(8):
        elsewhere = content.texts("words")["accepted_elsewhere"]
        year.add_secured(
            group,
            1,
            earlier_stage=True,
            earlier_stage_where=elsewhere[number % len(elsewhere)],
        )


def fill_small_hub(year: ThisYear, members: list[Member]) -> None:
    """Two groups that recruit and one of second-years."""
    areas = year.hub.areas
    first = year.add_group(areas[0], "primary-1", areas[0], today=True, capacity=16)
    year.add_secured(first, 8)
    if len(areas) > 1:
        other = year.add_group(areas[1], "primary-1", areas[1], weekday=2, capacity=7)
        year.add_secured(other, 7)
        year.add_recent(other, 2, S.WAITING)
    else:
        year.add_recent(first, 1, S.INTERESTED)
    dates = _second_stage_dates(year)
    second = year.add_group("2", "primary-2", "", weekday=3, capacity=16, **dates)
    completed = year.world.shuffled(m for m in members if m.completed)
    numbers = {"confirmed": 4, "declined": 1, "lapsed": 1}
    year.add_second_years(second, completed, numbers, again=1)


def _second_stage_dates(year: ThisYear) -> dict[str, Any]:
    """When groups of a second stage offer places to continuing people."""
    opens_on, closes_on = date(year.year, 7, 1), date(year.year, 8, 25)
    return {"opens_on": opens_on, "closes_on": closes_on}
