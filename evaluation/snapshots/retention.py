"""Who continued to the second year: counts, rates and reasons, suppressed together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from evaluation import suppression
from evaluation.snapshots import repeats
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
        self.inputs, self.k = inputs, inputs.smallest_count
        self.groups = {group.pk: group for group in inputs.groups}
        people = Counter(inputs.cohort)
        self.people = list(people)
        self.values = [[count] for count in people.values()]
        reasons = Counter(one.reason for one in inputs.cohort if one.outcome == LOST)
        self.reasons = sorted(reasons, key=lambda each: (-reasons[each], each))
        self.breakdowns: list[list[Cell]] = []
        self.found: dict[Key, dict[str, Any]] = {}

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
        linked = [
            [(number, at), (number, at + half)]
            for number, half in rates.items()
            for at in range(half)
        ]
        hidden = suppression.suppressed(
            self.values,
            self.breakdowns,
            k=self.k,
            too_few=self._under_ten(rates),
            linked=linked,
            last=[(0, 0), (1, 0), (1, 1)],
        )
        self.found = self._settled(hidden, linked)
        found: dict[str, Any] = {
            name: self._count(0, at) for at, name in enumerate(COUNTS)
        }
        dates = {name: self._date((0, at)) for at, name in enumerate(COUNTS)}
        found["as_at"] = {name: date for name, date in dates.items() if date}
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

    def _settled(
        self, hidden: frozenset[Key], linked: list[list[Key]]
    ) -> dict[Key, dict[str, Any]]:
        """The counts to show by key: new ones, and those of earlier reports."""
        cells = {
            (number, at): cell
            for number, breakdown in enumerate(self.breakdowns)
            for at, cell in enumerate(breakdown)
        }
        fresh = {
            key: {"people": self._size(cell)}
            for key, cell in cells.items()
            if key not in hidden
        }
        earlier = [
            self._shown_in(before, each["as_at"])
            for each in self.inputs.comparable
            if (before := each["figures"]["retention"]) and not before["too_early"]
        ]
        return repeats.settled(cells, fresh, earlier, self.k, linked)

    def _shown_in(
        self, before: Mapping[str, Any], day: str
    ) -> dict[Key, dict[str, Any]]:
        """The counts that an earlier report showed, each with its date."""
        dates = before.get("as_at", {})
        found = {
            (0, at): {"people": before[name], "as_at": dates.get(name, day)}
            for at, name in enumerate(COUNTS)
            if before[name] is not None
        }
        for number, name in enumerate(BREAKDOWNS, start=1):
            labels = self._labels(name)
            rates = (
                [{**before["rate"], "label": ALL}] if name == "rate" else before[name]
            )
            for cell in rates:
                if cell["label"] in labels and not cell.get("suppressed"):
                    at, dated = labels.index(cell["label"]), {"as_at": day, **cell}
                    hits, of = dated["hits"], dated["of"]
                    for key, people in ((at, hits), (at + len(labels), of - hits)):
                        found[number, key] = {"people": people, "as_at": dated["as_at"]}
        for row in before["reasons"]:
            if row["label"] in self.reasons:
                at = self.reasons.index(row["label"])
                found[len(BREAKDOWNS) + 1, at] = {
                    "people": row["count"],
                    "as_at": row.get("as_at", day),
                }
        return found

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
        return self.found.get((number, at), {}).get("people")

    def _date(self, key: Key) -> str:
        """The date of a count that an earlier report showed; "" for a new one."""
        return str(self.found.get(key, {}).get("as_at", ""))

    def _rates(self, number: int, name: str) -> list[dict[str, Any]]:
        labels = self._labels(name)
        rows: list[dict[str, Any]] = []
        for at, label in enumerate(labels):
            hits = self._count(number, at)
            misses = self._count(number, at + len(labels))
            cell = dict(SUPPRESSED)
            if hits is not None and misses is not None:
                cell = share_cell(hits, hits + misses)
                if date := self._date((number, at)):
                    cell["as_at"] = date
            rows.append({"label": label} | cell)
        return rows

    def _reasons(self, lost: int | None) -> list[dict[str, Any]]:
        """Why people were lost, the most common first; small counts are added up."""
        number = len(BREAKDOWNS) + 1
        rows: list[dict[str, Any]] = [
            {"label": why, "count": count}
            | ({"as_at": date} if (date := self._date((number, at))) else {})
            for at, why in enumerate(self.reasons)
            if (count := self._count(number, at)) is not None
        ]
        is_old = bool(self._date((1, 1))) or any("as_at" in row for row in rows)
        if lost is None or is_old:  # counts of different days have no rest
            return rows
        rest = lost - sum(row["count"] for row in rows)
        return rows + ([{"label": OTHER_REASONS, "count": rest}] if rest else [])
