"""Forms about who else was in the room, and lead days."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from recruitment.choices import LeadWork, RoomRole
from recruitment.models import LeadDays
from workgroups.form_fields import LineField


class InTheRoomForm(forms.Form):
    use_required_attribute = False

    name = LineField(
        label="Name", max_length=150, error_messages={"required": "Write their name."}
    )
    role = forms.ChoiceField(
        label="Who they are",
        choices=[("", "Choose one"), *RoomRole.choices],
        error_messages={"required": "Choose who they are."},
    )


class LeadDaysForm(forms.Form):
    """Days and cost of each kind of work; both boxes empty where there were none."""

    def __init__(self, *args: Any, kept: Mapping[str, LeadDays], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for work, label in LeadWork.choices:
            row = kept.get(work)
            self.fields[f"{work}_days"] = forms.DecimalField(
                label=f"Days of {label}",
                required=False,
                min_value=0,
                max_digits=5,
                decimal_places=2,
                initial=row.days.normalize() if row else None,
            )
            self.fields[f"{work}_cost"] = forms.DecimalField(
                label=f"Cost of {label}, in pounds",
                required=False,
                min_value=0,
                max_digits=9,
                decimal_places=2,
                initial=row.cost if row else None,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for work in LeadWork.values:
            days, cost = cleaned.get(f"{work}_days"), cleaned.get(f"{work}_cost")
            if cost and not days and f"{work}_days" not in self.errors:
                self.add_error(f"{work}_days", "Write the days as well.")
        return cleaned

    @property
    def given(self) -> dict[str, tuple[Decimal | None, Decimal | None]]:
        """Days and cost by kind of work; no days are none."""
        found = {}
        for work in LeadWork.values:
            days = self.cleaned_data[f"{work}_days"] or None
            cost = self.cleaned_data[f"{work}_cost"] if days else None
            found[work] = (days, cost)
        return found
