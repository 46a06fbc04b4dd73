"""The reason of a bulk action, and what else staff say before it begins."""

from typing import Any

from django import forms

from recruitment.choices import NEEDS_REASON, BulkVerb
from recruitment.models import BulkAction
from recruitment.queries.options import staff_reasons
from workgroups.form_fields import LineField


class BulkReasonForm(forms.Form):
    """A reason from the list or in words; the name of a group that is cancelled."""

    use_required_attribute = False

    picked = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    words = LineField(label="Or in your own words", required=False, max_length=300)
    beyond_capacity = forms.BooleanField(required=False)
    group_name = LineField(required=False, max_length=200)

    def __init__(self, *args: Any, bulk: BulkAction, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bulk = bulk
        self.reasons = staff_reasons(bulk.verb, bulk.hub_id)
        self.fields["picked"].choices = self.reasons  # type: ignore[attr-defined]
        if bulk.verb == BulkVerb.CANCEL_GROUP and bulk.work_group is not None:
            asks = "To cancel it, write the name of the group"
            self.fields["group_name"].label = f"{asks}: {bulk.work_group.title}"
        else:
            del self.fields["group_name"]
        if bulk.verb != BulkVerb.OFFER:
            del self.fields["beyond_capacity"]

    def clean_group_name(self) -> str:
        typed: str = self.cleaned_data["group_name"]
        group: Any = self.bulk.work_group
        if typed.casefold() != " ".join(group.title.split()).casefold():
            raise forms.ValidationError(
                "That is not the name of the group, so it was not cancelled."
            )
        return typed

    def clean(self) -> dict[str, Any]:
        super().clean()
        answers = self.cleaned_data
        needed = self.bulk.verb in NEEDS_REASON or answers.get("beyond_capacity")
        if needed and not self.reason and "picked" not in self.errors:
            self.add_error("picked", "Pick a reason, or say it in your own words.")
        return answers

    @property
    def answers(self) -> dict[str, Any]:
        """What a valid form says, as `start` takes it."""
        return {
            "reason": self.reason,
            "end_reason": self.end_reason,
            "beyond_capacity": self.cleaned_data.get("beyond_capacity", False),
        }

    @property
    def reason(self) -> str:
        """What is kept with each place, in words."""
        picked = dict(self.reasons).get(self.cleaned_data.get("picked", ""), "")
        typed = self.cleaned_data.get("words", "")
        return ". ".join(part for part in (picked, typed) if part)

    @property
    def end_reason(self) -> str:
        """The code of the option that was picked for leaving; "" for other verbs."""
        if self.bulk.verb != BulkVerb.WITHDRAW:
            return ""
        return str(self.cleaned_data.get("picked", ""))
