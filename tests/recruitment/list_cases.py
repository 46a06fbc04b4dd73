"""Lists of people as rows, the import of one, and what it left behind."""

from datetime import timedelta
from typing import Any

import pytest

from recruitment.actions import interest_lists
from recruitment.interest_lists import ListedPerson
from recruitment.models import (
    Email,
    Mentorship,
    Participant,
    Place,
    PlaceEvent,
    Registration,
)
from tests.factories import (
    FRIDAY_5PM,
    YEAR,
    make_programme,
    make_project,
    make_stage,
    make_work_group,
)
from workgroups.errors import ListRefused
from workgroups.models import WorkGroup

LATER = FRIDAY_5PM + timedelta(days=1)


def listed(line: int = 2, first_name: str = "Ada", **fields: Any) -> ListedPerson:
    values = {"email": f"{first_name.lower()}@school.example.org", **fields}
    return ListedPerson(line, first_name, "Brook", **values)


def import_list(group: WorkGroup, *people: ListedPerson, **how: Any) -> Any:
    values = {
        "listed_as": "interested",
        "file_name": "lewisham.csv",
        "at": FRIDAY_5PM,
        **how,
    }
    return interest_lists.import_list(group, people or (listed(),), **values)


def states(group: WorkGroup) -> list[str]:
    return list(group.places.order_by("pk").values_list("state", flat=True))


def refused(group: WorkGroup, *people: ListedPerson, **how: Any) -> list[str]:
    with pytest.raises(ListRefused) as refusal:
        import_list(group, *people, **how)
    return [str(each) for each in refusal.value.problems]


def counts() -> tuple[int, ...]:
    models = (Participant, Registration, Place, PlaceEvent, Mentorship, Email)
    return tuple(model.objects.count() for model in models)


def two_years(**fields: Any) -> WorkGroup:
    """A group in the first of two stages."""
    programme = make_programme()
    stage = make_stage(programme)
    make_stage(programme)
    start_year = fields.get("start_year", YEAR)
    return make_work_group(project=make_project(stage, start_year=start_year), **fields)


def listed_again(line: int, person: Participant) -> ListedPerson:
    """The line of somebody whom the hub knows."""
    return ListedPerson(line, person.first_name, person.last_name, person.email)
