"""The form to begin with what was reported elsewhere."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms

from workgroups.form_fields import LineField
from workgroups.models import Hub


class ReportedForm(forms.Form):
    KEPT: ClassVar = ("hub", "title", "start_year", "reported_in")

    hub = forms.ModelChoiceField(Hub.objects.none(), empty_label=None)
    title = LineField(label="What was evaluated?", max_length=200)
    start_year = forms.TypedChoiceField(label="Academic year", coerce=int)
    reported_in = LineField(
        label="Where was it reported?",
        max_length=200,
        help_text="Such as: report of the evaluator in residence, July 2025",
    )
    file = forms.FileField(
        label="A Word document with a table of themes and implications",
        required=False,
        help_text="Two columns: a theme, its name in the first paragraph; beside it "
        "its implications, one a paragraph. Without a file you type them on the next "
        "page.",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx"}),
    )

    def __init__(
        self, *args: Any, hubs: Any, years: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hub"].queryset = hubs  # type: ignore[attr-defined]
        self.fields["start_year"].choices = list(years)  # type: ignore[attr-defined]
        if hubs.count() == 1:
            self.fields["hub"].widget = forms.HiddenInput()
            self.initial.setdefault("hub", hubs[0].pk)
