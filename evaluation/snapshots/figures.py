"""Counts of places: the funnel; and cells of shares.

Counts of 1 to k-1 people are suppressed everywhere, and so is a count that leaves so
few out, with complementary suppression.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from evaluation import suppression
from evaluation.snapshots import repeats
from evaluation.snapshots.inputs import ReportInputs
from evaluation.statistics import intervals
from evaluation.suppression import FEWEST_TO_BREAK_DOWN
from recruitment.choices import FunnelStage

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
