"""Forms about a report: its facts, and the figures in its sentences."""

from collections.abc import Iterable
from typing import Any

from django import forms

from evaluation.reports import signed
from workgroups.form_fields import WordsField


class QuestionFactForm(forms.Form):
    why = WordsField(label="What is wrong, and how do you know?", rows=4)


class AnswerFactForm(forms.Form):
    is_put_right = forms.TypedChoiceField(
        label="What became of it?",
        choices=[("yes", "It is put right"), ("no", "It stands as it is")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = WordsField(label="Your answer", rows=4)


class PlaceFigureForm(forms.Form):
    """A figure to be put at the end of one of the texts."""

    figure = forms.ChoiceField(label="Figure")
    into = forms.ChoiceField(
        label="At the end of",
        choices=[
            ("case", "What is the case?"),
            ("context", "Context"),
            ("activity", "Activity and data collection"),
            ("conclusion", "Conclusion"),
        ],
    )

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(name, name) for name in names]
        self.fields["figure"].choices = choices  # type: ignore[attr-defined]

    def placed(self, texts: dict[str, str]) -> dict[str, str]:
        """The texts with the figure's name in brackets at the end of one."""
        into, name = self.cleaned_data["into"], self.cleaned_data["figure"]
        return {**texts, into: f"{texts[into]} [{name}]".strip()}


class SignedReportForm(forms.Form):
    file = forms.FileField(
        label="The edited Word file",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Choose the Word file first."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > signed.MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB.")
        return file
