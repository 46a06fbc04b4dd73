"""The choice of a venue on the forms of groups and sessions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from workgroups import permissions
from workgroups.admin_base import ScopedForm, shown_hub_id, visible
from workgroups.models import Venue

NOT_OFFERED = "Choose a venue of your hub that is still used."


class VenueField(forms.ModelChoiceField):
    """A choice among rows that are read once for all the forms of a page."""

    rows: tuple[Venue, ...] = ()

    def offer(self, chosen_id: int | None) -> None:
        """Offer the venues that are still used, and the one already chosen."""
        kept = [each for each in self.rows if each.in_use or each.pk == chosen_id]
        self.offered = {str(each.pk): each for each in kept}
        labels = [(pk, str(each)) for pk, each in self.offered.items()]
        self.choices = [("", self.empty_label or ""), *labels]

    def to_python(self, value: Any) -> Venue | None:
        if value in self.empty_values:
            return None
        found = self.offered.get(str(getattr(value, "pk", value)))
        if found is None:
            raise ValidationError(NOT_OFFERED)
        return found


class ChoosesVenue(ScopedForm):
    """A form of a group or session, which offers the venues of its hub."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields.get("venue")
        if isinstance(field, VenueField):
            field.offer(self.instance.venue_id)


class OffersVenues:
    """For the admin pages and inlines whose model has a venue."""

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        is_venue = db_field.related_model is Venue
        if is_venue:
            kwargs["form_class"] = VenueField
        field = super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        if is_venue:
            field.rows = _rows_of(request)
        return field


def _rows_of(request: HttpRequest) -> tuple[Venue, ...]:
    """The venues of the hub that the page is about, in one statement for the page."""
    kept = request.__dict__
    if "_venues" not in kept:
        own = visible(Venue, request.user).filter(hub=shown_hub_id(request))
        kept["_venues"] = tuple(own)
    found: tuple[Venue, ...] = kept["_venues"]
    return found


def with_link_to_add(request: HttpRequest, text: str) -> str:
    """The help text of a choice, with a link for those who may add a venue."""
    if not permissions.allows(
        permissions.scope_of(request.user), Venue._meta.label, "create"
    ):
        return text
    url = reverse("admin:workgroups_venue_add")
    return format_html(
        '{} Not here? <a href="{}" target="_blank" rel="noopener">Add a venue</a> in a '
        "new tab, then save this page and choose it.",
        text,
        url,
    )
