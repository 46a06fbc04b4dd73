"""The labels of answer options, and the schemes that people suggest as text."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from recruitment.choices import (
    AUTOMATIC_REASONS,
    STAFF_REASONS,
    BulkVerb,
    OptionCode,
    OptionKind,
)
from recruitment.models import AnswerOption, Place

PEOPLE_TO_SUGGEST = 2  # who enter the same text before it counts as a suggestion


def option_labels(hub_ids: Collection[int]) -> dict[str, str]:
    """The labels by code of all options of these hubs and of the national ones."""
    rows = AnswerOption.objects.filter(Q(hub=None) | Q(hub__in=hub_ids))
    return dict(rows.order_by().values_list("code", "label"))


def staff_reasons(verb: str, hub_id: int) -> list[tuple[str, str]]:
    """The reasons that staff of a hub may pick for a verb: the code and the words.

    Those of a withdrawal are the hub's own options and the national ones, and the move
    to another hub, which only staff know of.
    """
    if verb != BulkVerb.WITHDRAW:
        return [(words, words) for words in STAFF_REASONS.get(verb, ())]
    own = Q(hub=None) | Q(hub=hub_id)
    options = AnswerOption.objects.filter(own, kind=OptionKind.END_REASON, in_use=True)
    found = options.exclude(code__in=set(AUTOMATIC_REASONS) - {OptionCode.OTHER_HUB})
    return [(each.code, capfirst(each.label)) for each in found]


def schemes_of(place: Place) -> dict[str, str]:
    """The labels by code of the schemes that a place may have or has."""
    own = Q(hub=None) | Q(hub=place.hub_id)
    held = Q(in_use=True) | Q(code__in=place.schemes)
    rows = AnswerOption.objects.filter(own, held, kind=OptionKind.SCHEME)
    return dict(rows.values_list("code", "label"))


def options_of(place: Place, kind: str, held: str | None) -> QuerySet[AnswerOption]:
    """The options of one kind that a place may have, and the code that it holds."""
    own = Q(hub=None) | Q(hub=place.hub_id)
    in_use = Q(in_use=True) | Q(code=held)
    return AnswerOption.objects.filter(own, in_use, kind=kind)


@dataclass(frozen=True)
class SuggestedScheme:
    """A scheme that several people of a hub entered, in the most common spelling."""

    label: str
    people: int


def suggested_schemes(hub_id: int) -> list[SuggestedScheme]:
    """Schemes that at least PEOPLE_TO_SUGGEST people entered, the most common first.

    Upper and lower case are the same. People are counted, not places, because a place
    that was moved and its successor hold the same text.
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
        SuggestedScheme(_most_common(written[key]), len(who))
        for key, who in people.items()
        if len(who) >= PEOPLE_TO_SUGGEST
    ]
    return sorted(found, key=lambda each: (-each.people, each.label))


def _most_common(texts: Iterable[str]) -> str:
    """The spelling used most; the first one if several are."""
    texts = list(texts)
    return max(dict.fromkeys(texts), key=texts.count)
