"""Counts of places: the funnel; and cells of shares.

Counts of 1 to k-1 people are suppressed everywhere, and so is a count that leaves so
few out, with complementary suppression.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from evaluation import suppression
from evaluation.snapshots import areas, repeats
from evaluation.snapshots.areas import Areas, Groups
from evaluation.snapshots.inputs import ReportInputs
from evaluation.statistics import intervals
from evaluation.suppression import FEWEST_TO_BREAK_DOWN, Cell, Key
from recruitment.choices import FunnelStage

SUPPRESSED: dict[str, Any] = {"suppressed": True}
STAGES = list(FunnelStage)
Shown = dict[Key, dict[str, Any]]


def share_cell(hits: int, of: int) -> dict[str, Any]:
    """A share as stored in a snapshot; suppressed where the total is zero."""
    share = intervals.share_of(hits, of)
    return asdict(share) if share else dict(SUPPRESSED)


def funnel(
    inputs: ReportInputs,
    present: Mapping[str, Any] | None = None,
    continued: Mapping[str, Any] | None = None,
) -> dict[str, Any] | None:
    """Counts of each stage by local authority; None without interest in any group.

    A count that the figures of attendance or of the second year show already is taken
    as known. `as_at` has the dates of counts that an earlier report showed.
    """
    if not inputs.funnel:
        return None
    found = _Funnel(inputs)
    shown = found.shown(_known_counts(inputs, present, continued))
    (_, total), *rows = ((name, found.row(name, shown)) for name in found.own)
    return {"total": total, "rows": [{"label": name, **row} for name, row in rows]}


class _Funnel:
    """The funnel as cells of people, by their work groups and the last stage reached.

    A finest cell holds the people of a part of the groups who came to one stage and no
    further, so the count of a stage is the sum of its own and those after it. Stages of
    under ten interested people are not shown, because all of them or none may have come
    far.
    """

    def __init__(self, inputs: ReportInputs) -> None:
        self.k = inputs.smallest_count
        self.own = areas.by_authority(inputs.reported_groups)
        self.earlier = [
            (areas.by_authority(groups), found, day)
            for groups, found, day in inputs.earlier_figures("funnel")
        ]
        every = [self.own, *(sets for sets, *_ in self.earlier)]
        self.areas = Areas.of(one for sets in every for one in sets.values())
        self.cells = {
            (number, at): self._cell(groups, at)
            for number, groups in enumerate(self.areas.sets)
            for at in range(len(STAGES))
        }
        reached = Counter(
            (entry.work_group_id, stage)
            for entry in inputs.funnel
            for stage in STAGES
            if entry.reached(stage)
        )
        self.values = [
            [count - after]
            for part in self.areas.parts
            for counts in [[sum(reached[pk, each] for pk in part) for each in STAGES]]
            for count, after in zip(counts, [*counts[1:], 0], strict=True)
        ]

    def shown(self, elsewhere: Iterable[tuple[FunnelStage, str, int]]) -> Shown:
        """The counts to show, new ones and those of earlier reports."""
        in_figures = {
            cell
            for stage, label, count in elsewhere
            for cell in [self._cell(self.own[label], STAGES.index(stage))]
            if self._count(cell) == count
        }
        earlier = [self._shown_in(*each) for each in self.earlier]
        still_true = {
            self.cells[key]
            for each in earlier
            for key, found in each.items()
            if self._is_own(key) and self._count(self.cells[key]) == found["people"]
        }
        hidden = self._hidden(in_figures)
        fresh = {
            key: {"people": self._count(self.cells[key])}
            for key in {*self._keys()} - hidden
        }
        return repeats.settled(
            self.cells,
            fresh,
            earlier,
            self.k,
            own=frozenset().union(*(self.cells[key] for key in self._keys())),
            hidden=lambda old: self._hidden(in_figures | still_true, hidden | old),
        )

    def row(self, name: str, shown: Shown) -> dict[str, Any]:
        """The counts of an area by stage, None where suppressed."""
        number = self.areas.number(self.own[name])
        found = {
            stage.value: shown.get((number, at), {}) for at, stage in enumerate(STAGES)
        }
        counts = {stage: each.get("people") for stage, each in found.items()}
        return counts | repeats.dates_of(found)

    def _hidden(self, known: Collection[Cell], old: Collection[Key] = ()) -> set[Key]:
        """The keys not to show beside `known` figures; `old` are not shown anew."""
        keys = self._keys()
        rows = [
            [self.cells[key] for key in keys[at : at + len(STAGES)]]
            for at in range(0, len(keys), len(STAGES))
        ]
        steps = [
            cell - after
            for row in rows
            for at, cell in enumerate(row)
            for after in row[at + 1 :]
        ]
        found = suppression.suppressed(
            self.values,
            [*rows, steps],
            k=self.k,
            # steps are never shown, but what they count must not follow
            too_few={*steps, *(self.cells[key] for key in old)},
            secret={
                cell
                for first, *later in rows
                if 0 < self._count(first) < FEWEST_TO_BREAK_DOWN
                for cell in later
            },
            shown_before=sorted(known, key=sorted),
        )
        return {key for at, key in enumerate(keys) if divmod(at, len(STAGES)) in found}

    def _shown_in(
        self, sets: Mapping[str, Groups], found: Mapping[str, Any], day: str
    ) -> Shown:
        """The counts that an earlier report showed, each with its date."""
        return {
            (self.areas.number(sets[row["label"]]), at): {
                "people": row[stage],
                "as_at": row.get("as_at", {}).get(stage, day),
            }
            for row in [{"label": areas.ALL, **found["total"]}, *found["rows"]]
            for at, stage in enumerate(STAGES)
            if row["label"] in sets and row[stage] is not None
        }

    def _keys(self) -> list[Key]:
        """The keys of this report's counts, by area and then by stage."""
        return [
            (self.areas.number(groups), at)
            for groups in self.own.values()
            for at in range(len(STAGES))
        ]

    def _is_own(self, key: Key) -> bool:
        return self.areas.sets[key[0]] <= self.own[areas.ALL]

    def _cell(self, groups: Groups, stage: int) -> Cell:
        """The people of these groups who came to a stage."""
        return frozenset(
            part * len(STAGES) + each
            for part in self.areas.parts_of(groups)
            for each in range(stage, len(STAGES))
        )

    def _count(self, cell: Cell) -> int:
        return sum(self.values[at][0] for at in cell)


def _known_counts(
    inputs: ReportInputs,
    present: Mapping[str, Any] | None,
    continued: Mapping[str, Any] | None,
) -> Iterator[tuple[FunnelStage, str, int]]:
    """Counts by authority that other figures show: of secured places, and of who came.

    Everybody with a secured place is marked in a register, and is in the cohort.
    """
    for cell in continued["by_authority"] if continued else []:
        if not cell.get("suppressed"):
            yield FunnelStage.SECURED, cell["label"], cell["of"]
    for label in {group.authority for group in inputs.groups}:
        rows = (
            [row for row in present["rows"] if row["authority"] == label]
            if present
            else []
        )
        for number, *cells in zip(
            present["numbers"] if present else [],
            *(row["cells"] for row in rows),
            strict=False,
        ):
            if cells and all(cell and not cell.get("suppressed") for cell in cells):
                yield FunnelStage.SECURED, label, sum(cell["marked"] for cell in cells)
                if number == 1:
                    yield (
                        FunnelStage.CAME,
                        label,
                        sum(cell["present"] for cell in cells),
                    )
