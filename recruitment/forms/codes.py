"""Forms of the pages behind a code: the code itself, and deleting one's details."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from recruitment.choices import SpokenHow
from recruitment.models import Participant

WRONG = (
    "These are not the digits that we sent last, or their time is over. Look at the "
    "newest letter, or have a new code sent."
)


class FreshCodeForm(forms.Form):
    """Six digits; spaces between them are taken out."""

    use_required_attribute = False

    code = forms.CharField(
        label="The six digits",
        max_length=20,
        error_messages={"required": "Type the six digits from our letter."},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )

    def clean_code(self) -> str:
        digits = re.sub(r"\s", "", self.cleaned_data["code"])
        if not re.fullmatch(r"[0-9]{6}", digits):
            raise forms.ValidationError("Type six digits, such as 012 345.")
        return digits


class DeleteMeForm(forms.Form):
    """At which hubs to delete, where there are several, and a box to tick."""

    use_required_attribute = False

    people = forms.MultipleChoiceField(
        label="At which hub?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose a hub."},
    )
    is_sure = forms.BooleanField(
        label="Delete what names me",
        error_messages={"required": "Tick the box if you want it all deleted."},
    )

    def __init__(
        self, *args: Any, people: Sequence[Participant], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(people) == 1:
            del self.fields["people"]
            return
        choices = [(str(each.pk), f"{each.hub.name}: {each}") for each in people]
        field: Any = self.fields["people"]
        field.choices = choices


class DeleteForThemForm(forms.Form):
    """How the person asked for it, and a box to tick."""

    use_required_attribute = False

    asked_how = forms.ChoiceField(
        label="How did they ask for it?",
        choices=[("", "Choose"), *SpokenHow.choices],
        error_messages={"required": "Choose how the person asked for it."},
    )
    is_sure = forms.BooleanField(
        label="It is this person who asked, and we are sure of it",
        error_messages={"required": "Tick the box if you are sure."},
    )
