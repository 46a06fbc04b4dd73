"""Forms of the list of comments: what is shown, and what is imported."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from evaluation.choices import EvidenceKind
from evaluation.evidence_files import (
    MOST_TOGETHER,
    FoundComments,
    read_comments,
    read_text,
)
from evaluation.forms import VerbatimField
from evaluation.models import Evaluation
from evaluation.queries.evidence_filters import Places
from evaluation.queries.evidence_imports import ImportDefaults
from workgroups.form_fields import LineField
from workgroups.models import WorkGroup
from workgroups.table_files import MOST_BYTES

DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y"]


class DayField(forms.DateField):
    """A day, typed or chosen; it may be left out."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=DAYS,
            error_messages={"invalid": "Write a date, such as 3 November 2026."},
            **kwargs,
        )


class ImportForm(forms.Form):
    """A file or pasted words, and what is true of those that do not say it."""

    use_required_attribute = False

    file = forms.FileField(
        label="A file: CSV, Excel (.xlsx), Word (.docx) or plain text (.txt)",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.docx,.txt"}),
        error_messages={"empty": "This file is empty."},
    )
    pasted = VerbatimField(
        label="Or paste the words", required=False, max_length=MOST_TOGETHER
    )
    source = LineField(
        label="Where they are from",
        required=False,
        max_length=200,
        help_text="“Padlet of session 2”. If you leave it out, the name of the file.",
    )
    kind = forms.ChoiceField(
        label="What they are",
        choices=EvidenceKind.choices,
        initial=EvidenceKind.WRITTEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what they are."},
    )
    group = forms.ModelChoiceField(
        WorkGroup.objects.none(),
        label="Work group",
        required=False,
        empty_label="no group, or as each line says",
    )
    on = DayField(label="Date")
    agreed = forms.BooleanField(
        label="Those who wrote or said this agreed to be quoted without their name",
        required=False,
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = evaluation.work_groups.order_by("title", "pk")
        self.fields["group"].queryset = groups  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size is None or file.size > MOST_BYTES):
            raise forms.ValidationError("This file is larger than 2 MB.")
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not {"file", "pasted"} & set(self.errors):
            if not data.get("file") and not data.get("pasted"):
                self.add_error("file", "Choose a file, or paste the words.")
            elif data.get("file") and data.get("pasted"):
                self.add_error("file", "Choose a file or paste the words, not both.")
        return data

    def read(self) -> FoundComments:
        """The comments of the file or of what was pasted. Raises ListUnreadable."""
        file = self.cleaned_data["file"]
        if file:
            return read_comments(file.name, file.read())
        return read_text(self.cleaned_data["pasted"])

    @property
    def defaults(self) -> ImportDefaults:
        data = self.cleaned_data
        named = data["file"].name if data["file"] else ""
        return ImportDefaults(
            source=(data["source"] or named)[:200],
            kind=data["kind"],
            group=data["group"].pk if data["group"] else None,
            on=data["on"].isoformat() if data["on"] else "",
            agreed=data["agreed"],
        )


class EvidenceFilterForm(forms.Form):
    """Which comments are listed; each field may be left out."""

    kind = forms.ChoiceField(
        label="Where from", choices=[("", "anywhere"), *EvidenceKind.choices]
    )
    group = forms.ChoiceField(label="Work group")
    area = forms.ChoiceField(label="Local authority")
    phase = forms.ChoiceField(label="Phase")
    since = DayField(label="From")
    until = DayField(label="To")

    def __init__(self, *args: Any, places: Places, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("group", places.groups),
            ("area", places.areas),
            ("phase", places.phases),
        ):
            self.fields[name].choices = [("", "all"), *choices]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.required = False

    @property
    def parameters(self) -> dict[str, str]:
        """What is chosen, as an address says it."""
        chosen = {name: str(value) for name, value in self.chosen.items()}
        return {name: chosen[name] for name in self.fields if name in chosen}

    @property
    def chosen(self) -> dict[str, Any]:
        """What is chosen and can be understood."""
        self.errors  # noqa: B018  # cleans what was typed
        return {name: value for name, value in self.cleaned_data.items() if value}


class HubNoteForm(forms.Form):
    text = VerbatimField(
        label="What was said or seen?",
        error_messages={"required": "Type the note first."},
    )
    kind = forms.ChoiceField(
        label="It was",
        choices=[(EvidenceKind.SPOKEN, "said"), (EvidenceKind.OBSERVATION, "seen")],
        initial=EvidenceKind.SPOKEN,
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was said or seen."},
    )
    work_group = forms.ModelChoiceField(
        WorkGroup.objects.none(),
        label="Work group",
        required=False,
        empty_label="no group",
    )
    on = DayField(label="Date")
    writer_agreed = forms.BooleanField(
        label="Those who said it agreed to be quoted without their name",
        required=False,
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = evaluation.work_groups.order_by("title", "pk")
        self.fields["work_group"].queryset = groups  # type: ignore[attr-defined]
