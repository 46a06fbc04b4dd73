"""docs/benchmarks.md: one row for each figure, and rows of earlier runs kept."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from benchmarks.goals import AIM, FLOOR, GOALS, Goal, Reading, goal_of, verdict
from benchmarks.machine import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
HEADINGS = ("line", "what", "found", "floor", "aim", "verdict", "figures", "measured")
HEAD = """# What pages cost

Written by `make bench`; [benchmarks/README.md](../benchmarks/README.md) says how to
read it. Each row names the day, the commit and the load of its own measurement.

"""


@dataclass(frozen=True)
class Row:
    """One figure as the page shows it."""

    cells: tuple[str, ...]

    @property
    def key(self) -> tuple[str, str]:
        """The line and what was measured, with its unit, as `HEADINGS` begin."""
        return self.cells[0], self.cells[1]

    @property
    def holds(self) -> bool:
        return self.cells[5] in {AIM, FLOOR}


def name_of(goal: Goal) -> str:
    return goal.what + (", SQL" if goal.unit == "SQL" else "")


def shown(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if unit in {"SQL", "addresses", "places", "errors"}:
        return f"{value:.0f}"
    number = f"{value:.2f}" if abs(value) < 100 else f"{value:.0f}"
    return number if unit == "exponent" else f"{number} {unit}"


def rows_of(readings: Iterable[Reading], measured: str = "") -> list[Row]:
    measured = measured or run_details()
    found = []
    for reading in readings:
        goal = goal_of(reading)
        cells = (
            goal.line,
            name_of(goal),
            shown(reading.value, goal.unit),
            f"{goal.floor:g}",
            f"{goal.aim:g}",
            verdict(goal, reading.value),
            reading.detail.replace("|", "/"),
            measured,
        )
        found.append(Row(cells))
    return in_order(found)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows as the goals stand; a row of a goal that no longer exists is dropped."""
    by_key = {row.key: row for row in rows}
    keys = [(goal.line, name_of(goal)) for goal in GOALS]
    return [by_key[key] for key in keys if key in by_key]


def table(rows: Sequence[Row]) -> str:
    """A Markdown table that also reads well as text."""
    every = [HEADINGS, *(row.cells for row in rows)]
    widths = [max(len(row[at]) for row in every) for at in range(len(HEADINGS))]
    lines = [
        "| " + " | ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)) + " |"
        for row in every
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def read_rows(text: str) -> list[Row]:
    """The rows of a page that was written before."""
    found = []
    for line in text.splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split("|"))
        if line.startswith("| S") and len(cells) == len(HEADINGS):
            found.append(Row(cells))
    return found


def page_of(new: Sequence[Row], before: str) -> str:
    """The whole page: new rows in the place of old ones with the same name."""
    lines = {row.cells[0] for row in new}
    kept = [row for row in read_rows(before) if row.cells[0] not in lines]
    rows = in_order([*kept, *new])
    held = sum(row.holds for row in rows)
    text = f"{HEAD}{table(rows)}\n\n{held} of {len(rows)} floors hold.\n"
    return text + not_measured(rows)


def not_measured(rows: Sequence[Row]) -> str:
    """The lines that have a figure without a row, as a sentence; "" where none has."""
    here = {row.key for row in rows}
    lines = [goal.line for goal in GOALS if (goal.line, name_of(goal)) not in here]
    named = ", ".join(dict.fromkeys(lines))
    return f"\nNot yet measured whole: {named}.\n" if named else ""


def write(rows: Sequence[Row]) -> None:
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(page_of(rows, before), encoding="utf-8")


def run_details() -> str:
    """The day, the commit, the machine and its load."""
    asked = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    return (
        f"{datetime.now(UTC):%d %b %Y}, {commit or 'no commit'}, Python "
        f"{platform.python_version()}, {os.cpu_count()} processors, "
        f"load {os.getloadavg()[0]:.1f}"
    )
