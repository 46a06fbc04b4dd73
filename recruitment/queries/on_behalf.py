"""Who is known at a hub already, before staff register somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from recruitment.choices import PlaceState
from recruitment.models import Participant, Place
from workgroups.models import Stage, WorkGroup

LISTED = 10  # people of the same name


@dataclass(frozen=True)
class KnownParticipant:
    """Somebody with the same address or name, and their places in words."""

    person: Participant
    same: str  # "has this address" or "has this name"
    places: list[str]


def known_people(hub_id: int, person: Mapping[str, Any]) -> list[KnownParticipant]:
    """People of a hub with the address or the name that staff typed."""
    address = person.get("email", "")
    name = Q(
        first_name__iexact=person["first_name"], last_name__iexact=person["last_name"]
    )
    by_address = Q(email=address) | Q(second_email=address) if address else Q(pk=None)
    places = Place.objects.select_related("work_group").order_by("-start_year", "pk")
    found = Participant.objects.filter(name | by_address, hub=hub_id, erased_at=None)
    rows = found.prefetch_related(Prefetch("places", places))
    return [_known(each, address) for each in rows[:LISTED]]


def _known(person: Any, address: str) -> KnownParticipant:
    is_address = address and address in {person.email, person.second_email}
    places = [
        f"{group} ({group.year_label}), {PlaceState(each.state).label}"
        for each in person.places.all()
        if (group := each.work_group) is not None
    ]
    same = "has this address" if is_address else "has this name"
    return KnownParticipant(person, same, places)


def has_later_stage(work_group: WorkGroup) -> bool:
    """Whether the programme of a group goes on after the group's stage."""
    stage = work_group.project.stage
    later = Stage.objects.filter(programme=stage.programme_id, order__gt=stage.order)
    return later.exists()
