"""Names of people and schools, compiled once for many passages."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from evaluation.redaction.tokens import words_of
from evaluation.redaction.vocabulary import (
    ALLOWED_PHRASES,
    ALLOWED_WORDS,
    GENERIC_SCHOOL_WORDS,
    MONTHS,
    NAME,
    SCHOOL,
)


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


def known_names(people: Iterable[KnownPerson], schools: Iterable[str]) -> KnownNames:
    """Compile the names of people and schools once for many passages."""
    names = KnownNames()
    for phrase in ALLOWED_PHRASES:
        names.phrases[words_of(phrase)] = None
    for name in schools:
        _add_school(names, name)
    for person in people:
        _add_person(names, person)
    keys = [*names.phrases, *names.capitalised]
    names.longest = max(len(key) for key in keys)
    return names


def _add_school(names: KnownNames, name: str) -> None:
    words = words_of(name)
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
    words = words_of(person.name)
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
