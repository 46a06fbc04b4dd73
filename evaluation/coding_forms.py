"""Forms of the page on which comments are read and given themes."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluation.forms import VerbatimField
from evaluation.models import Evaluation, Evidence, Theme
from workgroups.form_fields import LineField, WordsField
from workgroups.table_files import MOST_BYTES

EMPTY = "This file is empty."


class CodeForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    new_theme = LineField(label="Or a new theme", required=False, max_length=200)
    strong_quote = forms.BooleanField(required=False)
    fit_to_share = forms.BooleanField(
        label="Fit to be read by the lead and the hub", required=False
    )
    memo = WordsField(
        label="Your own remark",
        required=False,
        max_length=4000,
        rows=2,
        help_text="For evaluators alone; it is in no report and in no file.",
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].queryset = (  # type: ignore[attr-defined]
            Theme.objects.filter(evaluation=evaluation).kept()
        )


class RedactionForm(forms.Form):
    redacted = VerbatimField(
        label="As it may be read",
        error_messages={"required": "Leave something to read, if only [taken out]."},
    )


def initial_coding(passage: Evidence) -> dict[str, Any]:
    """Initial values of the coding form for a passage; nothing is ticked beforehand."""
    given = [coding.theme_id for coding in passage.codings.all() if coding.reviewed]
    return {
        "themes": given,
        "strong_quote": passage.strong_quote,
        "fit_to_share": passage.answer is not None and passage.answer.fit_to_share,
        "memo": passage.memo,
    }


class CodebookForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label="The list, as a CSV file or an Excel workbook (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose the file.", "empty": EMPTY},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 2 MB.")
        return file


class SplitForm(forms.Form):
    name = LineField(
        max_length=200, error_messages={"required": "Give the new theme a name."}
    )
    passages = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": "Tick the comments that the new theme takes over.",
            "invalid_choice": "Tick the comments that the new theme takes over.",
        },
    )

    def __init__(self, *args: Any, theme: Theme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = theme.codings.order_by("evidence").values_list("evidence", flat=True)
        self.fields["passages"].choices = [(pk, pk) for pk in given]  # type: ignore[attr-defined]


class SecondReadingForm(forms.Form):
    themes = forms.ModelMultipleChoiceField(Theme.objects.none(), required=False)

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Theme.objects.filter(evaluation=evaluation).kept()
        self.fields["themes"].queryset = kept  # type: ignore[attr-defined]
