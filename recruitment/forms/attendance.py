"""Forms of the attendance register and of people who are not on it."""

import re
from collections import defaultdict
from contextlib import suppress
from typing import Any

from django import forms

from recruitment.choices import Mark
from workgroups.form_fields import AddressField, LineField

_MARK = re.compile(r"mark_(\d{1,18})")
_SEEN = re.compile(r"seen_(\d{1,18})")
_BESIDE = re.compile(r"(deputy|note)_(\d{1,18})")
_SEEN_BESIDE = re.compile(r"seen_(deputy|note)_(\d{1,18})")
_WORDS = {
    "deputy": LineField(required=False, max_length=150),
    "note": LineField(required=False, max_length=200),
}


class RegisterForm(forms.Form):
    """`mark_<place>` as chosen and `seen_<place>` as the page showed it.

    `deputy_<place>` and `note_<place>` stand beside a mark, with `seen_deputy_<place>`
    and `seen_note_<place>` where they were not empty. The names are read from the
    posted data instead of declared as fields, because a register of sixty people would
    need hundreds. Unknown marks are ignored, and so are words longer than their box.
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
        beside = self._words(_BESIDE)
        return {
            **cleaned,
            "marks": marks,
            "seen": seen,
            "beside": beside,
            "seen_beside": self._words(_SEEN_BESIDE),
        }

    def _words(self, name: re.Pattern[str]) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = defaultdict(dict)
        for key, value in self.data.items():
            match = name.fullmatch(key)
            if match is not None:
                with suppress(forms.ValidationError):
                    words = _WORDS[match[1]].clean(value)
                    found[int(match[2])][match[1]] = words
        return dict(found)

    def _posted(self, name: re.Pattern[str], allowed: set[str]) -> dict[int, str]:
        found = ((name.fullmatch(key), value) for key, value in self.data.items())
        return {
            int(match[1]): value
            for match, value in found
            if match is not None and value in allowed
        }


class WhoCameForm(forms.Form):
    """The names by which somebody is looked for among the hub's people."""

    first_name = LineField(label="First name", required=False)
    last_name = LineField(label="Last name", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned.values()):
            self.add_error("first_name", "Write their first name or their last name.")
        return cleaned


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
