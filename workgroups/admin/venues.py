"""Venues, and the choice of one on the forms of groups and sessions."""

from typing import Any

from django.contrib import admin

from workgroups.admin_base import ScopedForm, ScopedModelAdmin
from workgroups.models import Venue
from workgroups.rules import normal_postcode

NAME_TAKEN = "Your hub has a venue of this name already."


class VenueForm(ScopedForm):
    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_postcode(self) -> str:
        return normal_postcode(self.cleaned_data["postcode"])

    def clean(self) -> dict[str, Any] | None:
        """The hub is no field, so the constraint on names is checked here too."""
        cleaned = super().clean() or self.cleaned_data
        rows = Venue.objects.filter(hub=self.hub_id(cleaned))
        same = rows.filter(name__iexact=cleaned.get("name", ""))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", NAME_TAKEN)
        return cleaned


@admin.register(Venue)
class VenueAdmin(ScopedModelAdmin):
    form = VenueForm
    list_display = ("name", "address", "postcode", "seats", "in_use")
    list_filter = ("in_use",)
    search_fields = ("name", "address", "postcode")
    fields = (
        "name",
        "address",
        "postcode",
        "step_free_access",
        "parking",
        "how_to_get_in",
        "seats",
        "in_use",
    )
    export_columns = (
        ("Venue", "name"),
        ("Address", "address"),
        ("Postcode", "postcode"),
        ("Seats", "seats"),
        ("Step-free access", "step_free_access"),
        ("Parking", "parking"),
        ("How to get in", "how_to_get_in"),
        ("Still used", "in_use"),
    )
