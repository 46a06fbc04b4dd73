"""Counts of places: the funnel and attendance by session; and cells of shares.

Counts of 1 to k-1 people are suppressed everywhere, and so is a count that leaves so
few out, with complementary suppression.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evaluation import suppression
from evaluation.snapshots import repeats
from evaluation.snapshots.inputs import ReportInputs
from evaluation.statistics import intervals
from evaluation.suppression import FEWEST_TO_BREAK_DOWN
from recruitment.choices import FunnelStage
from recruitment.queries.figures import SessionAttendance

SUPPRESSED: dict[str, Any] = {"suppressed": True}


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
    as known.
    """
    if not inputs.funnel:
        return None
    authority_of = {group.pk: group.authority for group in inputs.groups}
    counts = {stage.value: Counter[str]() for stage in FunnelStage}
    for entry in inputs.funnel:
        for stage in FunnelStage:
            authority = authority_of[entry.work_group_id]
            counts[stage.value][authority] += entry.reached(stage)
    labels = list(dict.fromkeys(group.authority for group in inputs.groups))
    shown = _funnel_cells(
        [[counts[stage][label] for stage in FunnelStage] for label in labels],
        inputs.smallest_count,
        {
            (labels.index(label), list(FunnelStage).index(stage))
            for stage, label, count in _known_counts(inputs, present, continued)
            if counts[stage][label] == count
        },
    )
    rows = _with_earlier_counts(inputs, ["All", *labels], shown)
    return {
        "total": rows[0],
        "rows": [
            {"label": label, **row} for label, row in zip(labels, rows[1:], strict=True)
        ],
    }


def _with_earlier_counts(
    inputs: ReportInputs, labels: Sequence[str], shown: Sequence[Sequence[int | None]]
) -> list[dict[str, Any]]:
    """The rows of the funnel, the total first; `as_at` has the dates of what is old."""
    stages = [stage.value for stage in FunnelStage]
    found = repeats.settled(
        {
            (row, at): cell
            for row, of_area in enumerate(_stage_cells(len(labels) - 1))
            for at, cell in enumerate(of_area)
        },
        {
            (row, at): {"people": count}
            for row, counts in enumerate(shown)
            for at, count in enumerate(counts)
            if count is not None
        },
        [
            {
                (labels.index(row["label"]), stages.index(stage)): {
                    "people": row[stage],
                    "as_at": row.get("as_at", {}).get(stage, each["as_at"]),
                }
                for row in [{"label": "All", **before["total"]}, *before["rows"]]
                for stage in stages
                if row["label"] in labels and row[stage] is not None
            }
            for each in inputs.comparable
            if (before := each["figures"]["funnel"])
        ],
        inputs.smallest_count,
    )
    return [
        {
            stage: found.get((row, at), {}).get("people")
            for at, stage in enumerate(stages)
        }
        | _dates({stage: found.get((row, at), {}) for at, stage in enumerate(stages)})
        for row in range(len(labels))
    ]


def _dates(shown: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """The dates of the counts that an earlier report showed, by name; {} for none."""
    dates = {name: each["as_at"] for name, each in shown.items() if "as_at" in each}
    return {"as_at": dates} if dates else {}


def _stage_cells(areas: int) -> list[list[suppression.Cell]]:
    """Those who came to each stage: of all areas together, then of each."""
    stages = len(FunnelStage)
    parts = [range(areas), *([at] for at in range(areas))]
    return [
        [
            frozenset(
                at * stages + each for at in part for each in range(stage, stages)
            )
            for stage in range(stages)
        ]
        for part in parts
    ]


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


def _funnel_cells(
    rows: Sequence[Sequence[int]], k: int, known: Collection[tuple[int, int]] = ()
) -> list[list[int | None]]:
    """The stages of all authorities together and of each, None where suppressed.

    `known` are places of counts, row and stage, that other figures show.

    A finest cell holds the people of an authority who came to one stage and no further,
    so the count of a stage is the sum of its own and those after it. Stages of under
    ten interested people are not shown, because all of them or none may have come far.
    """
    stages = len(FunnelStage)
    finest = [
        [count - after]
        for row in rows
        for count, after in zip(row, [*row[1:], 0], strict=True)
    ]
    areas = [range(len(rows)), *([at] for at in range(len(rows)))]
    cells = _stage_cells(len(rows))
    steps = [
        of_area[stage] - after
        for of_area in cells
        for stage in range(stages)
        for after in of_area[stage + 1 :]
    ]
    secret = {
        cell
        for area, of_area in zip(areas, cells, strict=True)
        if 0 < sum(rows[at][0] for at in area) < FEWEST_TO_BREAK_DOWN
        for cell in of_area[1:]
    }
    suppressed = suppression.suppressed(
        finest,
        [*cells, steps],
        k=k,
        too_few=steps,  # never shown, but what they count must not follow
        secret=secret,
        shown_before=[cells[1 + row][stage] for row, stage in sorted(known)],
    )
    return [
        [
            None
            if (number, stage) in suppressed
            else sum(finest[each][0] for each in cell)
            for stage, cell in enumerate(of_area)
        ]
        for number, of_area in enumerate(cells)
    ]


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
