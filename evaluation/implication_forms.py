"""Forms for implications and for what becomes of them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from evaluation.choices import AddressedTo, CountedMeasure, ImplicationState
from evaluation.models import Evaluation, Implication, Theme
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.form_fields import LineField, WordsField
from workgroups.models import User

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]
#: Roles of the accounts that may be the owner of an implication.
OWNER_KINDS = (*HUB_STAFF, RoleKind.WORK_GROUP_LEAD, RoleKind.EVALUATOR)


class ImplicationForm(forms.Form):
    text = WordsField(label="What could be done", max_length=4000)
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label="Because of",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Say which theme it follows from."},
    )
    addressed_to = forms.ChoiceField(
        label="For whom", choices=AddressedTo.choices, initial=AddressedTo.HUB
    )
    owner_account = forms.ModelChoiceField(
        User.objects.none(),
        label="Who sees to it",
        required=False,
        empty_label="nobody with an account",
        help_text="Gets a letter when it is due.",
    )
    owner = LineField(
        label="Or somebody without an account", required=False, max_length=150
    )
    due_on = forms.DateField(
        label="By when",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=DAY_FORMATS,
        error_messages={"invalid": "Write a date, such as 3 November 2026."},
    )
    measure = WordsField(
        label="What would show that it worked",
        required=False,
        max_length=2000,
        rows=2,
    )
    counted = forms.ChoiceField(
        label="The figure that shows it",
        choices=[("", "none that this site counts"), *CountedMeasure.choices],
        required=False,
        help_text="Next year's evaluation shows it beside this year's.",
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = (  # type: ignore[attr-defined]
            Theme.objects.filter(evaluation=evaluation).kept()
        )
        self.fields["owner_account"].queryset = (  # type: ignore[attr-defined]
            User.objects.with_role_at(
                [evaluation.hub_id], OWNER_KINDS, timezone.localdate()
            )
        )


class AnswerForm(forms.Form):
    """What the national team answers."""

    text = WordsField(
        max_length=2000, error_messages={"required": "Write the answer first."}
    )


class ProgressForm(forms.Form):
    """A dated note on an implication, and how it stands."""

    state = forms.ChoiceField(label="How it stands", choices=ImplicationState.choices)
    text = LineField(
        label="What has happened",
        required=False,
        max_length=300,
        help_text="It stands in brackets in the report, such as: already begun with "
        "UCL. Name nobody.",
    )
    on = forms.DateField(
        label="On",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=DAY_FORMATS,
        error_messages={
            "invalid": "Write a date, such as 3 November 2026.",
            "required": "Write the date of the note.",
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        on: date = self.cleaned_data["on"]
        if on > self.today:
            raise forms.ValidationError("This day is still to come.")
        return on


def initial_implication(implication: Implication) -> Mapping[str, Any]:
    fields = ["text", "addressed_to", "owner", "due_on", "measure", "counted"]
    values = {name: getattr(implication, name) for name in fields}
    values["owner_account"] = implication.owner_account_id
    return {**values, "themes": [theme.pk for theme in implication.themes.all()]}
