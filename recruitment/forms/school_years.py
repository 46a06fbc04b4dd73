"""The form of what a hub knows of a school in one year."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Send each field as it was shown along, to notice a colleague's change."""
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def shown(self) -> dict[str, Any]:
        """The values that the page showed before anything was typed."""
        found = {name: field.clean("") for name, field in self.fields.items()}
        for name, field in self.fields.items():
            with suppress(forms.ValidationError):  # no browser sends such a value
                found[name] = field.clean(self.data.get(self[name].html_initial_name))
        return found

    def mark_as_seen(self, saved: Mapping[str, Any]) -> None:
        """Redraw the form with what was typed, as one that showed these values."""
        posted: Any = self.data
        posted = posted.copy()
        for name, value in saved.items():
            posted[self[name].html_initial_name] = "" if value is None else str(value)
            said = self._in_words(name, value) or "nothing"
            self.add_error(
                name, f"A colleague has saved “{said}”. Save again for yours."
            )
        self.data = posted

    def _in_words(self, name: str, value: Any) -> str:
        choices = dict(getattr(self.fields[name], "choices", ()))
        return str(choices.get(value, "" if value is None else value))
