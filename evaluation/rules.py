"""Decisions on plain values: what counts as an answer, and which may be paired."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from workgroups import randomness

MIN_ANSWERS = 5  # a form with fewer keeps only their number
MIN_ALIKE = 5  # people whose answers are paired in the same way

#: The forms that one pseudonym links, in order; () for a pseudonym without answers.
Pattern = tuple[int, ...]


def non_empty(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers without the questions that were left blank."""
    return {key: value for key, value in answers.items() if value not in ("", None)}


def left_blank(given: Sequence[str], earlier: Mapping[str, Pattern]) -> list[str]:
    """The pseudonyms of a closing form, with "" where one would name its person.

    `earlier` has the patterns of the answers before. Who keeps the pseudonym among
    people of one pattern is drawn at random.
    """
    times = Counter(given)
    unique = [each for each in given if each and times[each] == 1]
    by_pattern: dict[Pattern, list[str]] = defaultdict(list)
    for pseudonym in unique:
        by_pattern[earlier.get(pseudonym, ())].append(pseudonym)
    others = Counter(earlier.values())
    others.subtract({p: len(people) for p, people in by_pattern.items() if p})
    numbers = paired_people(
        {pattern: len(people) for pattern, people in by_pattern.items()},
        others,
        unpaired=len(given) - len(unique),
    )
    kept: set[str] = set()
    for pattern, people in by_pattern.items():
        randomness.shuffle(people)
        kept.update(people[: numbers[pattern]])
    return [each if each in kept else "" for each in given]


def paired_people(
    answering: Mapping[Pattern, int],
    others: Mapping[Pattern, int],
    *,
    unpaired: int = 0,
) -> dict[Pattern, int]:
    """How many people of each pattern keep their pseudonym in a closing form.

    `answering` counts those who answered the closing form by the pattern of their
    earlier answers, `others` the pseudonyms of each pattern that did not answer it, and
    `unpaired` its answers that have no pseudonym. Afterwards every pattern holds
    MIN_ALIKE people or none, answers without a pseudonym being a pattern too; as many
    people as possible are paired. Where no other choice is left, nobody is.
    """
    ways: dict[int, dict[Pattern, int]] = {0: {}}  # by the number left out
    for pattern, people in answering.items():
        ways = {
            left_out + people - kept: {**found, pattern: kept}
            for left_out, found in ways.items()
            for kept in _choices(pattern, people, others.get(pattern, 0))
        }
    allowed = [number for number in ways if _is_safe(unpaired + number)]
    return ways[min(allowed, default=max(ways))]


def _choices(pattern: Pattern, people: int, others: int) -> Iterator[int]:
    """How many of these people may keep their pseudonym, as far as they are alike.

    Those who do leave their former pattern, in which the others stay behind.
    """
    yield 0
    for kept in range(MIN_ALIKE, people + 1):
        if not pattern or _is_safe(others + people - kept):
            yield kept


def _is_safe(people: int) -> bool:
    return people == 0 or people >= MIN_ALIKE
