"""Attendance by work group and session, as a report shows it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from evaluation import suppression
from evaluation.snapshots import repeats
from evaluation.snapshots.figures import SUPPRESSED
from evaluation.snapshots.inputs import ReportInputs
from evaluation.suppression import FEWEST_TO_BREAK_DOWN
from recruitment.queries.figures import SessionAttendance


def attendance(inputs: ReportInputs) -> dict[str, Any] | None:
    """Present out of marked, by group and session; None if no register was taken.

    The groups of a session are suppressed together, then the sessions of the year.
    """
    taken = [one for one in inputs.attendance if one.marked]
    numbers = sorted({one.number for one in taken})
    if not numbers:
        return None
    k = inputs.smallest_count
    sessions = [[one for one in taken if one.number == number] for number in numbers]
    by_group = [
        _parts_of_total([_marks(one) for one in found], k) for found in sessions
    ]
    summed = [_summed(found) for found in sessions]
    hidden = [at for at, cells in enumerate(by_group) if cells[0]]
    by_session = _parts_of_total(summed, k, secret=hidden)
    found = {
        "numbers": numbers,
        "rows": [
            {
                "label": group.title,
                "authority": group.authority,
                "cells": [
                    _cell_of_group(group.pk, found, cells)
                    for found, cells in zip(sessions, by_group, strict=True)
                ],
            }
            for group in inputs.groups
        ],
        "total": [
            _present(marks, hidden)
            for marks, hidden in zip(summed, by_session[1:], strict=True)
        ],
        "overall": _present(added(summed), by_session[0]),
    }
    return _with_earlier_attendance(inputs, found)


def _with_earlier_attendance(
    inputs: ReportInputs, found: dict[str, Any]
) -> dict[str, Any]:
    """The cells of attendance, those of earlier reports where too little was added."""
    numbers = found["numbers"]
    groups = [row["label"] for row in found["rows"]]
    cells = _attendance_cells(numbers, len(groups))
    fresh = _attendance_marks(found, numbers, groups, "")
    shown = repeats.settled(
        cells,
        fresh,
        [
            _attendance_marks(before, numbers, groups, each["as_at"])
            for each in inputs.comparable
            if (before := each["figures"]["attendance"])
        ],
        inputs.smallest_count,
    )

    def cell(key: suppression.Key, was: Mapping[str, Any] | None) -> Any:
        return _marks_shown(shown[key]) if key in shown else was

    return {
        "numbers": numbers,
        "rows": [
            row
            | {
                "cells": [
                    cell((2 + at, number), was) for at, was in enumerate(row["cells"])
                ]
            }
            for number, row in enumerate(found["rows"])
        ],
        "total": [cell((1, at), was) for at, was in enumerate(found["total"])],
        "overall": cell((0, 0), found["overall"]),
    }


def _attendance_cells(
    numbers: Sequence[int], groups: int
) -> dict[suppression.Key, suppression.Cell]:
    """The year, its sessions, and the groups of each session."""
    sessions = range(len(numbers))
    of_session = [frozenset(range(at * groups, (at + 1) * groups)) for at in sessions]
    return (
        {(0, 0): frozenset().union(*of_session)}
        | {(1, at): of_session[at] for at in sessions}
        | {
            (2 + at, group): frozenset({at * groups + group})
            for at in sessions
            for group in range(groups)
        }
    )


def _attendance_marks(
    found: Mapping[str, Any], numbers: Sequence[int], groups: Sequence[str], day: str
) -> dict[suppression.Key, dict[str, Any]]:
    """Present and absent of each cell that a report shows; `day` is its date, or ""."""
    cells = {(0, 0): found["overall"]}
    for before, number in enumerate(found["numbers"]):
        if number not in numbers:
            continue
        at = numbers.index(number)
        cells[1, at] = found["total"][before]
        for row in found["rows"]:
            if row["label"] in groups:
                cells[2 + at, groups.index(row["label"])] = row["cells"][before]
    dated = {"as_at": day} if day else {}
    return {
        key: {
            "present": cell["present"],
            "absent": cell["marked"] - cell["present"],
            **dated,
            **({"as_at": cell["as_at"]} if "as_at" in cell else {}),
        }
        for key, cell in cells.items()
        if cell and not cell.get("suppressed")
    }


def _marks_shown(marks: Mapping[str, Any]) -> dict[str, Any]:
    dated = {"as_at": marks["as_at"]} if "as_at" in marks else {}
    return _present((marks["present"], marks["absent"]), is_hidden=False) | dated


def _marks(one: SessionAttendance) -> tuple[int, int]:
    """Present and not present, of those marked."""
    return one.present, one.marked - one.present


def _summed(attendance: Iterable[SessionAttendance]) -> tuple[int, int]:
    return added([_marks(one) for one in attendance])


def added(rows: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(row[0] for row in rows), sum(row[1] for row in rows)


def _parts_of_total(
    rows: Sequence[Sequence[int]], k: int, *, secret: Collection[int] = ()
) -> list[bool]:
    """Whether the total of hits and misses is suppressed, then whether each part is.

    The parts in `secret` are suppressed for a reason of their own.
    """
    parts = [frozenset({at}) for at in range(len(rows))]
    whole = frozenset(range(len(rows)))
    suppressed = suppression.suppressed(
        rows,
        [[whole], parts],
        k=k,
        fewest=FEWEST_TO_BREAK_DOWN,
        secret={parts[at] for at in secret},
    )
    return [(0, 0) in suppressed, *((1, at) in suppressed for at in range(len(rows)))]


def _cell_of_group(
    group: int, attendance: Sequence[SessionAttendance], hidden: Sequence[bool]
) -> dict[str, Any] | None:
    """The cell of one group and session; None where no register was taken."""
    for one, is_hidden in zip(attendance, hidden[1:], strict=True):
        if one.work_group_id == group:
            return _present(_marks(one), is_hidden)
    return None


def _present(marks: tuple[int, int], is_hidden: bool) -> dict[str, Any]:
    if is_hidden:
        return dict(SUPPRESSED)
    present, marked = marks[0], sum(marks)
    return {"present": present, "marked": marked, "share": present / marked}
