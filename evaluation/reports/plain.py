"""Words as typed, made safe for files: control characters, names, formulas."""

import re
import unicodedata
from typing import Any

#: No file format of ours can hold these; a tab and a line break may stay.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')


def printable(words: str) -> str:
    """The words without characters that no document can hold."""
    return _CONTROL.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


def cleaned(value: Any) -> Any:
    """The same plain values with every text printable."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {name: cleaned(each) for name, each in value.items()}
    return [cleaned(each) for each in value] if isinstance(value, list) else value


def file_name(*parts: str, suffix: str) -> str:
    """A name that every system takes; the "+" of "London South East+" survives."""
    words = " ".join(part for part in parts if part)
    words = unicodedata.normalize("NFC", _NOT_IN_NAMES.sub(" ", words))
    return f"{'-'.join(words.split())[:120].strip('.-')}.{suffix}"


def unscripted(value: Any) -> Any:
    """A value that no spreadsheet runs as a formula; numbers stay numbers."""
    if isinstance(value, str) and value.lstrip(" \u00a0")[:1] in tuple("=+-@\t\r\n"):
        return f"'{value}"
    return value
