"""Make typed text safe for files: control characters, file names, formulas."""

import re
import unicodedata
from typing import Any

#: Characters that no file format can hold; tabs and line breaks stay.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_FIRST_UNDRAWABLE = (
    0x2E80  # code points from here on (CJK, emoji) are missing in the fonts
)
#: Direction overrides, joiners and variation selectors, which are invisible.
INVISIBLE = {
    *(*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070)),
    *(*range(0xFE00, 0xFE10), 0xFEFF, *range(0xE0000, 0xE0080), 0x00AD),
}


def placeholder_of(character: str) -> str | None:
    """The Unicode name as "[party popper]"; None for an invisible character."""
    if unicodedata.category(character)[0] == "C" or ord(character) in INVISIBLE:
        return None
    return f"[{unicodedata.name(character, 'symbol').lower()}]"


def undrawable_characters(words: str) -> dict[int, str | None]:
    """Placeholders of the characters in a text that the fonts cannot draw."""
    return {
        ord(character): placeholder_of(character)
        for character in words
        if ord(character) >= _FIRST_UNDRAWABLE
    }


def printable(words: str) -> str:
    """The text without characters that no file format can hold."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(value: Any) -> Any:
    """Plain values with every text in them made printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: cleaned(each) for name, each in value.items()}
    return [cleaned(each) for each in value] if isinstance(value, list) else value


def file_name(*parts: str, suffix: str) -> str:
    """A name that every operating system accepts; "+" is kept."""
    words = " ".join(part for part in parts if part)
    words = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", words))
    return f"{'-'.join(words.split())[:120].strip('.-')}.{suffix}"
