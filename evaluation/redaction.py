"""Redact names in what people wrote: plain values, no database.

Order: links, addresses and numbers; then known names of schools and people; then titles
with a surname; then a lone first name where a name is likely. Names that are also words
(Grace, Mark, Will) are redacted only there. A person still reads every quote before it
is published, because only known names can be found.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

NAME, SCHOOL, MENTOR = "[name]", "[school]", "[mentor]"

KEPT_PHRASES = [
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
KEPT_WORDS = set(
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
SURELY_BEFORE_NAME = set("thanks mentor pupil called named dear hi hello by".split())
AFTER_NAME = set(
    "said told showed helped explained led asked gave taught ran suggested says".split()
)
BEFORE_SCHOOL = set("at from in to of near with like".split())
PARTICLES = r"(?:de|van|der|den|von|la|le|du|da|dos|del|di|bin|al|el|ter|ten)"

_PLAIN = [
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
    """Names to redact, indexed by their words in lower case.

    `phrases` are always redacted; None marks a phrase that is kept. `capitals` are
    redacted if capitalised, `lone` where a name is likely, `initials` as written.
    """

    phrases: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    capitals: dict[tuple[str, ...], str] = field(default_factory=dict)
    lone: dict[str, str] = field(default_factory=dict)
    initials: dict[str, str] = field(default_factory=dict)
    longest: int = 1


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str

    @property
    def plain(self) -> str:
        return _plain(self.text)

    @property
    def stem(self) -> str:
        """A word without a possessive ending: "Ada's" is "ada"."""
        return _plain(re.sub(r"['’]s$", "", self.text))

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_possessive(self) -> bool:
        return bool(re.search(r"['’]s$|s['’]$", self.text))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in folded if c.isalnum() and not unicodedata.combining(c))


def known_names(people: Iterable[KnownPerson], schools: Iterable[str]) -> KnownNames:
    """Compile the names of people and schools once for many passages."""
    names = KnownNames()
    for phrase in KEPT_PHRASES:
        names.phrases[_words(phrase)] = None
    for name in schools:
        _enter_school(names, name)
    for person in people:
        _enter_person(names, person)
    keys = [*names.phrases, *names.capitals]
    names.longest = max(len(key) for key in keys)
    return names


def _words(text: str) -> tuple[str, ...]:
    return tuple(_plain(word) for word in _WORD.findall(text.replace("&", " and ")))


def _enter_school(names: KnownNames, name: str) -> None:
    words = _words(name)
    if not words:
        return
    names.phrases.setdefault(words, SCHOOL)
    stripped = list(words)
    while len(stripped) > 1 and stripped[-1] in GENERIC_SCHOOL_WORDS:
        stripped.pop()
        _enter_short(names, tuple(stripped))
    initials = "".join(word[0] for word in words).upper()
    if len(initials) >= 3 and initials.casefold() not in KEPT_WORDS:
        names.initials.setdefault(initials, SCHOOL)


def _enter_short(names: KnownNames, words: tuple[str, ...]) -> None:
    own = [word for word in words if word not in GENERIC_SCHOOL_WORDS]
    if len(own) >= 2:
        names.phrases.setdefault(words, SCHOOL)
        if words[0] == "st":
            names.phrases.setdefault(("saint", *words[1:]), SCHOOL)
    elif len(own) == 1 and len(words) == 1 and own[0] not in KEPT_WORDS:
        names.lone.setdefault(own[0], SCHOOL)
    elif len(own) == 1:
        names.capitals.setdefault(words, SCHOOL)


def _enter_person(names: KnownNames, person: KnownPerson) -> None:
    words = _words(person.name)
    if len(words) < 2:
        if words and len(words[0]) > 1:
            names.lone.setdefault(words[0], person.placeholder)
        return
    first, last = words[0], words[-1]
    names.phrases[words] = person.placeholder
    names.phrases.setdefault((first, last), person.placeholder)
    names.phrases.setdefault((last, first), person.placeholder)
    names.capitals.setdefault((first[0], last), person.placeholder)
    names.capitals.setdefault((first, last[0]), person.placeholder)
    for lone in (first, last):
        if len(lone) > 1 and (lone in MONTHS or lone not in KEPT_WORDS):
            names.lone.setdefault(lone, person.placeholder)


Span = tuple[int, int, str]


def redact(text: str, names: KnownNames) -> str:
    """The text with placeholders instead of names, schools and addresses."""
    for pattern, placeholder in _PLAIN:
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
    place = 0
    while place < len(tokens):
        length, placeholder, ending = _longest(tokens, place, names)
        if length:
            start, stop = tokens[place].start, tokens[place + length - 1].end - ending
            taken.append((start, stop))
            if placeholder:
                yield start, stop, placeholder
        place += max(length, 1)
    for span in _titled(text, taken):
        taken.append(span[:2])
        yield span
    yield from _lone(text, tokens, taken, names)


def _in_placeholder(text: str, match: re.Match[str]) -> bool:
    return text[match.start() - 1 : match.start()] == "[" or (
        text[match.end() : match.end() + 1] == "]" and "[" in text[: match.start()]
    )


def _longest(
    tokens: list[_Token], place: int, names: KnownNames
) -> tuple[int, str | None, int]:
    """How many words from here are a known phrase, its placeholder, and how many
    letters of a possessive ending are not part of it.
    """
    for length in range(min(names.longest, len(tokens) - place), 0, -1):
        run = tokens[place : place + length]
        head = tuple(token.plain for token in run[:-1])
        for last, ending in ((run[-1].plain, 0), (run[-1].stem, 2)):
            key = (*head, last)
            if key in names.phrases:
                return length, names.phrases[key], ending
            capital = run[0].is_capital and run[-1].is_capital
            if key in names.capitals and capital:
                return length, names.capitals[key], ending
    if tokens[place].text in names.initials:
        return 1, names.initials[tokens[place].text], 0
    return 0, None, 0


def _titled(text: str, taken: list[tuple[int, int]]) -> Iterator[Span]:
    for found in _TITLED.finditer(text):
        start, end = found.span("name")
        words = found["name"].split()
        if len(words) > 1 and _plain(words[-1]) in KEPT_WORDS:
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
    """Lone first names, surnames and short names of schools, where a name is likely."""
    named_before = False
    for place, token in enumerate(tokens):
        if _overlaps(token.start, token.end, taken):
            named_before = True
            continue
        placeholder = names.lone.get(token.stem) or names.lone.get(token.plain)
        if placeholder is None or not token.is_capital:
            named_before = named_before and token.plain == "and"
            continue
        if named_before or _is_likely(text, tokens, place, placeholder):
            cut = token.text[-2:] in ("'s", "’s")
            yield token.start, token.end - (2 if cut else 0), placeholder
            named_before = True


def _is_likely(text: str, tokens: list[_Token], place: int, placeholder: str) -> bool:
    token = tokens[place]
    before = tokens[place - 1] if place else None
    if before and _SENTENCE_ENDS.search(text[before.end : token.start]):
        before = None
    after = tokens[place + 1].plain if place + 1 < len(tokens) else ""
    word = before.plain if before else ""
    if token.stem in MONTHS:
        return word in SURELY_BEFORE_NAME
    if placeholder == SCHOOL:
        return word in BEFORE_SCHOOL or token.is_possessive
    return word in BEFORE_NAME or token.is_possessive or after in AFTER_NAME


def _overlaps(start: int, end: int, taken: list[tuple[int, int]]) -> bool:
    return any(start < stop and end > begin for begin, stop in taken)


def doubtful_words(text: str) -> list[str]:
    """Capitalised words inside a sentence, for a person to check."""
    found: dict[str, None] = {}
    small = {word for word in _WORD.findall(text) if word[0].islower()}
    for match in _WORD.finditer(text):
        word = match.group()
        before = text[: match.start()].rstrip()
        begins = not before or _SENTENCE_ENDS.match(before[-1]) is not None
        known = _plain(word) in KEPT_WORDS or word.casefold() in small
        if word[0].isupper() and not begins and not known and len(word) > 1:
            found[word] = None
    return [word for word in found if not _is_kept(word)]


def _is_kept(word: str) -> bool:
    return any(_plain(word) in _words(phrase) for phrase in KEPT_PHRASES)
