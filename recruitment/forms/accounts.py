"""The form of an invited person: a name, and a password if they want one."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from workgroups.models import User


class AcceptForm(forms.Form):
    """Name and password; no fields for an account that is already open."""

    name = forms.CharField(
        label="Your name",
        max_length=150,
        error_messages={"required": "Write your name."},
    )
    password = forms.CharField(
        label="A password, if you like",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=(
            "At least 12 characters. Without one you sign in with a code that we "
            "send to your address."
        ),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if user.is_active:
            self.fields.clear()

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if password:
            validate_password(password, self.user)
        return password

    def answers(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields}
