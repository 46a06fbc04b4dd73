"""What staff say beside the answers of a person whom they register."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from recruitment.choices import SpokenHow


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SpokenForm(forms.Form):
    """When and how staff spoke with a person; never on a day to come."""

    use_required_attribute = False

    on = forms.DateField(
        label="On which day?",
        widget=DayInput,
        error_messages={"required": "Say on which day."},
    )
    how = forms.ChoiceField(
        label="How?",
        choices=SpokenHow.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how."},
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("This day is still to come.")
        return day


class AgreementForm(SpokenForm):
    """How the person agreed to be registered. `form_key` makes two presses one."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label="The person agreed to be registered and knows the dates",
        error_messages={"required": "Register nobody who has not agreed to it."},
    )
    is_somebody_else = forms.BooleanField(
        label="I have looked at these people; register all the same", required=False
    )

    field_order: Any = ["agrees", "on", "how", "is_somebody_else", "form_key"]
