"""The years of training providers: a list with its forms, and a page over two years."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from recruitment.choices import Award
from recruitment.models import Observation, ProviderYear
from recruitment.queries.provider_years import year_of_providers
from workgroups import academic_years, permissions
from workgroups.admin_base import (
    ScopedForm,
    ScopedModelAdmin,
    ScopedTabularInline,
    current_hub,
)
from workgroups.admin_base.pages import add_page


class ProviderYearForm(ScopedForm):
    awards = forms.MultipleChoiceField(
        choices=Award.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class ObservationInline(ScopedTabularInline):
    model = Observation
    extra = 1
    autocomplete_fields = ("school",)
    fields = ("on", "starts", "school", "discussion_on", "what_came")


@admin.register(ProviderYear)
class ProviderYearAdmin(ScopedModelAdmin):
    """What the hub knows of each provider: awards, trainees, preparation, lessons."""

    form = ProviderYearForm
    inlines = (ObservationInline,)
    list_display = ("provider", "year", "preparation", "trainees")
    list_select_related = ("provider",)
    list_filter = ("start_year", "preparation")
    search_fields = ("provider__name",)
    fields = (
        "provider",
        "start_year",
        "awards",
        "trainees",
        "preparation",
        "what_changed",
    )
    export_columns = (
        ("Provider", "provider__name"),
        ("Academic year", "start_year"),
        ("Preparation", "preparation"),
        ("Trainees", "trainees"),
        ("What changed", "what_changed"),
    )

    @admin.display(description="academic year", ordering="start_year")
    def year(self, row: ProviderYear) -> str:
        return academic_years.label(row.start_year)


def providers_of_year(request: HttpRequest) -> dict[str, Any]:
    """Engaged programmes this year against last, and who is missing."""
    hub = current_hub(request)
    scope = permissions.scope_of(request.user)
    if hub is None or not permissions.allows(scope, ProviderYear._meta.label, "read"):
        raise PermissionDenied
    today = timezone.localdate()
    year = academic_years.academic_year_of(today)
    return {
        "title": "Training providers",
        "hub": hub,
        "found": year_of_providers(hub.pk, year, today=today),
        "this_year": academic_years.label(year),
        "last_year": academic_years.label(year - 1),
    }


add_page(
    "providers/", "providers_of_year", "admin/providers_of_year.html", providers_of_year
)
