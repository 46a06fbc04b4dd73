"""Options by their words, and the schemes that people typed for want of one."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from recruitment.choices import OptionKind
from recruitment.models import AnswerOption, Place

TYPED_TWICE = 2  # people who name the same scheme before it is offered as a row


def option_labels(hub_ids: Collection[int]) -> dict[str, str]:
    """The words of the options of hubs by their codes, those not in use too."""
    rows = AnswerOption.objects.filter(Q(hub=None) | Q(hub__in=hub_ids))
    return dict(rows.order_by().values_list("code", "label"))


def schemes_of(place: Place) -> dict[str, str]:
    """The schemes to tick for a place: those its hub offers, and those it has."""
    own = Q(hub=None) | Q(hub=place.hub_id)
    held = Q(in_use=True) | Q(code__in=place.schemes)
    rows = AnswerOption.objects.filter(own, held, kind=OptionKind.SCHEME)
    return dict(rows.values_list("code", "label"))


@dataclass(frozen=True)
class TypedScheme:
    """A scheme that several people of a hub typed, as most of them wrote it."""

    label: str
    people: int


def schemes_typed_twice(hub_id: int) -> list[TypedScheme]:
    """What two or more people of a hub typed as their scheme, most named first.

    Capitals make no difference. A place that was moved counts once with the one it
    was moved to, since both are of one person.
    """
    rows = (
        Place.objects.filter(hub=hub_id)
        .exclude(scheme_other="")
        .order_by("pk")
        .values_list("scheme_other", "participant")
    )
    written: dict[str, list[str]] = defaultdict(list)
    people: dict[str, set[int]] = defaultdict(set)
    for text, participant in rows.iterator():
        written[text.casefold()].append(text)
        people[text.casefold()].add(participant)
    found = [
        TypedScheme(_most_written(written[key]), len(who))
        for key, who in people.items()
        if len(who) >= TYPED_TWICE
    ]
    return sorted(found, key=lambda each: (-each.people, each.label))


def _most_written(texts: Iterable[str]) -> str:
    """The spelling used most, the first of several."""
    texts = list(texts)
    return max(dict.fromkeys(texts), key=texts.count)
