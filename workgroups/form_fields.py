"""Form fields that clean text: spaces, control characters, addresses."""

import re
import unicodedata
from typing import Any

from django import forms

from workgroups import academic_years

_LINK_LIKE = re.compile(
    r"[/@]|www\.|\.(?:com|net|org|info|biz|co|uk|io|app|me|ly|eu|ru|cn|xyz|top|shop"
    r"|site|online|link|click|live|gov|example)\b",
    re.IGNORECASE,
)
_KEPT = {"\n", "\t"}


def clean_text(text: str) -> str:
    """Normalise to NFC, remove control and direction characters, and trim.

    Line breaks stay, and so do the joiners of emoji.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (c for c in text if c in _KEPT or not _is_control(c))
    return "".join(kept).strip()


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or (
        "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069"
    )


def clean_line(text: str) -> str:
    """Clean text as one line, with single spaces."""
    return re.sub(r"\s+", " ", clean_text(text))


def whole_number(text: str) -> int | None:
    """Parse the number of a row from a URL or a button; None if it is not one."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


class LineField(forms.CharField):
    """A cleaned line of text with a plain message where it is too long."""

    def __init__(self, *, max_length: int = 100, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        if "required" not in kwargs.get("error_messages", {}):
            self.error_messages["required"] = "Please fill this in."
        self.error_messages["max_length"] = (
            f"This is too long for us to keep: use {max_length} characters or fewer. "
            "What you typed is still here."
        )

    def to_python(self, value: Any) -> str:
        return clean_line(super().to_python(value or "") or "")


class AcademicYearField(forms.Field):
    """An academic year, shown and typed as "2026/27"; its value is 2026."""

    widget = forms.TextInput
    message = "Write the academic year as “2026/27”."

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("size", 9)

    def prepare_value(self, value: Any) -> Any:
        return academic_years.label(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        year = academic_years.parse(str(value))
        if year is None:
            raise forms.ValidationError(self.message)
        return year


class NameField(LineField):
    """A person's name. Emails contain it, so it may not hold a link."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if _LINK_LIKE.search(value):
            raise forms.ValidationError("Write a name, without a web address.")


class WordsField(LineField):
    """Several lines of free text."""

    def __init__(self, *, max_length: int = 2000, rows: int = 4, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return clean_text(forms.CharField.to_python(self, value or "") or "")


class AddressField(forms.EmailField):
    """One email address in any form that people paste, stored in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(**kwargs)
        self.error_messages["invalid"] = (
            "Write one e-mail address, such as name@school.org.uk."
        )
        self.error_messages["max_length"] = "This is too long to be an e-mail address."

    def to_python(self, value: Any) -> str:
        text = clean_line(super().to_python(value or "") or "")
        named = re.fullmatch(r".*<\s*([^<>]+?)\s*>", text)  # "Ada Oak <ada@...>"
        text = named[1] if named else text
        return re.sub(r"^mailto:", "", text, flags=re.I).strip(" ;,").lower()
