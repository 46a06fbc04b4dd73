"""The cost of Hubsite's pages beside a minimal Django application.

    python -m benchmarks.pages [--quick] [--write]

Both applications run under gunicorn on one temporary PostgreSQL, in alternating
rounds. The command fails if a floor does not hold. --write saves the figures in
docs/benchmarks.md. benchmarks/README.md explains them.
"""

import argparse
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from benchmarks.goals import COMPARISONS, Goal, Process, goals
from benchmarks.journeys import Journeys, Measurements
from benchmarks.machine import ROOT
from benchmarks.sites import Sites
from tests.servers import find

PAGE = ROOT / "docs" / "benchmarks.md"
HEADINGS = [
    "journey",
    "ms",
    "bare ms",
    "ratio",
    "CPU ms",
    "bare",
    "ratio",
    "SQL",
    "bare",
]
GOALS = ["goal", "what", "found", "floor", "aim", "verdict"]
STARTS = 3


def measure(
    sites: Sites, *, rounds: int, people: int, pages: int
) -> tuple[Measurements, Process]:
    measured = Measurements()
    journeys = Journeys(sites, measured, people=people, pages=pages)
    everything = (journeys.look, journeys.register_bare, journeys.register)
    for part in everything:
        part(counting=True)
    for number in range(rounds + 1):
        print(f"round {number} of {rounds}", file=sys.stderr, flush=True)
        for part in everything if number % 2 else reversed(everything):
            part()
        journeys.export()
        if number == 0:  # the first round fills caches and imports modules
            measured.costs.clear()
    process = Process(
        check=min(sites.check() for _ in range(STARTS)),
        first_page=min(sites.first_page() for _ in range(STARTS)),
        web=journeys.web_memory(),
        worker=journeys.worker_memory(),
        export_growth=journeys.growth,
    )
    return measured, process


def rows(measured: Measurements) -> list[list[str]]:
    """Table rows with medians over the rounds and medians of same-round ratios."""
    found = []
    for line in COMPARISONS:
        shown = [line.what]
        for what in ("wall", "cpu"):
            both = [
                statistics.median(measured.of(p, what))
                for p in (line.ours, line.beside)
            ]
            ratio = measured.ratio(line.ours, line.beside, what)
            shown += [f"{both[0]:.1f}", f"{both[1]:.1f}", f"{ratio:.2f}"]
        for parts in (line.ours, line.beside):
            counted = [measured.statements.get(part, 0) for part in parts]
            shown.append(str(sum(counted) or ""))
        found.append(shown)
    return found


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table that also reads well as text."""
    every = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(row[at]) for row in every) for at in range(len(headings))]
    lines = [
        "| " + " | ".join(f"{c:<{w}}" for c, w in zip(row, widths, strict=True)) + " |"
        for row in every
    ]
    lines.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
    return "\n".join(lines)


def run_details(rounds: int) -> str:
    asked = ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, capture_output=True, text=True).stdout.strip()
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%d %B %Y}, commit {commit or 'unknown'}, Python "
        f"{platform.python_version()}, {os.cpu_count()} processors, load {load:.1f}, "
        f"{rounds} rounds."
    )


def report(measured: Measurements, found: Sequence[Goal], rounds: int) -> str:
    held = sum(goal.holds for goal in found)
    return "\n\n".join(
        [
            run_details(rounds),
            table(HEADINGS, rows(measured)),
            table(GOALS, (goal.row() for goal in found)),
            f"{held} of {len(found)} floors hold.",
        ]
    )


def write(text: str) -> None:
    head = (
        "# What pages cost\n\nWritten by `python -m benchmarks.pages --write`; how to "
        "read it: [benchmarks/README.md](../benchmarks/README.md).\n\n"
    )
    PAGE.write_text(head + text + "\n", encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="fewer people a round")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.name}")
    asked = parser.parse_args()
    missing = [name for name in ("postgres", "redis") if not find(name)]
    if missing:
        print(f"This needs {' and '.join(missing)} on this machine.")
        return 2
    people, pages = (6, 10) if asked.quick else (20, 30)
    with Sites() as sites:
        measured, process = measure(
            sites, rounds=asked.rounds, people=people, pages=pages
        )
    found = goals(measured, process)
    text = report(measured, found, asked.rounds)
    print(text)
    if asked.write:
        write(text)
    return 0 if all(goal.holds for goal in found) else 1


if __name__ == "__main__":
    sys.exit(main())
