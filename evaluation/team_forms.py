"""The three questions to the hub's own team."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evaluation.choices import TeamQuestion
from evaluation.forms import VerbatimField


class TeamQuestionsForm(forms.Form):
    def __init__(
        self, *args: Any, questions: Iterable[TeamQuestion], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for each in questions:
            self.fields[each.name.lower()] = VerbatimField(
                label=each.label, required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError("Answer at least one question first.")
        return cleaned

    def answers(self) -> dict[str, str]:
        """The words by question, those left blank as ""."""
        given = self.cleaned_data.items()
        return {TeamQuestion[name.upper()].value: text for name, text in given}
