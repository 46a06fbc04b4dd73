"""Names of one group's own people and schools, which are easy to recognise there.

A reader who knows the group recognises a single first name, so these names are
redacted wherever they stand capitalised, and not only where a name is likely. A name
that is also an English word stays where it is used as that word.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evaluation.redaction.common_words import common_words, differs_by_one
from evaluation.redaction.known_names import KnownPerson
from evaluation.redaction.tokens import SENTENCE_ENDS, Span, Token, words_of
from evaluation.redaction.vocabulary import (
    AFTER_NAME,
    AFTER_NICKNAME,
    AFTER_OWN_NAME,
    ALLOWED_WORDS,
    BEFORE_SCHOOL,
    CERTAIN_BEFORE_NAME,
    GENERIC_SCHOOL_WORDS,
    MONTHS,
    PARTICLES,
    SCHOOL,
)

LONG_NAME = 5  # letters from which a name is found in lower case or misspelt


@dataclass
class GroupNames:
    """Single words of names in lower case, each with its placeholder.

    `long` are the names of five letters or more that are no English words.
    """

    people: dict[str, str] = field(default_factory=dict)
    schools: dict[str, str] = field(default_factory=dict)
    long: dict[str, str] = field(default_factory=dict)


def group_names(people: Iterable[KnownPerson], schools: Iterable[str]) -> GroupNames:
    """Compile the names of a group's own people and schools."""
    names = GroupNames()
    for person in people:
        for word in _parts_of(person.name):
            names.people.setdefault(word, person.placeholder)
    for school in schools:
        for word in words_of(school):
            kept = word in ALLOWED_WORDS or word in GENERIC_SCHOOL_WORDS
            if len(word) > 3 and word not in names.people and not kept:
                names.schools.setdefault(word, SCHOOL)
    both = {**names.schools, **names.people}
    names.long = {word: both[word] for word in both if _is_long_name(word)}
    return names


def _parts_of(name: str) -> list[str]:
    """The words of a person's name that name them, without initials and particles."""
    words = words_of(name)
    inner = [word for word in words[1:-1] if word not in PARTICLES]
    return [
        word
        for word in (*words[:1], *inner, *words[1:][-1:])
        if len(word) > 1 and (word in MONTHS or word not in ALLOWED_WORDS)
    ]


def _is_long_name(word: str) -> bool:
    return len(word) >= LONG_NAME and word not in common_words()


def find_group_names(
    text: str, tokens: list[Token], names: GroupNames
) -> Iterator[Span]:
    """Where the group's own names stand."""
    for index, token in enumerate(tokens):
        word, placeholder = _name_at(token, names)
        if not placeholder:
            continue
        if word in names.long or _is_a_name(text, tokens, index, word, placeholder):
            yield token.start, token.end_of_name, placeholder


def _name_at(token: Token, names: GroupNames) -> tuple[str, str]:
    """The name that a word is, as it is listed, and its placeholder; or two ""."""
    for word in (token.plain, token.stem):
        found = names.people.get(word) or names.schools.get(word)
        if found:
            return word, found
    for word in (token.plain, token.stem):
        if word in common_words():
            return "", ""
        for name, placeholder in names.long.items():
            if differs_by_one(word, name):
                return name, placeholder
    return "", ""


def _is_a_name(
    text: str, tokens: list[Token], index: int, word: str, placeholder: str
) -> bool:
    """Whether a capitalised word is a name here, and not an ordinary word."""
    token = tokens[index]
    if not token.is_capital:
        return False
    before, after = _beside(text, tokens, index)
    if word in MONTHS:
        return before in CERTAIN_BEFORE_NAME or after in AFTER_NAME | {"who"}
    if word not in common_words():
        return True
    if placeholder == SCHOOL:
        return (
            before in BEFORE_SCHOOL
            or after in AFTER_NICKNAME
            or re.fullmatch(r"(?:y|yr)\d{1,2}", after) is not None
            or token.is_possessive
        )
    if before and not _is_shouted(tokens, index):
        return True
    return (
        before in CERTAIN_BEFORE_NAME
        or token.is_possessive
        or after in AFTER_NAME | AFTER_OWN_NAME
        or text[token.end : token.end + 1] == ","
    )


def _beside(text: str, tokens: list[Token], index: int) -> tuple[str, str]:
    """The words before and after within the sentence; "" at its ends."""
    token, before, after = tokens[index], "", ""
    if index and not SENTENCE_ENDS.search(text[tokens[index - 1].end : token.start]):
        before = tokens[index - 1].plain
    if index + 1 < len(tokens):
        following = tokens[index + 1]
        if not SENTENCE_ENDS.search(text[token.end : following.start]):
            after = following.plain
    return before, after


def _is_shouted(tokens: list[Token], index: int) -> bool:
    """Whether the word and those beside it are all in capital letters."""
    near = tokens[max(index - 1, 0) : index + 2]
    return all(token.text.isupper() for token in near)
