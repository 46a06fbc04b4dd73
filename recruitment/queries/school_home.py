"""A school's home in the admin: what a hub knows of each year, and who was there."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from recruitment.models import Place
from workgroups import academic_years
from workgroups.models import School, SchoolYear


@dataclass(frozen=True)
class PeopleOfYear:
    year: str
    places: list[Place]


@dataclass(frozen=True)
class SchoolHome:
    years: list[SchoolYear]
    people: list[PeopleOfYear]
    links: list[tuple[str, int, bool]]  # words, year, whether its form is open


def school_home_of(
    user: Any, school: School, *, hub_id: int, of: int, today: date
) -> SchoolHome:
    years = SchoolYear.objects.visible_to(user).filter(school=school, hub=hub_id)
    places = Place.objects.visible_to(user).filter(school=school, hub=hub_id)
    related = places.select_related("participant", "work_group", "stage")
    ordered = related.order_by("-start_year", "participant__last_name", "pk")
    this_year = academic_years.academic_year_of(today)
    return SchoolHome(
        years=list(years),
        people=[
            PeopleOfYear(academic_years.label(year), list(found))
            for year, found in groupby(ordered, key=lambda place: place.start_year)
        ],
        links=[
            (academic_years.label(year), year, year == of)
            for year in range(this_year - 1, this_year + 2)
        ],
    )


def saved_fields(home: SchoolHome, of: int) -> dict[str, Any]:
    """What the form of one year begins with."""
    row = next((each for each in home.years if each.start_year == of), None)
    if row is None:
        return {}
    names = ("ects_expected", "contacted_on", "mastery_stage", "note")
    return {name: getattr(row, name) for name in names}
