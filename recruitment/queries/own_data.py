"""Everything that is held about a person, for the page "my data" and its file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from recruitment.models import Participant
from recruitment.personal_data import Held, all_held
from recruitment.queries.options import option_labels

Row = list[tuple[str, str]]  # what each field is called, and its value in words


@dataclass(frozen=True)
class DataPart:
    """The rows of one kind that are held about a person."""

    title: str
    rows: list[Row]


@dataclass(frozen=True)
class HubData:
    """What one hub holds about one person."""

    person: Participant
    parts: list[DataPart]


def people_in(ids: Iterable[int]) -> list[Participant]:
    """People by the name of their hub. Two of one hub stay two."""
    people = Participant.objects.current().filter(pk__in=list(ids))
    return list(people.select_related("hub").order_by("hub__name", "pk"))


def own_data(people: Iterable[Participant]) -> list[HubData]:
    """What is held about these people; a field without a value is left out."""
    return [HubData(each, _parts(each)) for each in people]


def _parts(person: Participant) -> list[DataPart]:
    options = option_labels([person.hub_id])
    parts = [DataPart(held.title, _rows(held, person, options)) for held in _shown()]
    return [part for part in parts if part.rows]


def _shown() -> list[Held]:
    return [held for held in all_held() if held.shown]


def _rows(held: Held, person: Participant, options: Mapping[str, str]) -> list[Row]:
    found = []
    for row in held.rows(person):
        said = [(item.says, item.in_words(row, options)) for item in held.shown]
        found.append([(says, words) for says, words in said if words])
    return found


def own_data_file(people: Iterable[Participant], *, at: datetime) -> dict[str, Any]:
    """The same for programs: by model, the rows with the names of their fields."""
    return {
        "made_at": at,
        "hubs": [
            {
                "hub": person.hub.name,
                "held": {h.model: _raw(h, person) for h in _shown()},
            }
            for person in people
        ],
    }


def _raw(held: Held, person: Participant) -> list[dict[str, Any]]:
    return [
        {item.name: item.raw(row) for item in held.shown} for row in held.rows(person)
    ]
