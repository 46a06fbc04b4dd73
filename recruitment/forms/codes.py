"""The form in which a code from an email is typed."""

import re

from django import forms

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
