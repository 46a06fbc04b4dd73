"""The placeholders of wordings that a hub edits: check them and fill them in.

A hub writes plain text with names in braces, such as "Dear {first name}". It is never
read as a template: each name stands for one value of an explicit list, and a value is
not read again for names.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_NAME = re.compile(r"\{([^{}]*)\}")
_FRAME = re.compile(
    r"\{% (?:(?:end)?autoescape(?: off)?|(?:end)?continued|load [\w ]+) %\}"
)
_CONTINUES = re.compile(r" *\n +")


@dataclass(frozen=True)
class Placeholder:
    """A name in braces that a wording may hold.

    `source` is what the shipped template holds in its place, and `other_source` a
    second form of it. A required one must stand in the text. One that is not for
    subjects has several lines, or holds a link.
    """

    name: str
    source: str
    means: str
    required: bool = False
    in_subject: bool = True
    other_source: str = ""

    def __str__(self) -> str:
        return f"{{{self.name}}}"


def names_in(text: str) -> list[str]:
    return [_plain(name) for name in _NAME.findall(text)]


def problems_of(
    text: str, placeholders: Iterable[Placeholder], *, is_subject: bool = False
) -> list[str]:
    """What is wrong with the placeholders of a text, each as a sentence."""
    known = {each.name: each for each in placeholders}
    used = names_in(text)
    found = [
        _why_not(name, known.get(name))
        for name in dict.fromkeys(used)
        if name not in known or (is_subject and not known[name].in_subject)
    ]
    if "{" in _NAME.sub("", text) or "}" in _NAME.sub("", text):
        found.append("A brace stands alone. Write both, as in {hub}.")
    missing = [each for each in known.values() if each.required]
    if not is_subject:
        found += [
            f"The text needs {each}: {each.means}. Please put it back."
            for each in missing
            if each.name not in used
        ]
    return found


def _why_not(name: str, known: Placeholder | None) -> str:
    if known is None:
        return f"Nothing is called {{{name}}} here. The list below says what there is."
    return f"{known} is too long for a subject. Use it in the text."


def fill(text: str, value_of: Callable[[str], str]) -> str:
    """Put values in the place of names, once: a value is not read for names."""
    return _NAME.sub(lambda found: value_of(_plain(found[1])), text)


def as_wording(template: str, placeholders: Iterable[Placeholder]) -> str:
    """A shipped template as a text that a hub can edit."""
    text = joined(_FRAME.sub("", template))
    for each in placeholders:
        for source in filter(None, (each.source, each.other_source)):
            text = text.replace(source, str(each))
    return text.strip()


def joined(text: str) -> str:
    """Join each line that begins with a blank to the line before it."""
    return _CONTINUES.sub(" ", text)


def tidy(text: str) -> str:
    """Close the gaps that empty values leave between words and between paragraphs."""
    text = re.sub(r"(?<=\S) {2,}", " ", text)
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _plain(name: str) -> str:
    return " ".join(name.split()).lower()
