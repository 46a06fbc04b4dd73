"""Locks and saves of the row that a form edits, and of the rows below it."""

from copy import deepcopy
from typing import Any

from django.db.models import Model
from django.forms.models import _get_foreign_key
from django.http import HttpRequest

from workgroups.shown_values import SEEN

Fieldsets = list[tuple[Any, dict[str, Any]]]


def lock(model: type[Model], pk: Any) -> None:
    """Lock a row before it is read, so that nobody changes it until it is saved."""
    rows = model._base_manager.select_for_update().filter(pk=pk)
    list(rows.order_by().values_list("pk"))


def lock_below(inlines: list[Any], parent: Model) -> None:
    """Lock the rows of the inlines that belong to a row."""
    for inline in inlines:
        key = _get_foreign_key(type(parent), inline.model, fk_name=inline.fk_name)
        rows = inline.model._base_manager.select_for_update().filter(
            **{key.name: parent}
        )
        list(rows.order_by("pk").values_list("pk"))


def remember(row: Model) -> None:
    """Keep the values of a row as it was read, for `save_changed`."""
    row._as_read = {  # type: ignore[attr-defined]
        field.attname: deepcopy(getattr(row, field.attname))
        for field in row._meta.concrete_fields
    }


def save_changed(row: Any) -> None:
    """Save the columns that differ from what was read, and no others."""
    as_read = getattr(row, "_as_read", None)
    if as_read is None:
        row.save()
        return
    changed = [
        field.name
        for field in row._meta.concrete_fields
        if getattr(row, field.attname) != as_read[field.attname]
    ]
    row.save(update_fields=changed)


def save_shown(row: Any, changed_data: list[str]) -> None:
    """Save the columns of a row below that its form changed."""
    columns = {field.name for field in row._meta.concrete_fields}
    row.save(update_fields=[name for name in changed_data if name in columns])


def with_seen(fieldsets: Any, *, is_edited: bool) -> Fieldsets:
    """The fieldsets with the hidden field of `ShownValues`, where a row is edited."""
    found = [
        (title, {**options, "fields": [n for n in options["fields"] if n != SEEN]})
        for title, options in fieldsets
    ]
    if is_edited and found:
        found[0][1]["fields"].append(SEEN)
    return found


def is_post(request: HttpRequest) -> bool:
    return request.method == "POST"
