"""Forms of recruiting in one local authority."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from recruitment.choices import CallAnswer
from workgroups import academic_years
from workgroups.form_fields import LineField
from workgroups.table_files import MOST_BYTES

MOST_TEACHERS = 200


class CallForm(forms.Form):
    """How a call ended, in one press."""

    about = forms.ChoiceField(choices=[("school", "school"), ("place", "place")])
    pk = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    year = forms.IntegerField(min_value=2000, max_value=2200)
    answer = forms.ChoiceField(choices=CallAnswer.choices)


class ExpectForm(forms.Form):
    """How many early career teachers one school expects in a year."""

    use_required_attribute = False

    school = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    year = forms.TypedChoiceField(coerce=int)
    ects_expected = forms.IntegerField(
        label="Early career teachers expected",
        min_value=0,
        max_value=MOST_TEACHERS,
        error_messages={
            "required": "Write a number; 0 stands for none.",
            "invalid": "Write a number; 0 stands for none.",
            "min_value": "Write a number; 0 stands for none.",
            "max_value": f"Write a number up to {MOST_TEACHERS}.",
        },
    )

    def __init__(self, *args: Any, this_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = (this_year, this_year + 1)
        choices = [(each, academic_years.label(each)) for each in years]
        self.fields["year"].choices = choices  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    use_required_attribute = False

    label = LineField(
        label="Where will you share it?",
        help_text="For example “Newsletter”. Only you and your hub see it.",
        max_length=60,
        error_messages={"required": "Say where you will share it."},
    )


class OwnListForm(forms.Form):
    """A file, and the group that its people are interested in."""

    use_required_attribute = False

    group: Any = forms.ModelChoiceField(
        label="Work group",
        queryset=None,
        empty_label=None,
        to_field_name="slug",
        error_messages={
            "required": "Choose the work group.",
            "invalid_choice": "Choose one of these work groups.",
        },
    )
    file = forms.FileField(
        label="The list, as a CSV file or an Excel workbook (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": "Choose the file.",
            "empty": "This file is empty.",
        },
    )

    def __init__(self, *args: Any, groups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 2 MB.")
        return file
