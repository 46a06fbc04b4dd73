"""What else a hub offers to somebody with a secured place, for "my places"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from recruitment.choices import SECURED
from recruitment.models import Place
from recruitment.queries import other_programmes
from recruitment.queries.my_places import HubPlaces
from recruitment.queries.other_programmes import OpenGroup
from workgroups import public_texts
from workgroups.models import WorkGroup


@dataclass(frozen=True)
class WhatElse:
    open_groups: list[OpenGroup]
    words: list[str]  # of the hub, one a line


def what_else_for(mine: Sequence[HubPlaces], *, today: date) -> dict[int, WhatElse]:
    """By hub, where a person has a secured place; in three statements, or none."""
    newest = {
        part.hub.pk: place.work_group_id or 0
        for part in mine
        for place in part.places
        if _is_secured(place)
    }
    if not newest:
        return {}
    groups = list(
        WorkGroup.objects.filter(pk__in=newest.values()).select_related(
            "project__stage__programme"
        )
    )
    found = other_programmes.open_beside_each(groups, today=today)
    words = public_texts.lines_at(
        [part.hub for part in mine if part.hub.pk in newest], "what_else"
    )
    return {pk: WhatElse(found.get(pk, []), words[pk]) for pk in newest}


def _is_secured(place: Place) -> bool:
    return place.state in SECURED and place.work_group_id is not None
