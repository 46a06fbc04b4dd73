"""The form of a message to an audience of a group."""

from collections.abc import Sequence
from typing import Any

from django import forms

from workgroups.form_fields import LineField, WordsField


class GroupMessageForm(forms.Form):
    """A message to an audience of a group; `audiences` are those with people."""

    use_required_attribute = False

    audience = forms.ChoiceField(
        label="To whom",
        error_messages={"required": "Choose to whom the message goes."},
    )
    subject = LineField(
        label="Subject",
        max_length=150,
        widget=forms.TextInput(attrs={"size": 60}),
        error_messages={"required": "Write a subject."},
    )
    body = WordsField(
        label="Message",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 10, "cols": 70}),
        help_text="It begins with “Dear” and their first name, and ends with yours.",
        error_messages={"required": "Write the message."},
    )

    def __init__(
        self, *args: Any, audiences: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]
