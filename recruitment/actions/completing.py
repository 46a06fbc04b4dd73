"""Completing the year of a group: one dated act for everybody with a secured place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from recruitment.actions.transitions import (
    lock_groups,
    move_place,
    take_back_transition,
)
from recruitment.choices import OPEN_IN_GROUP, PlaceState
from recruitment.errors import ListChanged, NotAllowed
from recruitment.models import Place
from recruitment.queries import completion
from workgroups import audit
from workgroups.models import User, WorkGroup

#: Fields of a place whose completion nobody has decided.
NOT_DECIDED = {"completion_decided_at": None, "completion_decided_by": None}


@dataclass(frozen=True)
class Completed:
    """How many places were completed, and how many were not."""

    completed: int
    not_completed: int


@transaction.atomic
def complete_group(
    work_group: WorkGroup, *, seen: str, by: User, at: datetime
) -> Completed:
    """Decide for each secured place whether its year is completed.

    `seen` is the fingerprint of the list that was shown. Locks the group, so that no
    register is saved meanwhile, then its places. Done again, it decides only on places
    that were secured since. Raises NotAllowed, ListChanged.
    """
    [group] = lock_groups([work_group.pk])
    locked = {each.pk: each for each in _locked_places(group, PlaceState.CONFIRMED)}
    found = completion.completion_of(group, at=at)
    if found.why_not_yet:
        raise NotAllowed(found.why_not_yet)
    if seen != found.fingerprint:
        raise ListChanged
    for result in found.to_decide:
        move_place(
            locked[result.place.pk],
            to=result.state,
            at=at,
            actor=by,
            reason=f"{result.attended}; {found.percent}% are asked",
            completion_decided_at=at,
            completion_decided_by=by,
        )
    if found.to_decide:
        audit.record("complete_group", group, actor=by, fields=["state"], at=at)
    return Completed(len(found.completing), len(found.not_completing))


@transaction.atomic
def take_back_completion(
    work_group: WorkGroup, *, by: User, at: datetime
) -> tuple[int, int]:
    """Make the places secured again on which `complete_group` decided.

    Returns how many are, and how many stay as they are: those of people whose details
    were deleted, or who have another place in the group by now.
    """
    [group] = lock_groups([work_group.pk])
    decided = _locked_places(group, *completion.DECIDED)
    places = list(decided.exclude(completion_decided_at=None))
    newer = set(
        Place.objects.filter(work_group=group, state__in=OPEN_IN_GROUP)
        .order_by()
        .values_list("participant", flat=True)
    )
    going = [
        place
        for place in places
        if place.participant_id not in newer and place.participant.erased_at is None
    ]
    for place in going:
        take_back_transition(
            place, to=PlaceState.CONFIRMED, at=at, actor=by, **NOT_DECIDED
        )
    if going:
        audit.record("take_back_completion", group, actor=by, fields=["state"], at=at)
    return len(going), len(places) - len(going)


def _locked_places(group: WorkGroup, *states: PlaceState) -> QuerySet[Any]:
    """Places of a locked group, locked in the order of their ids."""
    return (
        Place.objects.filter(work_group=group, state__in=states)
        .select_for_update(of=("self",), no_key=True)
        .select_related("participant")
        .order_by("pk")
    )
