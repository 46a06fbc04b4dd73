"""The form by which staff keep a person's details beyond their time."""

from django import forms

from recruitment.choices import HoldReason
from workgroups.form_fields import WordsField


class HoldForm(forms.Form):
    """Why the details are kept, in words too, and until when."""

    use_required_attribute = False

    reason = forms.ChoiceField(
        label="Why are they kept?",
        choices=[("", "Choose"), *HoldReason.choices],
        error_messages={"required": "Choose why the details are kept."},
    )
    why = WordsField(
        label="In a sentence: what about, and who agreed when",
        max_length=500,
        rows=3,
        error_messages={"required": "Write why the details are kept."},
    )
    until_on = forms.DateField(
        label="Until",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Choose the day until which they are kept.",
            "invalid": "Choose a day.",
        },
    )
