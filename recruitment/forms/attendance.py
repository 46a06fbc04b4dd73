"""Forms of the attendance register and of people who are not on it."""

import re
from typing import Any

from django import forms

from recruitment.choices import Mark
from workgroups.form_fields import AddressField, LineField

_MARK = re.compile(r"mark_(\d{1,18})")
_SEEN = re.compile(r"seen_(\d{1,18})")


class RegisterForm(forms.Form):
    """`mark_<place>` as chosen and `seen_<place>` as the page showed it.

    The names are read from the posted data instead of declared as fields, because a
    register of sixty people would need a hundred and twenty. Unknown marks are ignored.
    """

    set_all = forms.BooleanField(required=False)
    reason = LineField(required=False, max_length=200)
    #: The page to go on to; "details-12" is the one about the person of place 12.
    then = forms.RegexField(r"^(walk-in|details-\d{1,18})\Z", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = self._posted(_SEEN, {*Mark.values, ""})
        marks = self._posted(_MARK, set(Mark.values))
        if cleaned.get("set_all"):
            marks = {**dict.fromkeys(seen, str(Mark.PRESENT)), **marks}
        return {**cleaned, "marks": marks, "seen": seen}

    def _posted(self, name: re.Pattern[str], allowed: set[str]) -> dict[int, str]:
        found = ((name.fullmatch(key), value) for key, value in self.data.items())
        return {
            int(match[1]): value
            for match, value in found
            if match is not None and value in allowed
        }


class WalkInForm(forms.Form):
    """Enough to email the person; the email asks for the rest.

    With `asks_why` it asks for the reason of a change to a closed register.
    """

    use_required_attribute = False

    first_name = LineField(
        label="First name", error_messages={"required": "Write their first name."}
    )
    last_name = LineField(
        label="Last name", error_messages={"required": "Write their last name."}
    )
    school_name = LineField(
        label="School",
        max_length=200,
        error_messages={"required": "Write the name of their school or provider."},
    )
    email = AddressField(
        label="E-mail address",
        help_text="We write to it and ask whether they want to take part.",
        error_messages={"required": "Write their e-mail address."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, asks_why: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks_why:
            self.fields["reason"] = LineField(
                label="Why the register changes after it closed",
                max_length=200,
                error_messages={"required": "Say in a few words why."},
            )

    @property
    def person(self) -> dict[str, str]:
        names = ("first_name", "last_name", "email")
        return {name: self.cleaned_data[name] for name in names}
