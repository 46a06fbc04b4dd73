"""Who continued to the second year: counts, rates and reasons, suppressed together."""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from evaluation import suppression
from evaluation.snapshots.figures import SUPPRESSED, share_cell
from evaluation.snapshots.inputs import GroupInput, ReportInputs
from evaluation.suppression import FEWEST_TO_BREAK_DOWN, Cell, Key
from recruitment.queries.figures import CONTINUED, DEFERRED, LOST, CohortMember

ALL = "All"
OTHER_REASONS = "other reasons"
#: Breakdowns of the rate, each with the label of a person in it.
BREAKDOWNS: dict[str, Callable[[CohortMember, GroupInput], str]] = {
    "rate": lambda one, group: ALL,
    "by_authority": lambda one, group: group.authority,
    "by_phase": lambda one, group: group.phase,
    "by_both_years": lambda one, group: (
        "Asked for both years" if one.both_years else "Asked for the first year"
    ),
}
COUNTS: dict[str, Callable[[CohortMember], bool]] = {
    "cohort": lambda one: True,
    "deferred": lambda one: one.outcome == DEFERRED,
    "came": lambda one: one.came,
}


def retention(inputs: ReportInputs) -> dict[str, Any] | None:
    """Who continued to the second year; None where no group has a second year."""
    if not inputs.cohort:
        return None
    second = inputs.evaluation["start_year"] + 1
    nobody_yet = all(one.outcome != CONTINUED for one in inputs.cohort)
    return {
        "too_early": inputs.as_at < date(second, 9, 1) and nobody_yet,
        "frozen": inputs.as_at > date(second, 10, 31),
        **_Figures(inputs).shown(),
    }


class _Figures:
    """The figures of a cohort as cells of people who are alike in everything.

    The breakdowns of suppression are: the counts, continued and lost of each breakdown
    of the rate, and the reasons. A rate is two cells, shown both or neither.
    """

    def __init__(self, inputs: ReportInputs) -> None:
        self.k = inputs.smallest_count
        self.groups = {group.pk: group for group in inputs.groups}
        people = Counter(inputs.cohort)
        self.people = list(people)
        self.values = [[count] for count in people.values()]
        reasons = Counter(one.reason for one in inputs.cohort if one.outcome == LOST)
        self.reasons = sorted(reasons, key=lambda each: (-reasons[each], each))
        self.breakdowns: list[list[Cell]] = []
        self.hidden: frozenset[Key] = frozenset()

    def shown(self) -> dict[str, Any]:
        """Every figure, or that it is suppressed."""
        self.breakdowns = [
            [self._cell(is_in) for is_in in COUNTS.values()],
            *self._outcomes(),
            [self._lost_by(reason) for reason in self.reasons],
        ]
        rates = {
            number: len(cells) // 2
            for number, cells in enumerate(self.breakdowns)
            if 0 < number <= len(BREAKDOWNS)
        }
        self.hidden = suppression.suppressed(
            self.values,
            self.breakdowns,
            k=self.k,
            too_few=self._under_ten(rates),
            linked=[
                [(number, at), (number, at + half)]
                for number, half in rates.items()
                for at in range(half)
            ],
            last=[(0, 0), (1, 0), (1, 1)],
        )
        found: dict[str, Any] = {
            name: self._count(0, at) for at, name in enumerate(COUNTS)
        }
        found |= {
            name: self._rates(number, name)
            for number, name in enumerate(BREAKDOWNS, start=1)
        }
        total = found["rate"][0]
        return found | {
            "rate": total,
            "continued": total.get("hits"),
            "lost": self._count(1, 1),
            "reasons": self._reasons(self._count(1, 1)),
        }

    def _cell(self, is_in: Callable[[CohortMember], bool]) -> Cell:
        return frozenset(at for at, one in enumerate(self.people) if is_in(one))

    def _labels(self, name: str) -> list[str]:
        return sorted({self._label(name, one) for one in self.people})

    def _label(self, name: str, one: CohortMember) -> str:
        return BREAKDOWNS[name](one, self.groups[one.work_group_id])

    def _lost_by(self, reason: str) -> Cell:
        return self._cell(lambda one: one.outcome == LOST and one.reason == reason)

    def _outcomes(self) -> Iterator[list[Cell]]:
        """For each breakdown of the rate: who continued by label, then who was lost."""
        for name in BREAKDOWNS:
            yield [
                self._outcome(name, label, outcome)
                for outcome in (CONTINUED, LOST)
                for label in self._labels(name)
            ]

    def _outcome(self, name: str, label: str, outcome: str) -> Cell:
        return self._cell(
            lambda one: one.outcome == outcome and self._label(name, one) == label
        )

    def _under_ten(self, rates: dict[int, int]) -> set[Cell]:
        """The cells of rates with under ten people."""
        found: set[Cell] = set()
        for number, half in rates.items():
            cells = self.breakdowns[number]
            for pair in zip(cells[:half], cells[half:], strict=True):
                if sum(map(self._size, pair)) < FEWEST_TO_BREAK_DOWN:
                    found.update(pair)
        return found

    def _size(self, cell: Cell) -> int:
        return sum(self.values[at][0] for at in cell)

    def _count(self, number: int, at: int) -> int | None:
        is_hidden = (number, at) in self.hidden
        return None if is_hidden else self._size(self.breakdowns[number][at])

    def _rates(self, number: int, name: str) -> list[dict[str, Any]]:
        labels, cells = self._labels(name), self.breakdowns[number]
        rows: list[dict[str, Any]] = []
        for at, label in enumerate(labels):
            hits, misses = map(self._size, (cells[at], cells[at + len(labels)]))
            cell = share_cell(hits, hits + misses)
            rows.append(
                {"label": label} | (SUPPRESSED if (number, at) in self.hidden else cell)
            )
        return rows

    def _reasons(self, lost: int | None) -> list[dict[str, Any]]:
        """Why people were lost, the most common first; small counts are added up."""
        number = len(BREAKDOWNS) + 1
        rows: list[dict[str, Any]] = [
            {"label": why, "count": count}
            for at, why in enumerate(self.reasons)
            if (count := self._count(number, at)) is not None
        ]
        if lost is None:
            return rows
        rest = lost - sum(row["count"] for row in rows)
        return rows + ([{"label": OTHER_REASONS, "count": rest}] if rest else [])
