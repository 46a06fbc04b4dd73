"""Remember what a form showed, so that a second person is told what a first changed.

A form keeps its first values in one hidden field. When it is saved, they are compared
with the row as it is now, which is locked.
"""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.db import models
from django.forms.models import InlineForeignKeyField
from django.utils import timezone

from workgroups.models import AuditEntry

SEEN = "seen"
TOO_OLD = "This page is too old to be saved. Open it again."
LONGEST = 80  # characters of a value in a sentence


def plain(value: Any) -> Any:
    """A value as JSON holds it; rows are their ids, so that two can be compared."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, models.QuerySet):
        return sorted(row.pk for row in value)
    if isinstance(value, list | tuple) and any(
        isinstance(v, models.Model) for v in value
    ):
        return sorted(row.pk for row in value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(microsecond=0).isoformat()
    if value is None or isinstance(value, bool | int | list | dict):
        return "" if value is None else value
    return str(value)


class ShownValues(forms.ModelForm):
    """A form of a row that refuses to write over what somebody else changed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and SEEN in self.fields:
            self.initial[SEEN] = json.dumps(self.stored())

    @property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != SEEN]

    def stored(self) -> dict[str, Any]:
        """The values of the row, by field of the form."""
        return {
            name: plain(self.initial[name])
            for name, field in self.fields.items()
            if name in self.initial
            and name != SEEN
            and not field.disabled
            and not isinstance(field, InlineForeignKeyField)
            and not isinstance(field.widget, forms.HiddenInput)
        }

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        posted = cleaned.pop(SEEN, "")
        if self.instance.pk and SEEN in self.fields:
            self._compare(_read(posted))
        return cleaned

    def _compare(self, seen: Mapping[str, Any] | None) -> None:
        if seen is None:
            self.add_error(None, TOO_OLD)
            return
        now = json.loads(json.dumps(self.stored()))
        theirs = [name for name in now if name in seen and seen[name] != now[name]]
        if not theirs:
            return
        posted: Any = self.data
        who, data = self._who(), posted.copy()
        for name in theirs:
            is_untouched = plain(self.cleaned_data.get(name)) == seen[name]
            if is_untouched:
                _put(data, self, name)
            end = "It is shown below." if is_untouched else KEEPS_YOURS
            said = f"{who} changed this meanwhile to “{self._in_words(name)}”. {end}"
            self.add_error(name, said)
        data[self.add_prefix(SEEN)] = json.dumps(now)
        self.data = data

    def _who(self) -> str:
        entries = AuditEntry.objects.filter(
            object_type=self.instance._meta.label_lower, object_id=str(self.instance.pk)
        ).select_related("actor")
        entry = entries.order_by("-at", "-pk").first()
        return entry.actor.name if entry and entry.actor else "Somebody"

    def _in_words(self, name: str) -> str:
        words = _in_words(self.fields[name], self.initial[name]) or "nothing"
        return words if len(words) <= LONGEST else f"{words[: LONGEST - 3]}..."


KEEPS_YOURS = "What you typed is kept; save again to use it."


def _read(text: str) -> Mapping[str, Any] | None:
    """The first values that a page posts back; None where it posts none."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _in_words(field: Any, value: Any) -> str:
    """A value as the page shows it: labels of choices, names of rows, local times."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return ", ".join(field.label_from_instance(row) for row in value or ())
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.filter(pk=value).first() if value else None  # type: ignore[union-attr]
        return field.label_from_instance(row) if row else ""
    labels = dict(getattr(field, "choices", ()))
    if isinstance(value, list):
        return ", ".join(str(labels.get(item, item)) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return str(labels.get(value, "" if value is None else value))


def _put(data: Any, form: forms.ModelForm, name: str) -> None:
    """Put the value of the row into the posted data of a field."""
    field, key = form.fields[name], form.add_prefix(name)
    value = field.prepare_value(form.initial[name])
    # a list of rows is wrapped together with its "Add"
    widget: Any = getattr(field.widget, "widget", field.widget)
    if isinstance(widget, forms.MultiWidget):
        values: Any = widget.decompress(value)
        parts = zip(widget.widgets, values, strict=True)
        for number, (part, each) in enumerate(parts):
            data[f"{key}_{number}"] = part.format_value(each) or ""
    elif isinstance(widget, forms.CheckboxInput):
        data.pop(key, None)
        if value:
            data[key] = "on"
    elif isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
        data.setlist(key, [str(plain(each)) for each in value or ()])
    elif isinstance(widget, forms.Select | forms.RadioSelect):
        data[key] = "" if value is None else str(value)
    else:
        data[key] = widget.format_value(value) or ""
