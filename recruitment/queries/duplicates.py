"""Records that may be of one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Value
from django.db.models.functions import Concat, Upper

from recruitment.models import Merge, NotDuplicate, Participant

NAME_KEY = Upper(Concat("first_name", Value(" "), "last_name"))
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


def with_likely_duplicate(people: Any) -> Any:
    """People of one hub with an earlier record of the same name or main address.

    Of a pair only the later record is found, and it is found once. First come the
    names and addresses that occur twice, so that few rows are compared.
    """
    people = people.current().annotate(name_key=NAME_KEY)
    twice = Q(name_key__in=_found_twice(people, "name_key"))
    twice |= Q(email__in=_found_twice(people.exclude(email=""), "email"))
    return people.filter(twice).filter(Exists(_earlier()))


def _found_twice(people: Any, field: str) -> Any:
    counted = people.order_by().values(field).annotate(number=Count("pk"))
    return counted.filter(number__gt=1).values(field)


def _earlier() -> Any:
    """Earlier records like the outer one, without those known as another person's."""
    earlier = Participant.objects.current().annotate(name_key=NAME_KEY)
    decided = NotDuplicate.objects.filter(
        first=OuterRef("pk"), second=OuterRef(OuterRef("pk"))
    )
    return earlier.filter(
        Q(name_key=OuterRef("name_key")) | ~Q(email="") & Q(email=OuterRef("email")),
        ~Exists(decided),
        hub=OuterRef("hub"),
        pk__lt=OuterRef("pk"),
    ).order_by()


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
