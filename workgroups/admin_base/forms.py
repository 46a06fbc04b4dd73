"""The base form of admin pages; it takes the hub from the parent row."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.forms.models import InlineForeignKeyField

from workgroups.admin_base.added_actions import AskFirst
from workgroups.admin_base.scope import has_hub, hub_id_of
from workgroups.shown_values import ShownValues


class ScopedForm(ShownValues):
    """Set the hub from the parent row before constraints are validated.

    `hub_from` names the field whose row gives the hub; "" means the chosen hub.
    """

    hub_from = ""
    current_hub_id: int | None = None
    asked_first: AskFirst | None = None  # what has to be read before this is saved

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hub_known = False

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        if self.asked_first is not None:
            self.add_error(None, self.asked_first.said)
        if has_hub(self._meta.model):
            hub_id = self.hub_id(cleaned)
            for name, value in list(cleaned.items()):
                if any(_elsewhere(row, hub_id) for row in _rows(value)):
                    self.add_error(name, "This belongs to another hub.")
        return cleaned

    def hub_id(self, cleaned: dict[str, Any]) -> int | None:
        if self.instance.pk and not self.instance._state.adding:
            return self.instance.hub_id
        for field in self.fields.values():
            if isinstance(field, InlineForeignKeyField):
                return hub_id_of(field.parent_instance)
        if self.hub_from:
            return getattr(cleaned.get(self.hub_from), "hub_id", None)
        return self.current_hub_id

    def _get_validation_exclusions(self) -> set[str]:
        exclude = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude - {"hub"} if self._hub_known else exclude

    def validate_unique(self) -> None:
        if has_hub(self._meta.model):
            self.instance.hub_id = self.hub_id(self.cleaned_data)
            self._hub_known = True
        super().validate_unique()


def _rows(value: Any) -> Iterable[Any]:
    if isinstance(value, models.Model):
        return [value]
    return value if isinstance(value, models.QuerySet) else []


def _elsewhere(row: Any, hub_id: int | None) -> bool:
    """Whether a row belongs to another hub; a national row belongs to every hub."""
    return getattr(row, "hub_id", None) not in {None, hub_id}
