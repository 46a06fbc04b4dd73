"""One person's record for the national team, once a reason is given."""

from dataclasses import dataclass
from typing import Any

from recruitment.models import Participant


@dataclass(frozen=True)
class HubRecord:
    """One hub's part of a person's record; it leaves out notes and feedback."""

    hub: str
    name: str
    email: str
    places: list[Any]


def records_of(people: list[Participant]) -> list[HubRecord]:
    """One part per hub; rows of different hubs are never joined."""
    return [
        HubRecord(
            hub=person.hub.name,
            name=person.full_name,
            email=person.email,
            places=list(
                person.places.select_related("work_group", "stage").order_by(
                    "start_year", "pk"
                )
            ),
        )
        for person in people
    ]
