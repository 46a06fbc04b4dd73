"""Who continued to the second year: counts, rates and reasons, suppressed together."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from evaluation import suppression
from evaluation.snapshots import areas, repeats
from evaluation.snapshots.areas import Groups
from evaluation.snapshots.figures import SUPPRESSED, Shown, share_cell
from evaluation.snapshots.inputs import GroupInput, ReportInputs
from evaluation.suppression import FEWEST_TO_BREAK_DOWN, Cell, Key
from recruitment.queries.figures import CONTINUED, DEFERRED, LOST, CohortMember
from workgroups.choices import MasteryStage

OTHER_REASONS = "other reasons"
#: Breakdowns of the rate, each with the label of a person in it.
BREAKDOWNS: dict[str, Callable[[CohortMember, GroupInput], str]] = {
    "rate": lambda one, group: areas.ALL,
    "by_authority": lambda one, group: group.authority,
    "by_phase": lambda one, group: group.phase,
    "by_both_years": lambda one, group: (
        "Asked for both years" if one.both_years else "Asked for the first year"
    ),
    "by_school_stage": lambda one, group: (
        str(MasteryStage(one.school_stage).label).capitalize()
        if one.school_stage
        else "Not known"
    ),
}
COUNTS: dict[str, Callable[[CohortMember], bool]] = {
    "cohort": lambda one: True,
    "deferred": lambda one: one.outcome == DEFERRED,
    "came": lambda one: one.came,
}
ENDS = ("continued", "lost")  # the counts that a rate is made of
EARLIER = -1  # the breakdown of counts of other groups, in earlier reports


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
        self.own: dict[Key, Cell] = {}
        self.cells: dict[Key, Cell] = {}  # those of earlier reports among them
        self.found: Shown = {}

    def shown(self) -> dict[str, Any]:
        """Every figure, or that it is suppressed."""
        self.breakdowns = [
            [self._cell(is_in) for is_in in COUNTS.values()],
            *self._outcomes(),
            [self._lost_by(reason) for reason in self.reasons],
        ]
        self.own = {
            (number, at): cell
            for number, breakdown in enumerate(self.breakdowns)
            for at, cell in enumerate(breakdown)
        }
        self.cells = dict(self.own)
        self.found = self._settled(list(self._shown_earlier()))
        return self._found()

    def _found(self) -> dict[str, Any]:
        counts = {name: self._figure((0, at)) for at, name in enumerate(COUNTS)}
        counts |= {name: self._figure((1, at)) for at, name in enumerate(ENDS)}
        rates = {
            name: self._rates(number, name)
            for number, name in enumerate(BREAKDOWNS, start=1)
        }
        return {
            **{name: each.get("people") for name, each in counts.items()},
            **repeats.dates_of(counts),
            **rates,
            "rate": rates["rate"][0],
            "reasons": self._reasons(),
        }

    def _settled(self, earlier: Sequence[Shown]) -> Shown:
        """The counts to show by key: new ones, and those of earlier reports."""
        still_true = {
            self.cells[key]
            for each in earlier
            for key, found in each.items()
            if self._size(self.cells[key]) == found["people"]
        } - {frozenset()}
        hidden = self._hidden()
        return repeats.settled(
            self.cells,
            {
                key: {"people": self._size(cell)}
                for key, cell in self.own.items()
                if key not in hidden
            },
            earlier,
            self.k,
            own=frozenset(range(len(self.people))),
            hidden=lambda old: self._hidden(still_true, hidden | old),
            linked=self._linked(),
        )

    def _hidden(
        self, known: Collection[Cell] = (), old: Collection[Key] = ()
    ) -> frozenset[Key]:
        """The keys not to show beside `known` figures; `old` are not shown anew."""
        return suppression.suppressed(
            self.values,
            self.breakdowns,
            k=self.k,
            too_few=self._under_ten() | {self.own[key] for key in old},
            linked=self._linked(),
            last=[(0, 0), (1, 0), (1, 1)],
            shown_before=sorted(known, key=sorted),
        )

    def _linked(self) -> list[list[Key]]:
        """The keys of each rate: continued and lost."""
        return [
            [(number, at), (number, at + half)]
            for number, half in self._rates_of().items()
            for at in range(half)
        ]

    def _rates_of(self) -> dict[int, int]:
        """The number of rates in each breakdown of the rate."""
        return {
            number: len(cells) // 2
            for number, cells in enumerate(self.breakdowns)
            if 0 < number <= len(BREAKDOWNS)
        }

    def _shown_earlier(self) -> Iterator[Shown]:
        """The counts that each earlier report showed, those of groups counted here."""
        every = areas.all_of(self.inputs.reported_groups)
        for groups, found, day in self.inputs.earlier_figures("retention"):
            of = areas.all_of(groups)
            if of <= every and not found["too_early"]:
                counts = self._shown_in(found, day)
                yield {self._key_of(key, of): each for key, each in counts}

    def _key_of(self, key: Key, groups: Groups) -> Key:
        """The key of this figure of some of the groups, a new one if it has none."""
        cell = self.own[key]
        part = frozenset(at for at in cell if self.people[at].work_group_id in groups)
        if part == cell:
            return key
        found = (EARLIER, len(self.cells))
        found = next((each for each in self.cells if self.cells[each] == part), found)
        self.cells[found] = part
        return found

    def _shown_in(
        self, before: Mapping[str, Any], day: str
    ) -> Iterator[tuple[Key, dict[str, Any]]]:
        """The counts that an earlier report showed, each with its date."""
        dates = before.get("as_at", {})
        for at, name in enumerate(COUNTS):
            if before[name] is not None:
                yield (0, at), {"people": before[name], "as_at": dates.get(name, day)}
        for number, name in enumerate(BREAKDOWNS, start=1):
            # a report made before a breakdown was added does not have it
            rates = (
                before.get(name, []) if name != "rate" else [_of_all(before["rate"])]
            )
            for cell in rates:
                yield from self._rate_shown_in(number, name, {"as_at": day, **cell})
        for row in before["reasons"]:
            if row["label"] in self.reasons:
                at = self.reasons.index(row["label"])
                counted = {"people": row["count"], "as_at": day} | repeats.dated(row)
                yield (len(BREAKDOWNS) + 1, at), counted

    def _rate_shown_in(
        self, number: int, name: str, cell: Mapping[str, Any]
    ) -> Iterator[tuple[Key, dict[str, Any]]]:
        labels = self._labels(name)
        if cell["label"] in labels and not cell.get("suppressed"):
            at = labels.index(cell["label"])
            people = (cell["hits"], cell["of"] - cell["hits"])
            for key, count in zip((at, at + len(labels)), people, strict=True):
                yield (number, key), {"people": count, **repeats.dated(cell)}

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

    def _under_ten(self) -> set[Cell]:
        """The cells of rates with under ten people."""
        found: set[Cell] = set()
        for number, half in self._rates_of().items():
            cells = self.breakdowns[number]
            for pair in zip(cells[:half], cells[half:], strict=True):
                if sum(map(self._size, pair)) < FEWEST_TO_BREAK_DOWN:
                    found.update(pair)
        return found

    def _size(self, cell: Cell) -> int:
        return sum(self.values[at][0] for at in cell)

    def _figure(self, key: Key) -> dict[str, Any]:
        """The count shown under a key, and its date if it is of an earlier report."""
        return self.found.get(key, {})

    def _rates(self, number: int, name: str) -> list[dict[str, Any]]:
        labels = self._labels(name)
        rows: list[dict[str, Any]] = []
        for at, label in enumerate(labels):
            hits = self._figure((number, at))
            misses = self._figure((number, at + len(labels)))
            cell = dict(SUPPRESSED)
            if hits and misses:
                of = hits["people"] + misses["people"]
                cell = share_cell(hits["people"], of) | repeats.dated(hits)
            rows.append({"label": label} | cell)
        return rows

    def _reasons(self) -> list[dict[str, Any]]:
        """Why people were lost, the most common first; small counts are added up."""
        lost, number = self._figure((1, 1)), len(BREAKDOWNS) + 1
        rows: list[dict[str, Any]] = [
            {"label": why, "count": found["people"]} | repeats.dated(found)
            for at, why in enumerate(self.reasons)
            if (found := self._figure((number, at)))
        ]
        is_old = any("as_at" in each for each in [lost, *rows])
        if not lost or is_old:  # counts of different days have no rest
            return rows
        rest = lost["people"] - sum(row["count"] for row in rows)
        return rows + ([{"label": OTHER_REASONS, "count": rest}] if rest else [])


def _of_all(rate: Mapping[str, Any]) -> dict[str, Any]:
    return {**rate, "label": areas.ALL}
