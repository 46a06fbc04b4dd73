"""Reads of the national team: counts per hub, and one person's record."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, Q
from django.utils import timezone

from evaluation import suppression
from recruitment.choices import SECURED, PlaceState
from recruitment.models import Participant, Place
from workgroups import academic_years
from workgroups.models import Hub, WorkGroup


@dataclass(frozen=True)
class HubCounts:
    """Counts of one hub; None where so few people are not shown."""

    name: str
    groups: int
    secured: int | None
    waiting: int | None
    lapsed: int | None


@dataclass(frozen=True)
class HubRecord:
    """One hub's part of a person's record; it leaves out notes and feedback."""

    hub: str
    name: str
    email: str
    places: list[Any]


class RecordForm(forms.Form):
    email = forms.EmailField(label="E-mail address of the person", max_length=254)
    reason = forms.CharField(
        label="Why you need to see this record",
        max_length=500,
        min_length=10,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with your name. A hub can read that its record was opened.",
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


def hub_counts(*, at: datetime) -> list[HubCounts]:
    """This year's counts of every hub, in three statements.

    Each person is in one of the counts of places at most, and no total is shown, so a
    suppressed count does not follow from the others.
    """
    year = academic_years.academic_year_of(timezone.localdate(at))
    groups = dict(
        WorkGroup.objects.filter(start_year=year, cancelled_on=None)
        .order_by()
        .values_list("hub")
        .annotate(running=Count("pk"))
    )
    counted = {
        hub: counts
        for hub, *counts in Place.objects.filter(start_year=year)
        .order_by()
        .values_list("hub")
        .annotate(
            secured=Count("pk", filter=Q(state__in=SECURED)),
            waiting=Count("pk", filter=Q(state=PlaceState.WAITING)),
            lapsed=Count("pk", filter=Q(state=PlaceState.LAPSED)),
        )
    }
    return [
        HubCounts(
            hub.name,
            groups.get(hub.pk, 0),
            *(
                None if suppression.is_small([count], hub.smallest_count) else count
                for count in counted.get(hub.pk, (0, 0, 0))
            ),
        )
        for hub in Hub.objects.order_by("name")
    ]


def records_of(people: list[Participant]) -> list[HubRecord]:
    """One part per hub; rows of different hubs are never joined."""
    return [
        HubRecord(
            hub=person.hub.name,
            name=person.full_name,
            email=person.email,
            places=list(
                person.places.select_related("work_group", "stage").order_by(
                    "start_year", "pk"
                )
            ),
        )
        for person in people
    ]
