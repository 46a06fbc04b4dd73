"""The line of a hub's year about the people of the year before."""

from collections.abc import Iterable
from datetime import date

from recruitment.queries import continuing
from recruitment.queries.figures import LOST
from workgroups import academic_years, words
from workgroups.counted_lists import Asked, list_named
from workgroups.hub_year import AskedYear, YearLine, add_lines


def last_years_people(asked: AskedYear) -> Iterable[YearLine]:
    """Who is back, as at 31 October; no line without people who could be."""
    counted = Asked(asked.hub_id, asked.year, asked.at)
    found = continuing.outcomes(counted)
    if not found:
        return
    lost = sum(number for outcome, _, number in found if outcome == LOST)
    are = words.plural(lost, "person is", "people are")
    yield YearLine(
        date(asked.year, 10, 31),
        f"Who of {academic_years.label(asked.year - 1)} is back",
        list_named("not-back" if lost else "back").url(counted),
        f"{lost} {are} not back" if lost else "",
    )


def add_year_lines() -> None:
    add_lines(last_years_people)
