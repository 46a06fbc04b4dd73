"""Two lists of facts set against each other: what changed, what is gone, what is new.

Facts with the same words and other numbers are one fact that changed.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from evaluation.reports.facts import Fact

_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
LIKE = 0.6  # of the words, from which a sentence is a former one rewritten


@dataclass
class ComparedSection:
    """One section's differences; a changed fact is what it was and what it is."""

    name: str
    changed: list[tuple[str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    same: int = 0

    @property
    def is_alike(self) -> bool:
        return not (self.changed or self.gone or self.new)


def masked(text: str) -> str:
    """The text with each number as "#"."""
    return _NUMBER.sub("#", text)


def numbers(text: str) -> list[str]:
    return _NUMBER.findall(text)


def by_section(before: Sequence[Fact], after: Sequence[Fact]) -> list[ComparedSection]:
    """Every section of either, in the order of the later one."""
    names = dict.fromkeys(fact.section for fact in [*after, *before])
    return [_section(name, _texts(before, name), _texts(after, name)) for name in names]


def _texts(facts: Iterable[Fact], section: str) -> list[str]:
    return [fact.text for fact in facts if fact.section == section]


def _section(name: str, before: Sequence[str], after: Sequence[str]) -> ComparedSection:
    found = ComparedSection(name, same=len({*before} & {*after}))
    gone = [text for text in before if text not in {*after}]
    new = [text for text in after if text not in {*before}]
    found.changed = same_words(gone, new)
    taken = {text for pair in found.changed for text in pair}
    found.gone = [text for text in gone if text not in taken]
    found.new = [text for text in new if text not in taken]
    return found


def same_words(gone: Iterable[str], new: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs with the same words, in order; each text is in one pair."""
    waiting = defaultdict(list)
    for text in new:
        waiting[masked(text)].append(text)
    return [
        (text, waiting[masked(text)].pop(0)) for text in gone if waiting[masked(text)]
    ]


def rewritten(gone: Sequence[str], new: Iterable[str]) -> list[tuple[str, str]]:
    """New texts whose numbers differ from those of the former text most like them."""
    found = []
    for text in new:
        was = max(gone, key=lambda each: _likeness(each, text), default="")
        is_like = was and _likeness(was, text) >= LIKE
        if is_like and sorted(numbers(was)) != sorted(numbers(text)):
            found.append((was, text))
    return found


def _likeness(first: str, second: str) -> float:
    words = masked(first).split(), masked(second).split()
    return SequenceMatcher(None, *words, autojunk=False).ratio()
