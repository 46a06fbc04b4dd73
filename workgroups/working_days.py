"""Working days in England: weekends, bank holidays and a hub's closed weeks."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Bank holidays in England of a calendar year."""
    import holidays

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def in_closed_weeks(day: date, closed_weeks: Iterable[Iterable[str]]) -> bool:
    """Whether a day is in a closed period; each is a pair such as ("07-20", "09-05").

    A pair whose end is earlier in the year than its start spans the new year.
    """
    here = day.strftime("%m-%d")
    for begins, ends in closed_weeks:
        if begins <= ends and begins <= here <= ends:
            return True
        if begins > ends and (here >= begins or here <= ends):
            return True
    return False


def is_working_day(day: date, closed_weeks: Iterable[Iterable[str]]) -> bool:
    return (
        day.weekday() < 5
        and day not in bank_holidays(day.year)
        and not in_closed_weeks(day, closed_weeks)
    )


def first_of_next_month(day: date) -> date:
    """The first working day of the month after a day, without closed weeks."""
    found = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    while not is_working_day(found, ()):
        found += timedelta(days=1)
    return found
