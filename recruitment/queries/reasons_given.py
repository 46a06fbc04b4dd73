"""Why people said yes, and what got in the way: lists of places, split by reason."""

from typing import Any

from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Cast

from recruitment.choices import AUTOMATIC_REASONS, OptionCode, PlaceState
from recruitment.models import AnswerOption, Place
from workgroups.counted_lists import REASON, Asked, CountedList, Split, add_list

Rows = QuerySet[Any]


def places_with_reasons(places: Rows, asked: Asked) -> Rows:
    """Places of a hub and year, also without a group; a moved place counts once."""
    own = places.filter(hub=asked.hub_id, start_year=asked.year)
    return own.exclude(state=PlaceState.MOVED)


def said_why(asked: Asked) -> Q:
    """Said what made them say yes: the reason asked for, where there is one."""
    return _reason("yes_reason", asked)


def got_in_the_way(asked: Asked) -> Q:
    """Said no or left, and gave a reason: the one asked for, where there is one."""
    ended = Q(state__in=(PlaceState.DECLINED, PlaceState.WITHDRAWN))
    of_people = ~Q(end_reason__in=AUTOMATIC_REASONS)
    return ended & of_people & _reason("end_reason", asked)


def moved_to_another_hub(asked: Asked) -> Q:
    return Q(state=PlaceState.WITHDRAWN, end_reason=OptionCode.OTHER_HUB)


def _reason(field: str, asked: Asked) -> Q:
    if asked.reason:
        return Q(**{field: asked.reason})
    return Q(**{f"{field}__isnull": False})


def _split(lead: str, field: str, when: Any) -> Split:
    """A list by the codes in a field that refers to AnswerOption."""

    def parts(places: Rows, asked: Asked) -> Rows:
        return places.filter(when(asked.narrowed(reason=""))).annotate(
            value=Cast(F(f"{field}_id"), TextField()),
            label=Cast(F(f"{field}__label"), TextField()),
        )

    return Split(
        REASON,
        lead,
        parts,
        words=lambda code, label: label,
        is_by_size=True,
        named=reason_named,
    )


def reason_named(asked: Asked) -> str:
    """The label of the reason asked for; "" for none and for another hub's."""
    if not asked.reason:
        return ""
    own = Q(hub=asked.hub_id) | Q(hub=None)
    option = AnswerOption.objects.filter(own, code=asked.reason).first()
    return option.label if option else ""


def add_lists() -> None:
    for name, title, field, lead, when in (
        (
            *("said-yes", "said what made them say yes", "yes_reason"),
            *("what made people say yes", said_why),
        ),
        (
            *("got-in-the-way", "said no or left, with a reason", "end_reason"),
            *("what got in the way", got_in_the_way),
        ),
    ):
        split = _split(lead, field, when)
        add_list(
            CountedList(name, Place, title, when, places_with_reasons, split=split)
        )
    add_list(
        CountedList(
            *("other-hub", Place, "moved to another hub", moved_to_another_hub),
            places_with_reasons,
            question="moved to another hub",
        )
    )
