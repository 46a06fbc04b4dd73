"""What a form page of the admin would post back, as a browser reads it."""

from typing import Any

from django import forms
from django.test import Client


def shown_on(client: Client, url: str) -> dict[str, Any]:
    """The data of every field of a form page and of its inline rows."""
    context = client.get(url).context
    found = fields_of(context["adminform"].form)
    for each in context["inline_admin_formsets"]:
        for form in (each.formset.management_form, *each.formset.forms):
            found |= fields_of(form)
    return found


def fields_of(form: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for bound in form:
        widget = getattr(bound.field.widget, "widget", bound.field.widget)
        value = bound.value()
        if isinstance(widget, forms.MultiWidget):
            parts = value if isinstance(value, list) else widget.decompress(value)
            for number, part in enumerate(parts):
                written = widget.widgets[number].format_value(part)
                found[f"{bound.html_name}_{number}"] = written or ""
        elif isinstance(widget, forms.CheckboxInput):
            found |= {bound.html_name: "on"} if value else {}
        elif isinstance(value, list | tuple):
            found[bound.html_name] = [getattr(each, "pk", each) for each in value]
        elif value is not None:
            found[bound.html_name] = _written(widget, value)
    return found


def _written(widget: Any, value: Any) -> Any:
    if isinstance(widget, forms.Select | forms.RadioSelect):
        return str(value)
    return widget.format_value(value) or ""
