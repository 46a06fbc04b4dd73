"""The work groups that figures count, in this report and in earlier ones."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Groups = frozenset[int]
ALL = "All"


@dataclass(frozen=True)
class ReportedGroup:
    """A work group as a report notes it, so that later ones know what it counted."""

    pk: int
    title: str
    authority: str
    phase: str

    @property
    def alone(self) -> Groups:
        return frozenset({self.pk})


@dataclass(frozen=True)
class Areas:
    """Sets of work groups, each with a number.

    A part holds the groups that are in the same sets, so every set consists of parts.
    """

    sets: tuple[Groups, ...]

    @classmethod
    def of(cls, sets: Iterable[Groups]) -> "Areas":
        return cls(tuple(dict.fromkeys(sets)))

    @cached_property
    def parts(self) -> list[Groups]:
        members: dict[tuple[bool, ...], set[int]] = defaultdict(set)
        for pk in sorted(frozenset().union(*self.sets)):
            members[tuple(pk in each for each in self.sets)].add(pk)
        return [frozenset(each) for each in members.values()]

    def number(self, groups: Groups) -> int:
        return self.sets.index(groups)

    def parts_of(self, groups: Groups) -> list[int]:
        return [at for at, part in enumerate(self.parts) if part <= groups]


def all_of(groups: Sequence[ReportedGroup]) -> Groups:
    return frozenset(group.pk for group in groups)


def by_authority(groups: Sequence[ReportedGroup]) -> dict[str, Groups]:
    """All groups, then those of each authority in order of first occurrence."""
    found: dict[str, set[int]] = {ALL: set(all_of(groups))}
    for group in groups:
        found.setdefault(group.authority, set()).add(group.pk)
    return {label: frozenset(some) for label, some in found.items()}
