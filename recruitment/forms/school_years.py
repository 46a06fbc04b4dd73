"""The form of what a hub knows of a school in one year."""

from django import forms

from workgroups.choices import MasteryStage
from workgroups.form_fields import WordsField


class SchoolYearForm(forms.Form):
    """What a hub knows of a school in one academic year; all of it may be empty."""

    use_required_attribute = False

    ects_expected = forms.IntegerField(
        label="Early career teachers expected",
        min_value=0,
        max_value=200,
        required=False,
    )
    contacted_on = forms.DateField(
        label="Contacted on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    mastery_stage = forms.ChoiceField(
        label="Teaching for Mastery",
        choices=[("", "not known"), *MasteryStage.choices],
        required=False,
    )
    note = WordsField(label="Notes", required=False, rows=3)
