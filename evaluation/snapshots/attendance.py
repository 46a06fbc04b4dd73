"""Attendance by work group and session, as a report shows it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from evaluation import suppression
from evaluation.snapshots import areas, repeats
from evaluation.snapshots.areas import Areas, Groups, ReportedGroup
from evaluation.snapshots.figures import SUPPRESSED, Shown
from evaluation.snapshots.inputs import ReportInputs
from evaluation.suppression import FEWEST_TO_BREAK_DOWN, Cell, Key

YEAR = 0  # the column of all sessions together
Marks = tuple[int, int]  # present and absent


def attendance(inputs: ReportInputs) -> dict[str, Any] | None:
    """Present out of marked, by group and session; None if no register was taken.

    The groups of a session are suppressed together, then the sessions of the year.
    """
    if not any(one.marked for one in inputs.attendance):
        return None
    return _Attendance(inputs).found()


class _Attendance:
    """Attendance as cells of people who were marked, by session and by work group.

    Each session number of any report has a column, from 1 on.
    """

    def __init__(self, inputs: ReportInputs) -> None:
        self.k = inputs.smallest_count
        self.groups = inputs.reported_groups
        self.marks: dict[tuple[int, int], Marks] = {
            (one.work_group_id, one.number): (one.present, one.marked - one.present)
            for one in inputs.attendance
            if one.marked
        }
        self.numbers = sorted({number for _, number in self.marks})
        self.earlier = inputs.earlier_figures("attendance")
        of_reports = [self.groups, *(groups for groups, *_ in self.earlier)]
        self.wholes = [areas.all_of(groups) for groups in of_reports]
        self.areas = Areas.of(
            [*self.wholes, *(one.alone for groups in of_reports for one in groups)]
        )
        self.all = areas.all_of(self.groups)
        before = {number for _, found, _ in self.earlier for number in found["numbers"]}
        columns = enumerate(sorted({*before, *self.numbers}), start=1)
        self.columns = {number: column for column, number in columns}

    def found(self) -> dict[str, Any]:
        """The cells of groups, sessions and the year, new ones or earlier ones."""
        shown = self._settled([dict(self._shown_in(*each)) for each in self.earlier])
        columns = [self.columns[number] for number in self.numbers]
        return {
            "numbers": self.numbers,
            "rows": [
                {
                    "label": one.title,
                    "authority": one.authority,
                    "cells": [
                        self._cell(shown, (self.areas.number(one.alone), column), taken)
                        for column, number in zip(columns, self.numbers, strict=True)
                        for taken in [(one.pk, number) in self.marks]
                    ],
                }
                for one in self.groups
            ],
            "total": [self._cell(shown, self._key(column)) for column in columns],
            "overall": self._cell(shown, self._key(YEAR)),
        }

    def _settled(self, earlier: Sequence[Shown]) -> Shown:
        still_true = {
            key
            for each in earlier
            for key, found in each.items()
            if self._count(key) == (found["present"], found["absent"])
        }
        hidden = self._hidden()
        cells = self._cells()
        return repeats.settled(
            cells,
            {
                key: dict(zip(("present", "absent"), self._count(key), strict=True))
                for key in self._keys() - hidden
            },
            earlier,
            self.k,
            own=cells[self._key(YEAR)],
            hidden=lambda old: self._hidden(still_true, old),
            first=[self._key(YEAR)],  # sessions of different days have no sum
        )

    def _keys(self) -> set[Key]:
        """The keys of each group and session, of each session, and of the year."""
        groups = {
            (self.areas.number(frozenset({pk})), self.columns[number])
            for pk, number in self.marks
        }
        sessions = {self._key(self.columns[number]) for number in self.numbers}
        return groups | sessions | {self._key(YEAR)}

    def _count(self, key: Key) -> Marks:
        """The marks of a key, of groups that this report counts."""
        groups, column = self.areas.sets[key[0]], key[1]
        return added(
            [
                marks
                for (pk, number), marks in self.marks.items()
                if pk in groups and column in (YEAR, self.columns[number])
            ]
        )

    def _hidden(
        self, known: Collection[Key] = (), old: Collection[Key] = ()
    ) -> set[Key]:
        """The keys not to show beside `known` figures; `old` are not shown anew."""
        found = set[Key]()
        for number in self.numbers:
            found |= self._hidden_at(number, known, old)
        keys = [self._key(self.columns[number]) for number in self.numbers]
        hidden = _parts_of_total(
            [self._count(key) for key in keys],
            self.k,
            secret=[at for at, key in enumerate(keys) if key in found - {*old}],
            known=[frozenset({at}) for at, key in enumerate(keys) if key in known],
            old=[at for at, key in enumerate([self._key(YEAR), *keys]) if key in old],
        )
        return found | _where([self._key(YEAR), *keys], hidden)

    def _hidden_at(
        self, number: int, known: Collection[Key], old: Collection[Key]
    ) -> set[Key]:
        """The keys of one session that are not to be shown."""
        column = self.columns[number]
        groups = [one for one in self.groups if (one.pk, number) in self.marks]
        keys = [(self.areas.number(one.alone), column) for one in groups]
        hidden = _parts_of_total(
            [self.marks[one.pk, number] for one in groups],
            self.k,
            known=[
                frozenset(at for at, one in enumerate(groups) if one.alone <= area)
                for area in self._own_areas(known, column)
            ],
            old=[at for at, key in enumerate([self._key(column), *keys]) if key in old],
        )
        return _where([self._key(column), *keys], hidden)

    def _own_areas(self, known: Collection[Key], column: int) -> list[Groups]:
        """The groups of known figures of a session that this report counts too."""
        found = {self.areas.sets[area] for area, at in known if at == column}
        return [each for each in found if each <= self.all]

    def _shown_in(
        self, groups: Sequence[ReportedGroup], found: Mapping[str, Any], day: str
    ) -> Iterator[tuple[Key, dict[str, Any]]]:
        """Present and absent of each cell that an earlier report showed."""
        everybody = self.areas.number(areas.all_of(groups))
        cells = [((everybody, YEAR), found["overall"])]
        for at, number in enumerate(found["numbers"]):
            column = self.columns[number]
            cells.append(((everybody, column), found["total"][at]))
            cells += [
                ((self.areas.number(one.alone), column), row["cells"][at])
                for one, row in zip(groups, found["rows"], strict=False)
                if one.title == row["label"]
            ]
        for key, cell in cells:
            if cell and not cell.get("suppressed"):
                absent = cell["marked"] - cell["present"]
                marks = {"present": cell["present"], "absent": absent}
                yield key, {"as_at": day, **repeats.dated(cell), **marks}

    def _cells(self) -> dict[Key, Cell]:
        """The people behind each key; a report's year has every session."""
        size = len(self.areas.parts)
        found: dict[Key, Cell] = {}
        for number, groups in enumerate(self.areas.sets):
            parts = self.areas.parts_of(groups)
            for column in self.columns.values():
                found[number, column] = frozenset(column * size + at for at in parts)
            if groups in self.wholes:
                sessions = (found[number, column] for column in self.columns.values())
                found[number, YEAR] = frozenset().union(*sessions)
        return found

    def _key(self, column: int) -> Key:
        """The key of all groups of this report."""
        return self.areas.number(self.all), column

    def _cell(self, shown: Shown, key: Key, taken: bool = True) -> Any:
        """A cell as shown; None where no register was taken."""
        if key not in shown:
            return dict(SUPPRESSED) if taken else None
        cell = shown[key]
        marked = cell["present"] + cell["absent"]
        marks = {"present": cell["present"], "marked": marked}
        return marks | {"share": cell["present"] / marked} | repeats.dated(cell)


def added(rows: Sequence[Marks]) -> Marks:
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def _where(keys: Sequence[Key], hidden: Sequence[bool]) -> set[Key]:
    return {key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden}


def _parts_of_total(
    rows: Sequence[Sequence[int]],
    k: int,
    *,
    secret: Collection[int] = (),
    known: Collection[Cell] = (),
    old: Collection[int] = (),
) -> list[bool]:
    """Whether the total of hits and misses is suppressed, then whether each part is.

    The parts in `secret` are suppressed for a reason of their own. `known` are shown
    elsewhere; the cells in `old`, 0 for the total, are not shown anew.
    """
    parts = [frozenset({at}) for at in range(len(rows))]
    cells = [frozenset(range(len(rows))), *parts]
    suppressed = suppression.suppressed(
        rows,
        [cells[:1], parts],
        k=k,
        fewest=FEWEST_TO_BREAK_DOWN,
        # A year of one session is the same cell as its session.
        too_few={cells[at] for at in old}
        - {cell for at, cell in enumerate(cells) if at not in old},
        secret={parts[at] for at in secret},
        shown_before=sorted({cell for cell in known if cell}, key=sorted),
    )
    return [(0, 0) in suppressed, *((1, at) in suppressed for at in range(len(rows)))]
