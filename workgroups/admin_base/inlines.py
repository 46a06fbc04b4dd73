"""Inline rows on their parent's admin page."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest

from workgroups.admin_base import added_actions, editing
from workgroups.admin_base.forms import ScopedForm
from workgroups.admin_base.scope import Scoped


class ScopedInline(Scoped):
    """Inline rows take their hub and their permissions from the parent."""

    form = ScopedForm
    extra = 0
    show_change_link = False

    def _parent_open(self, request: HttpRequest, parent: Any) -> bool:
        if parent is None:
            return True
        site = self.admin_site  # type: ignore[attr-defined]
        owner = site.get_model_admin(self.parent_model)  # type: ignore[attr-defined]
        return owner.reaches(request, parent, "change")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        is_edited = obj is not None and self.has_change_permission(request, obj)
        found = super().get_fieldsets(request, obj)  # type: ignore[misc]
        return editing.with_seen(found, is_edited=is_edited)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "read")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "create") and self._parent_open(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "change") and self._parent_open(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "delete") and self._parent_open(request, obj)


class ScopedFormSet(BaseInlineFormSet):
    """The rows of an inline."""

    def clean(self) -> None:
        """Say so where a row was deleted meanwhile, or may not be deleted."""
        super().clean()
        model: Any = self.model
        deleted = [each.instance for each in self.deleted_forms if each.instance.pk]
        kept = added_actions.why_kept(model, deleted) if deleted else []
        if kept:
            raise ValidationError(kept)
        key = model._meta.pk.name
        if any(key in form.errors for form in self.initial_forms):
            raise ValidationError(
                "Somebody deleted a row of this table meanwhile. Open the page again."
            )


class NamedRows(ScopedFormSet):
    """Says in each field what a table says only in its heads."""

    def add_fields(self, form: ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        row = "" if index is None else f", row {index + 1}"
        for field in form.fields.values():
            # a list of rows is wrapped together with its "Add"
            widget: Any = getattr(field.widget, "widget", field.widget)
            if not widget.is_hidden:
                widget.attrs.setdefault("aria-label", f"{field.label}{row}")


class ScopedTabularInline(ScopedInline, admin.TabularInline):  # type: ignore[misc]
    formset = NamedRows
    template = "admin/tabular_inline.html"


class ScopedStackedInline(ScopedInline, admin.StackedInline):  # type: ignore[misc]
    formset = ScopedFormSet
