"""Redact names in what people wrote.

Links, addresses and numbers are replaced first, then known names of schools and people,
then surnames after a title, and last a single name where a name is likely. Names that
are also words (Grace, Mark, Will) are replaced only there. Only known names can be
found, so a person reads every quote before it is published.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

NAME, SCHOOL, MENTOR = "[name]", "[school]", "[mentor]"

ALLOWED_PHRASES = [
    "White Rose",
    "White Rose Maths",
    "Power Maths",
    "Maths No Problem",
    "Maths Mastery",
    "Mathematics Mastery",
    "Teaching for Mastery",
    "Mastery Specialist",
    "Key Stage",
    "Year Group",
    "Work Group",
    "Maths Hub",
    "Maths Hubs",
    "Third Space",
    "Times Tables Rock Stars",
    "Early Years",
]
ALLOWED_WORDS = set(
    """ask ccf cpd ect ects ecf ecte eal eyfs eyts gcse hei ict itt ks1 ks2 ks3 ks4 la
    llme maths mathematics mastery monday tuesday wednesday thursday friday saturday
    sunday january february march april may june july august september october november
    december ncetm ncp numicon ncs nqt ofsted pgce ppa qts rec reception sats scitt
    sen send senco sktm slt stem teams tfm tlr trn tsh ucl urn wgl year years zoom i
    english christmas easter""".split()
)
MONTHS = set("january february march april may june july august".split())
GENERIC_SCHOOL_WORDS = set(
    """school schools primary secondary academy college junior infant infants nursery
    community church of england ce cofe c e rc roman catholic voluntary aided controlled
    high middle and first the""".split()
)
BEFORE_NAME = set(
    "thanks thank to with from mentor pupil by dear hi hello called named".split()
)
CERTAIN_BEFORE_NAME = set("thanks mentor pupil called named dear hi hello by".split())
AFTER_NAME = set(
    "said told showed helped explained led asked gave taught ran suggested says".split()
)
BEFORE_SCHOOL = set("at from in to of near with like".split())
PARTICLES = r"(?:de|van|der|den|von|la|le|du|da|dos|del|di|bin|al|el|ter|ten)"

_ADDRESSES = [
    (re.compile(r"(?:https?://|www\.)\S+", re.I), "[link]"),
    (re.compile(r"[^\s@<>(),;]+@[^\s@<>(),;]+\.\w+"), "[e-mail]"),
    (re.compile(r"(?<![\w@])@\w{2,}"), "[handle]"),
    (re.compile(r"(?:\+44[\s(]*0?[)\s]*|\b0)\d(?:[\s-]?\d){8,9}\b"), "[phone]"),
    (
        re.compile(
            r"\b(?i:[A-Z]{1,2}\d[A-Z\d]?\s?\d)(?!st\b|nd\b|rd\b|th\b)(?i:[ABD-HJLNP-UW-Z]{2})\b"
        ),
        "[postcode]",
    ),
    (
        re.compile(r"(?<=\b[TU]RN)\W{0,3}(?:is\s|number\s){0,2}\d{5,8}\b", re.I),
        " [number]",
    ),
]
_TITLED = re.compile(
    r"\b(?:(?i:mr|mrs|ms|mx|dr)|Miss|Sir|Dame|Prof|Professor|Rev)\b\.?[ \t]+"
    rf"(?P<name>(?:{PARTICLES}[ \t]+)*\w[\w'’-]+"
    rf"(?:[ \t]+(?:{PARTICLES}[ \t]+)*[A-Z][\w'’-]+)?)"
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_ENDS = re.compile(r"[.!?\n:]")


@dataclass(frozen=True)
class KnownPerson:
    """A person whose name is known, with the placeholder that replaces it."""

    name: str
    placeholder: str = NAME


@dataclass
class KnownNames:
    """Names to redact, by their words in lower case.

    `phrases` are always redacted; None marks a phrase that is kept. `capitalised` are
    redacted if capitalised, `lone` where a name is likely, `initials` as written.
    """

    phrases: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    capitalised: dict[tuple[str, ...], str] = field(default_factory=dict)
    lone: dict[str, str] = field(default_factory=dict)
    initials: dict[str, str] = field(default_factory=dict)
    longest: int = 1


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str

    @cached_property
    def plain(self) -> str:
        return _plain(self.text)

    @cached_property
    def stem(self) -> str:
        """The word without a possessive ending: "Ada's" is "ada"."""
        return _plain(re.sub(r"['’]s$", "", self.text))

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        return bool(re.search(r"['’]s$|s['’]$", self.text))


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(
        c for c in decomposed if c.isalnum() and not unicodedata.combining(c)
    )


def known_names(people: Iterable[KnownPerson], schools: Iterable[str]) -> KnownNames:
    """Compile the names of people and schools once for many passages."""
    names = KnownNames()
    for phrase in ALLOWED_PHRASES:
        names.phrases[_words(phrase)] = None
    for name in schools:
        _add_school(names, name)
    for person in people:
        _add_person(names, person)
    keys = [*names.phrases, *names.capitalised]
    names.longest = max(len(key) for key in keys)
    return names


def _words(text: str) -> tuple[str, ...]:
    return tuple(_plain(word) for word in _WORD.findall(text.replace("&", " and ")))


def _add_school(names: KnownNames, name: str) -> None:
    words = _words(name)
    if not words:
        return
    names.phrases.setdefault(words, SCHOOL)
    stripped = list(words)
    while len(stripped) > 1 and stripped[-1] in GENERIC_SCHOOL_WORDS:
        stripped.pop()
        _add_short_name(names, tuple(stripped))
    initials = "".join(word[0] for word in words).upper()
    if len(initials) >= 3 and initials.casefold() not in ALLOWED_WORDS:
        names.initials.setdefault(initials, SCHOOL)


def _add_short_name(names: KnownNames, words: tuple[str, ...]) -> None:
    distinctive = [word for word in words if word not in GENERIC_SCHOOL_WORDS]
    if len(distinctive) >= 2:
        names.phrases.setdefault(words, SCHOOL)
        if words[0] == "st":
            names.phrases.setdefault(("saint", *words[1:]), SCHOOL)
    elif (
        len(distinctive) == 1
        and len(words) == 1
        and distinctive[0] not in ALLOWED_WORDS
    ):
        names.lone.setdefault(distinctive[0], SCHOOL)
    elif len(distinctive) == 1:
        names.capitalised.setdefault(words, SCHOOL)


def _add_person(names: KnownNames, person: KnownPerson) -> None:
    words = _words(person.name)
    if len(words) < 2:
        if words and len(words[0]) > 1:
            names.lone.setdefault(words[0], person.placeholder)
        return
    first, last = words[0], words[-1]
    names.phrases[words] = person.placeholder
    names.phrases.setdefault((first, last), person.placeholder)
    names.phrases.setdefault((last, first), person.placeholder)
    names.capitalised.setdefault((first[0], last), person.placeholder)
    names.capitalised.setdefault((first, last[0]), person.placeholder)
    for lone in (first, last):
        if len(lone) > 1 and (lone in MONTHS or lone not in ALLOWED_WORDS):
            names.lone.setdefault(lone, person.placeholder)


Span = tuple[int, int, str]


def redact(text: str, names: KnownNames) -> str:
    """The text with placeholders instead of names, schools and addresses."""
    for pattern, placeholder in _ADDRESSES:
        text = pattern.sub(placeholder, text)
    spans = sorted(_spans(text, names))
    pieces, at = [], 0
    for start, end, placeholder in spans:
        pieces += [text[at:start], placeholder]
        at = end
    return "".join([*pieces, text[at:]])


def _spans(text: str, names: KnownNames) -> Iterator[Span]:
    tokens = [
        _Token(m.start(), m.end(), m.group())
        for m in _WORD.finditer(text)
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
    yield from _lone(text, tokens, taken, names)


def _in_placeholder(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()] == "[" or (
        text[match.end() : match.end() + 1] == "]" and "[" in text[: match.start()]
    )


def _longest_match(
    tokens: list[_Token], index: int, names: KnownNames
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
        if len(words) > 1 and _plain(words[-1]) in ALLOWED_WORDS:
            end -= len(found["name"]) - found["name"].rindex(words[-1])
            end -= len(text[:end]) - len(text[:end].rstrip())
        ending = re.search(r"['’]s$", text[start:end])
        end -= len(ending.group()) if ending else 0
        if not _overlaps(start, end, taken):
            yield start, end, NAME


def _lone(
    text: str,
    tokens: list[_Token],
    taken: list[tuple[int, int]],
    names: KnownNames,
) -> Iterator[Span]:
    """Single names of people and schools, in places where a name is likely."""
    named_before = False
    for index, token in enumerate(tokens):
        if _overlaps(token.start, token.end, taken):
            named_before = True
            continue
        placeholder = names.lone.get(token.stem) or names.lone.get(token.plain)
        if placeholder is None or not token.is_capital:
            named_before = named_before and token.plain == "and"
            continue
        if named_before or _is_likely(text, tokens, index, placeholder):
            is_possessive = token.text[-2:] in ("'s", "’s")
            yield token.start, token.end - (2 if is_possessive else 0), placeholder
            named_before = True


def _is_likely(text: str, tokens: list[_Token], index: int, placeholder: str) -> bool:
    token = tokens[index]
    before = tokens[index - 1] if index else None
    if before and _SENTENCE_ENDS.search(text[before.end : token.start]):
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


def unrecognised_capitals(text: str) -> list[str]:
    """Capitalised words inside a sentence that no rule knows, for a person to check."""
    found: dict[str, None] = {}
    lower_case = {word for word in _WORD.findall(text) if word[0].islower()}
    for match in _WORD.finditer(text):
        word = match.group()
        before = text[: match.start()].rstrip()
        begins = not before or _SENTENCE_ENDS.match(before[-1]) is not None
        known = _plain(word) in ALLOWED_WORDS or word.casefold() in lower_case
        if word[0].isupper() and not begins and not known and len(word) > 1:
            found[word] = None
    return [word for word in found if not _is_allowed(word)]


def _is_allowed(word: str) -> bool:
    return any(_plain(word) in _words(phrase) for phrase in ALLOWED_PHRASES)
