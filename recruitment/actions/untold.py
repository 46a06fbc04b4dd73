"""Forget people who came by somebody else and were not told within thirty days."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from recruitment.actions.deleting import (
    cut_off,
    forget_mentor,
    give_up_places,
    lock_person,
)
from recruitment.errors import BeingChanged
from recruitment.models import Mentor, Participant, Place
from recruitment.queries.untold import (
    mentors_overdue,
    names_others,
    people_overdue,
    places_overdue,
    release_was_told,
)
from workgroups import audit

AT_ONCE = 25
REASON = "Nobody told the person within thirty days what we hold."
OF_HEAD = {"release_name", "release_role", "release_email"}
OF_DEPUTY = {"deputy_name", "deputy_email"}
Forget = Callable[..., bool]


def forget_untold(*, at: datetime) -> int:
    """Do a batch of those whose thirty days are over; return how many went.

    Each is a transaction of its own and is looked at again in it.
    """
    notice_others(at=at)
    due: tuple[tuple[Any, Forget], ...] = (
        (mentors_overdue(at), forget_untold_mentor),
        (places_overdue(at), forget_others),
        (people_overdue(at), forget_untold_person),
    )
    went = 0
    for rows, forget in due:
        for row in rows.order_by("pk")[:AT_ONCE]:
            went += _forgotten(forget, row, at=at)
    return went


def _forgotten(forget: Forget, row: Any, *, at: datetime) -> bool:
    """Whether a row went; one that is being changed waits for the next time."""
    try:
        return forget(row, at=at)
    except BeingChanged:
        return False


@transaction.atomic
def notice_others(*, at: datetime) -> int:
    """Start the clock of places that have got the address of a head or a deputy.

    A place that has none any more has no clock.
    """
    Place.objects.exclude(names_others()).exclude(others_came_at=None).update(
        others_came_at=None, others_told_on=None
    )
    named = Place.objects.filter(names_others(), others_came_at=None)
    return named.update(others_came_at=at)


@transaction.atomic
def forget_untold_mentor(mentor: Mentor, *, at: datetime) -> bool:
    """Delete an untold mentor; people whom they mentor have none from today."""
    locked = Mentor.objects.select_for_update().filter(pk=mentor.pk).first()
    if locked is None or not mentors_overdue(at).filter(pk=mentor.pk).exists():
        return False
    audit.record("forget_untold", locked, at=at)
    running = locked.mentorships.filter(until_on=None)
    running.update(until_on=timezone.localdate(at))
    forget_mentor(locked, at=at)
    return True


@transaction.atomic
def forget_others(place: Place, *, at: datetime) -> bool:
    """Blank what a place has of a head and a deputy whom nobody told.

    A head whom a letter told stays.
    """
    rows = Place.objects.select_for_update().filter(pk=place.pk)
    if not rows.exists() or not places_overdue(at).filter(pk=place.pk).exists():
        return False
    head_stays = rows.filter(release_was_told()).exists()
    fields = OF_DEPUTY if head_stays else OF_HEAD | OF_DEPUTY
    came = {} if head_stays else {"others_came_at": None}
    rows.update(**dict.fromkeys(fields, ""), **came)
    audit.record("forget_untold", place, at=at, fields=fields)
    return True


@transaction.atomic
def forget_untold_person(person: Participant, *, at: datetime) -> bool:
    """End the open places of an untold person, and blank what names them.

    Raises BeingChanged while staff may take an act with one of the places back.
    """
    locked = lock_person(person)
    if not people_overdue(at).filter(pk=person.pk).exists():
        return False
    give_up_places(locked, at=at, by=None, reason=REASON)
    cut_off(locked, at=at)
    audit.record("forget_untold", locked, at=at)
    return True
