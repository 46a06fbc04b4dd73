"""Next year's groups on plain values: where dates move to, and what a title becomes."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from workgroups import academic_years, rules

WEEK = timedelta(weeks=1)
YEAR = 52 * WEEK  # whole weeks, so that each day keeps its weekday

#: The days of a year on which a group may meet, by weekday, in order.
FreeDays = Mapping[int, Sequence[date]]


def moved_dates(
    days: Iterable[date],
    *,
    start_year: int,
    closed_weeks: Iterable[Iterable[str]] = (),
    to_avoid: Iterable[rules.DaysToAvoid] = (),
) -> dict[date, date]:
    """Each day of a group's year, and the day that takes its place in another year.

    `start_year` is the new year. A day moves by 52 weeks, then on by whole weeks past
    bank holidays, closed weeks and days to avoid, and past the days that moved so far.
    Where the year ends before a free day is found, days move back instead. So they
    keep their weekday and order. Where a year has too few free days, every day of it
    counts as free.
    """
    ordered = sorted(set(days))
    weeks, avoided = [list(pair) for pair in closed_weeks], list(to_avoid)
    every = _by_weekday(_days_of(start_year))
    free = _by_weekday(
        day
        for day in _days_of(start_year)
        if not rules.problems_of(
            day, start_year=start_year, closed_weeks=weeks, to_avoid=avoided
        )
    )
    plain = {day: day + YEAR for day in ordered}
    return _arranged(ordered, free) or _arranged(ordered, every) or plain


def _days_of(start_year: int) -> Iterable[date]:
    first = academic_years.first_day(start_year)
    length = academic_years.last_day(start_year) - first
    return (first + timedelta(days=number) for number in range(length.days + 1))


def _by_weekday(days: Iterable[date]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {weekday: [] for weekday in range(7)}
    for day in days:
        found[day.weekday()].append(day)
    return found


def _arranged(ordered: Sequence[date], free: FreeDays) -> dict[date, date]:
    """The new days, each after the one before; {} where the year has too few."""
    found = _moved_on(ordered, free)
    following = date.max
    for day in reversed(ordered):
        new = found.get(day)
        if new is None or new >= following:
            earlier = [each for each in free[day.weekday()] if each < following]
            if not earlier:
                return {}
            found[day] = new = earlier[-1]
        following = new
    return {day: found[day] for day in ordered}


def _moved_on(ordered: Sequence[date], free: FreeDays) -> dict[date, date]:
    """The first free day of each; a day for which the year is too short is left out."""
    found: dict[date, date] = {}
    before = date.min
    for day in ordered:
        later = (new for new in free[day.weekday()] if new >= day + YEAR)
        new = next((each for each in later if each > before), None)
        if new is not None:
            found[day] = before = new
    return found


#: A pair of years such as "2026/27" or "26-27", or else one year such as "2026".
_YEARS = re.compile(
    r"(?<!\d)(?:((?:20)?\d\d)(\s*[/\u2013-]\s*)((?:20)?\d\d)|(20\d\d))(?!\d)"
)


def next_title(title: str, start_year: int) -> str:
    """A title of a year as the title of the next one: "2026/27" becomes "2027/28".

    Years are read in their usual spellings. A title without its year stays.
    """
    ends = [start_year % 100, (start_year + 1) % 100]

    def moved_on(match: re.Match[str]) -> str:
        first, between, second, single = match.groups()
        if single:
            is_of_year = int(single) in (start_year, start_year + 1)
            return _next(single) if is_of_year else single
        if [int(first) % 100, int(second) % 100] != ends:
            return match[0]
        return f"{_next(first)}{between}{_next(second)}"

    return _YEARS.sub(moved_on, title)


def _next(year: str) -> str:
    return f"{int(year) + 1:0{len(year)}d}"


def numbered(wanted: str, taken: Collection[str]) -> str:
    """A slug that is not taken: the wanted one, or the same with a number."""
    slug, number = wanted, 2
    while slug in taken:
        slug, number = f"{wanted}-{number}", number + 1
    return slug
