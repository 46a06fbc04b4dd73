"""A list of people that staff upload: the file, what it says, who vouches for it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from recruitment.choices import ListedAs, ListEmails
from workgroups.form_fields import LineField
from workgroups.table_files import MOST_BYTES


class ListForm(forms.Form):
    """Two questions depend on what the list says, so they are checked together."""

    use_required_attribute = False

    file = forms.FileField(
        label="The list, as a CSV file or an Excel workbook (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": "Choose the file.",
            "empty": "This file is empty.",
        },
    )
    listed_as = forms.ChoiceField(
        label="What does the list say of its people?",
        choices=[
            (ListedAs.INTERESTED, "They are interested"),
            (ListedAs.CONFIRMED, "They have confirmed already"),
            (ListedAs.COMPLETED, "They completed, and the year is over"),
        ],
        initial=ListedAs.INTERESTED,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the list says of them."},
    )
    vouched_by = LineField(
        label="Who vouches that they confirmed or completed?", required=False
    )
    beyond_capacity = forms.BooleanField(
        label="The list may go beyond the group’s capacity", required=False
    )
    emails = forms.ChoiceField(
        label="Letters to them and to mentors of secured places",
        choices=[
            (ListEmails.NONE, "None: we tell them ourselves"),
            (ListEmails.DRAFT, "Drafts, which wait on this page"),
            (ListEmails.SEND, "Send them, and offer places that are free"),
        ],
        initial=ListEmails.NONE,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what becomes of the letters."},
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 2 MB.")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        says = data.get("listed_as")
        if says == ListedAs.COMPLETED and data.get("emails") != ListEmails.NONE:
            self.add_error("emails", "Nobody is written to about a year that is over.")
        is_fact = says in {ListedAs.CONFIRMED, ListedAs.COMPLETED}
        if is_fact and not data.get("vouched_by"):
            self.add_error("vouched_by", "Say who vouches for it.")
        return data
