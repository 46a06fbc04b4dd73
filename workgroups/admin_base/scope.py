"""What an account may see in the admin: rows, form choices and filter choices."""

from typing import Any

from django import forms
from django.db import models
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.text import capfirst

from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.counted_lists import HUB
from workgroups.form_fields import AcademicYearField, whole_number
from workgroups.models import Hub, User


def visible(model: Any, user: Any) -> models.QuerySet[Any]:
    """Rows of a model that the admin shows; none if the model is not scoped."""
    rows = model._default_manager.all()
    if not hasattr(rows, "reached_by"):
        return rows.none()
    return rows.reached_by(permissions.scope_of(user).as_staff, "read")


def choosable(model: Any, user: Any) -> Any:
    """Rows that a form may reference: own copies where national masters exist."""
    if model is User:
        hubs = permissions.scope_of(user).staff_hubs
        kinds = [*HUB_STAFF, RoleKind.WORK_GROUP_LEAD]
        return User.objects.with_role_at(hubs, kinds, timezone.localdate())
    rows: Any = visible(model, user)
    names = {field.name for field in model._meta.fields}
    return rows.changeable_by(user) if {"hub", "copied_from"} <= names else rows


def has_hub(model: Any) -> bool:
    return any(field.name == "hub" for field in model._meta.fields)


def hub_id_of(row: Any) -> int | None:
    """The hub of a row; a hub belongs to itself."""
    return row.pk if isinstance(row, Hub) else getattr(row, "hub_id", None)


def own_hubs(request: HttpRequest) -> list[Hub]:
    """The hubs of which the account is staff, by name; read with its roles."""
    scope = permissions.scope_of(request.user)
    found = [scope.hubs_read[pk] for pk in scope.staff_hubs]
    return sorted(found, key=lambda hub: hub.name)


def current_hub(request: HttpRequest) -> Hub | None:
    """The hub that the page is about; None for the national team."""
    pk = current_hub_id(request)
    return next((hub for hub in own_hubs(request) if hub.pk == pk), None)


def current_hub_id(request: HttpRequest) -> int | None:
    """The hub that the page is about, and for which new rows are created.

    On the pages of a row this is the hub of the row. Elsewhere it is the hub in the
    address, so that a second tab may show another hub, and then the hub that was
    chosen last. None for the national team, whose new rows are national masters.
    """
    own = permissions.scope_of(request.user).staff_hubs
    shown = request.__dict__.get("_hub_of_row")
    chosen = request.session.get("current_hub")
    found = [each for each in (shown, hub_in_address(request), chosen) if each in own]
    return found[0] if found else min(own, default=None)


def shown_hub_id(request: HttpRequest) -> int | None:
    """The hub of the row that the page shows, else that for which rows are created."""
    return request.__dict__.get("_hub_of_row") or current_hub_id(request)


def hub_in_address(request: HttpRequest) -> int | None:
    """The hub that the address names; a form names it with the list it came from."""
    came_from = QueryDict(request.GET.get("_changelist_filters", ""))
    return whole_number(request.GET.get(HUB) or came_from.get(HUB, ""))


def remember_hub(request: HttpRequest, row: Any) -> None:
    """Let the page be about the hub of the row that it shows."""
    request.__dict__["_hub_of_row"] = hub_id_of(row)


class Scoped:
    """Scoped permissions, querysets and choices for model admins and inlines."""

    model: Any
    opts: Any

    def granted(self, request: HttpRequest, act: str) -> bool:
        return permissions.allows(
            permissions.scope_of(request.user), self.opts.label, act
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows that the account may see, in an order that counting keeps.

        The order of a model's Meta is dropped where rows are counted in groups.
        """
        ordering = self.get_ordering(request)  # type: ignore[attr-defined]
        rows = visible(self.model, request.user)
        return rows.order_by(*(ordering or self.opts.ordering))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        given = super().get_exclude(request, obj) or ()  # type: ignore[misc]
        return [*given, "hub"]  # the hub is set from the parent, never by a form field

    def formfield_for_dbfield(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs.setdefault("assume_scheme", "https")
        if db_field.name == "start_year":
            label = capfirst(db_field.verbose_name)
            return AcademicYearField(label=label, help_text=db_field.help_text)
        return super().formfield_for_dbfield(  # type: ignore[misc]
            db_field, request, **kwargs
        )

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["queryset"] = choosable(db_field.related_model, request.user)
        return super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )

    def formfield_for_manytomany(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        kwargs["queryset"] = choosable(db_field.related_model, request.user)
        # checkboxes work without scripts
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(  # type: ignore[misc]
            db_field, request, **kwargs
        )
        if field is not None:
            field.help_text = db_field.help_text
        return field
