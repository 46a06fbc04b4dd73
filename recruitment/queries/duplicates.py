"""Records that may be of one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from recruitment.models import Merge, NotDuplicate, Participant

FOUND = 20  # at most, for one person or one search


@dataclass(frozen=True)
class Likely:
    """Another record that may be of the same person, and why."""

    person: Participant
    why: str


def likely_duplicates(user: Any, person: Participant) -> list[Likely]:
    """Other records of the hub with an address or the name of this person.

    Pairs of which staff said that they are two people are left out.
    """
    addresses = {person.email, person.second_email, *person.former_emails} - {""}
    same_name = Q(
        first_name__iexact=person.first_name, last_name__iexact=person.last_name
    )
    same_address = Q(email__in=addresses) | Q(second_email__in=addresses)
    rows = others(user, person).filter(same_name | same_address)
    rows = rows.exclude(pk__in=_known_as_two(person)).order_by("pk")
    return [Likely(each, _why(person, each, addresses)) for each in rows[:FOUND]]


def others(user: Any, person: Participant) -> Any:
    """The other records of a person's hub that an account may read."""
    visible = Participant.objects.visible_to(user).current()
    return visible.filter(hub=person.hub_id).exclude(pk=person.pk)


def _known_as_two(person: Participant) -> Iterable[int]:
    pairs = NotDuplicate.objects.filter(Q(first=person) | Q(second=person))
    return {
        pk
        for pair in pairs.values_list("first", "second")
        for pk in pair
        if pk != person.pk
    }


def _why(person: Participant, other: Participant, addresses: set[str]) -> str:
    same_name = person.full_name.casefold() == other.full_name.casefold()
    if addresses & {other.email, other.second_email}:
        return "the same name and address" if same_name else "the same address"
    return "the same name"


def people_found(user: Any, person: Participant, words: str) -> list[Participant]:
    """Other people of the hub whose name or address holds each of these words."""
    rows = others(user, person)
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(first_name__icontains=word)
            | Q(last_name__icontains=word)
            | Q(email__icontains=word)
        )
    return list(rows.order_by("last_name", "first_name", "pk")[:FOUND])


def merges_of(user: Any, person: Participant) -> list[Merge]:
    """The merges into this record, the newest first; those undone are among them."""
    rows = Merge.objects.visible_to(user).filter(kept=person)
    return list(rows.select_related("gone", "merged_by")[:FOUND])
