"""Academic years as the integer they start in, 1 September to 31 August."""

from datetime import date


def academic_year_of(day: date) -> int:
    """The academic year that holds a day, as the year it starts in."""
    return day.year if day.month >= 9 else day.year - 1


def label(start_year: int) -> str:
    """An academic year as people write it: 2022 is "2022/23"."""
    return f"{start_year}/{(start_year + 1) % 100:02d}"


def first_day(start_year: int) -> date:
    return date(start_year, 9, 1)


def last_day(start_year: int) -> date:
    return date(start_year + 1, 8, 31)
