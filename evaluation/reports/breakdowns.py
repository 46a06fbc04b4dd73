"""Figures by local authority: the columns that may be shown, and what they can tell.

A local authority of which fewer than three quarters of the figures may be shown has no
column; one sentence names it. Comparisons that cannot tell are one sentence too.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evaluation.reports import blocks, wording
from evaluation.reports.blocks import Block
from workgroups import words

MAX_COLUMNS = 8  # local authorities that fit beside each other on a page
#: Verdicts that say nothing of a theme or question; one sentence is about all of them.
SILENT = ("cannot_tell", "too_few")
NOT_COMPARED = (
    "For those not named here the figures cannot tell whether local authorities "
    "differ; that is not the same as being alike."
)


def is_sparse(cells: Sequence[Any]) -> bool:
    """Whether fewer than three quarters of these cells may be shown."""
    shown = sum(not _is_hidden(cell) for cell in cells)
    return 4 * shown < 3 * len(cells)


def _is_hidden(cell: Any) -> bool:
    """A count that is None, or a cell that says that it is suppressed."""
    return cell is None or (isinstance(cell, Mapping) and bool(cell.get("suppressed")))


def by_authority(found: Mapping[str, Any], head: str, caption: str) -> Iterator[Block]:
    """A table with authorities as columns, or as rows where there are many."""
    everywhere = [cell["label"] for row in found["rows"] for cell in row["authority"]]
    cells = {
        label: [_cell_of(row, label) for row in found["rows"]]
        for label in dict.fromkeys(everywhere)
    }
    sparse = [label for label, column in cells.items() if is_sparse(column)]
    labels = [label for label in cells if label not in sparse]
    yield from _table(found["rows"], labels, head, caption)
    yield from left_out("Too few answers to show by local authority", sparse)


def _cell_of(row: Mapping[str, Any], label: str) -> Mapping[str, Any]:
    """The row's cell of an authority; a missing one is suppressed."""
    found = (cell for cell in row["authority"] if cell["label"] == label)
    return next(found, {"suppressed": True})


def _table(
    rows: Sequence[Mapping[str, Any]], labels: Sequence[str], head: str, caption: str
) -> Iterator[Block]:
    figures = [
        [row["total"], *(_cell_of(row, label) for label in labels)] for row in rows
    ]
    in_cell = _in_lines if labels else wording.figure
    if len(labels) <= MAX_COLUMNS:
        yield blocks.table(
            caption,
            [head, "All", *labels],
            [
                [row["name"], *(in_cell(cell) for cell in cells)]
                for row, cells in zip(rows, figures, strict=True)
            ],
            widths=[4, *(3 for _ in range(1 + len(labels)))],
            number_columns=1 + len(labels),
        )
        return
    yield blocks.table(
        caption,
        [head, "Local authority", "Figure"],
        [
            [row["name"] if at == 0 else "", label, wording.figure(cells[at])]
            for row, cells in zip(rows, figures, strict=True)
            for at, label in enumerate(["All", *labels])
        ],
        widths=[4, 3, 4],
        number_columns=1,
    )


def _in_lines(cell: Mapping[str, Any]) -> dict[str, Any]:
    if cell.get("suppressed"):
        return {"paragraphs": [wording.TOO_FEW]}
    if "mean" in cell:
        of = f"{cell['of']} answers"
        return {"paragraphs": [wording.mean(cell), of]}
    lines = [f"{cell['hits']} of {cell['of']}", wording.percent(cell["share"])]
    lines.append(f"({wording.interval(cell, between='–')})")
    dated = wording.dated(cell)
    return {"paragraphs": [*lines, dated] if dated else lines}


def differences(figures: Mapping[str, Any]) -> Iterator[Block]:
    """Whether local authorities differ, in themes and in ratings."""
    themes = figures["themes"][0]["rows"] if figures["themes"] else []
    rated = [row for table in figures["ratings"] for row in table["rows"]]
    compared = [*themes, *rated]
    if not compared:
        yield blocks.text("Nothing has come in yet that could be compared.")
        return
    told = [row for row in compared if row["comparison"]["verdict"] not in SILENT]
    yield blocks.text(_what_was_compared(len(told), len(compared)))
    if told:
        yield blocks.table(
            "Themes and questions compared",
            ["Theme or question", "What the figures say"],
            [[row["name"], wording.verdict(row["comparison"])] for row in told],
            widths=[3, 4],
        )
    smallest = (figures.get("marks") or {}).get("smallest_difference")
    if smallest:
        yield blocks.note(
            f"A difference of about {smallest} percentage points between two local "
            "authorities in one theme would have been found four times in five."
        )
    yield blocks.note(
        "People of one work group influence each other, so these tests see a "
        "difference, if anything, too easily."
    )


def _what_was_compared(told: int, compared: int) -> str:
    made = f"Comparisons of themes and questions: {compared}."
    if not told:
        return f"{made} {wording.CANNOT_TELL_ANY}"
    return made if told == compared else f"{made} {NOT_COMPARED}"


def left_out(what: str, names: Sequence[str]) -> Iterator[Block]:
    """A note that names what a table leaves out, once."""
    if names:
        yield blocks.note(f"{what}: {words.listed(names)}.")
