"""Find names in a text, and replace them."""

import re
import unicodedata
from collections.abc import Iterator

from evaluation.redaction.addresses import ADDRESSES
from evaluation.redaction.group_names import GroupNames, find_group_names
from evaluation.redaction.known_names import KnownNames
from evaluation.redaction.tokens import SENTENCE_ENDS, WORD, Span, Token, plain_form
from evaluation.redaction.vocabulary import (
    AFTER_NAME,
    ALLOWED_WORDS,
    BEFORE_NAME,
    BEFORE_SCHOOL,
    CERTAIN_BEFORE_NAME,
    MONTHS,
    NAME,
    PARTICLES,
    SCHOOL,
)

_PARTICLES = rf"(?:{'|'.join(sorted(PARTICLES))})"
_TITLED = re.compile(
    r"\b(?:(?i:mr|mrs|ms|mx|dr)|Miss|Sir|Dame|Prof|Professor|Rev)\b\.?[ \t]+"
    rf"(?P<name>(?:{_PARTICLES}[ \t]+)*\w[\w'’-]+"
    rf"(?:[ \t]+(?:{_PARTICLES}[ \t]+)*[A-Z][\w'’-]+)?)"
)
NO_GROUP = GroupNames()


def redact(text: str, names: KnownNames, group: GroupNames = NO_GROUP) -> str:
    """The text with placeholders instead of names, schools and addresses.

    `group` are the people and schools of the group that the text was written about.
    """
    text = unicodedata.normalize("NFC", text)
    for pattern, placeholder in ADDRESSES:
        text = pattern.sub(placeholder, text)
    spans = sorted(_spans(text, names, group))
    pieces, at = [], 0
    for start, end, placeholder in spans:
        pieces += [text[at:start], placeholder]
        at = end
    return "".join([*pieces, text[at:]])


def _spans(text: str, names: KnownNames, group: GroupNames) -> Iterator[Span]:
    tokens = [
        Token(m.start(), m.end(), m.group())
        for m in WORD.finditer(text)
        if not _in_placeholder(text, m)
    ]
    taken: list[tuple[int, int]] = []
    index = 0
    while index < len(tokens):
        length, placeholder, ending = _longest_match(tokens, index, names)
        if length:
            start, stop = tokens[index].start, tokens[index + length - 1].end - ending
            taken.append((start, stop))
            if placeholder:
                yield start, stop, placeholder
        index += max(length, 1)
    for span in _titled(text, taken):
        taken.append(span[:2])
        yield span
    for span in find_group_names(text, tokens, group):
        if not _overlaps(*span[:2], taken):
            taken.append(span[:2])
            yield span
    yield from _lone(text, tokens, taken, names)


def _in_placeholder(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()] == "[" or (
        text[match.end() : match.end() + 1] == "]" and "[" in text[: match.start()]
    )


def _longest_match(
    tokens: list[Token], index: int, names: KnownNames
) -> tuple[int, str | None, int]:
    """The longest known phrase that starts at a word.

    Returns its number of words, its placeholder, and how many characters of a
    possessive ending are not part of it.
    """
    for length in range(min(names.longest, len(tokens) - index), 0, -1):
        run = tokens[index : index + length]
        head = tuple(token.plain for token in run[:-1])
        for last, ending in ((run[-1].plain, 0), (run[-1].stem, 2)):
            key = (*head, last)
            if key in names.phrases:
                return length, names.phrases[key], ending
            capital = run[0].is_capital and run[-1].is_capital
            if key in names.capitalised and capital:
                return length, names.capitalised[key], ending
    if tokens[index].text in names.initials:
        return 1, names.initials[tokens[index].text], 0
    return 0, None, 0


def _titled(text: str, taken: list[tuple[int, int]]) -> Iterator[Span]:
    for found in _TITLED.finditer(text):
        start, end = found.span("name")
        words = found["name"].split()
        if len(words) > 1 and plain_form(words[-1]) in ALLOWED_WORDS:
            end -= len(found["name"]) - found["name"].rindex(words[-1])
            end -= len(text[:end]) - len(text[:end].rstrip())
        ending = re.search(r"['’]s$", text[start:end])
        end -= len(ending.group()) if ending else 0
        if not _overlaps(start, end, taken):
            yield start, end, NAME


def _lone(
    text: str,
    tokens: list[Token],
    taken: list[tuple[int, int]],
    names: KnownNames,
) -> Iterator[Span]:
    """Single names of people and schools, in places where a name is likely."""
    named_before = False
    for index, token in enumerate(tokens):
        if index and SENTENCE_ENDS.search(text[tokens[index - 1].end : token.start]):
            named_before = False
        if _overlaps(token.start, token.end, taken):
            named_before = True
            continue
        placeholder = names.lone.get(token.stem) or names.lone.get(token.plain)
        if placeholder is None or not token.is_capital:
            named_before = named_before and token.plain == "and"
            continue
        if named_before or _is_likely(text, tokens, index, placeholder):
            yield token.start, token.end_of_name, placeholder
            named_before = True


def _is_likely(text: str, tokens: list[Token], index: int, placeholder: str) -> bool:
    token = tokens[index]
    before = tokens[index - 1] if index else None
    if before and SENTENCE_ENDS.search(text[before.end : token.start]):
        before = None
    after = tokens[index + 1].plain if index + 1 < len(tokens) else ""
    word = before.plain if before else ""
    if token.stem in MONTHS:
        return word in CERTAIN_BEFORE_NAME
    if placeholder == SCHOOL:
        return word in BEFORE_SCHOOL or token.is_possessive
    return word in BEFORE_NAME or token.is_possessive or after in AFTER_NAME


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < stop and end > begin for begin, stop in taken)
