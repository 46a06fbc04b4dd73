"""Academic years as the integer they start in, 1 September to 31 August."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

#: Years outside this range are typing errors; dates cannot be computed from them.
YEARS = range(1990, 2100)


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


#: The first and the last month of each term, as schools speak of them.
TERMS = {"spring": (1, 3), "summer": (4, 8), "autumn": (9, 12)}


@dataclass(frozen=True)
class Term:
    """A term of one academic year, such as "spring 2027"."""

    name: str
    first_on: date
    last_on: date

    def __str__(self) -> str:
        return f"{self.name} {self.first_on.year}"


def term_of(day: date) -> Term:
    """The term that holds a day; the three terms leave no day out."""
    name = next(each for each, (_, last) in TERMS.items() if day.month <= last)
    first, last = TERMS[name]
    end = calendar.monthrange(day.year, last)[1]
    return Term(name, date(day.year, first, 1), date(day.year, last, end))


def parse(text: str) -> int | None:
    """The year that "2026/27", "2026-27" or "2026" starts in; None for other text."""
    found = re.fullmatch(
        r"([0-9]{4})(?:\s*[/-]\s*(?:[0-9]{2})?([0-9]{2}))?", text.strip()
    )
    if found is None or int(found[1]) not in YEARS:
        return None
    year = int(found[1])
    fits = found[2] is None or int(found[2]) == (year + 1) % 100
    return year if fits else None


#: Every year by the integer that it starts in.
LABELS = {year: label(year) for year in YEARS}
