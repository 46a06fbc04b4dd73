"""The form by which staff find and choose a person’s school."""

from collections.abc import Sequence
from typing import Any

from django import forms

from workgroups.form_fields import LineField
from workgroups.models import School


class SchoolForm(forms.Form):
    """A school by words or number, then which of those found it is, or its name.

    `found` are the schools that the words find.
    """

    use_required_attribute = False

    looked_for = LineField(
        label="Find the school",
        help_text="Part of the name, the town or postcode, or the school number (URN).",
        required=False,
        max_length=100,
    )
    school = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    school_name = LineField(
        label="Or the name of a school that is not found",
        required=False,
        max_length=200,
    )

    def __init__(self, data: Any = None, *, found: Sequence[School] = ()) -> None:
        super().__init__(data)
        self.found = {str(each.pk): each for each in found}
        school: Any = self.fields["school"]
        school.choices = [(pk, each.in_full) for pk, each in self.found.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = self.found.get(data.get("school", ""))
        name = data.get("school_name", "")
        if chosen and name:
            raise forms.ValidationError("Choose a school, or write its name: not both.")
        if not (chosen or name or self.errors):
            raise forms.ValidationError("Find the school and choose it.")
        return {"school": chosen, "school_name": name}
