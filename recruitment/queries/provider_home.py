"""A training provider's home in the admin: who is and was there, in one statement."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q

from recruitment.models import Place
from workgroups import academic_years
from workgroups.models import Provider


@dataclass(frozen=True)
class YearAtProvider:
    """The people of one academic year; the same place may be in both lists."""

    year: str
    works_there: list[Place]
    trained_by_it: list[Place]  # in the years of early career training


def years_at(user: Any, provider: Provider, *, hub_id: int) -> list[YearAtProvider]:
    """The places of one hub that name a provider, the newest year first."""
    named = Q(provider=provider) | Q(lead_provider=provider)
    places = Place.objects.visible_to(user).filter(named, hub=hub_id)
    related = places.select_related("participant", "work_group", "stage", "school")
    names = ("participant__last_name", "participant__first_name", "pk")
    by_year = groupby(
        related.order_by("-start_year", *names), key=lambda place: place.start_year
    )
    return [_year(year, list(found), provider) for year, found in by_year]


def _year(year: int, places: list[Place], provider: Provider) -> YearAtProvider:
    return YearAtProvider(
        academic_years.label(year),
        [each for each in places if each.provider_id == provider.pk],
        [each for each in places if each.lead_provider_id == provider.pk],
    )
