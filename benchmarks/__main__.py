"""Measure Hubsite's speed and write docs/benchmarks.md.

    python -m benchmarks                      every line, S1 to S19
    python -m benchmarks --only S6,S11        these lines; the page keeps the others
    python -m benchmarks --only S1 --no-write only print

The command ends with 1 where a floor does not hold, and with 2, writing nothing,
where a reading cannot be true. README.md in this folder explains the figures.
"""

import argparse
import sys
from collections.abc import Callable, Sequence

from benchmarks import (
    all_addresses,
    embedded,
    files,
    lookups,
    page,
    phones,
    public_list,
    registration,
    reporting,
    rush,
    staff,
    starting,
)
from benchmarks.goals import LINES, ImpossibleReading, Reading, check_readings
from benchmarks.measuring import ROUNDS
from benchmarks.sites import Stage
from tests.servers import find

#: What measures which lines, in the order in which they run.
GROUPS: dict[tuple[str, ...], Callable[[Stage, int], list[Reading]]] = {
    ("S1", "S2", "S3", "S4", "S5"): registration.measure,
    ("S6",): public_list.measure,
    ("S7",): all_addresses.measure,
    ("S8", "S9", "S10"): staff.measure,
    ("S11", "S14"): files.measure,
    ("S14",): files.measure_jobs,
    ("S12",): reporting.measure,
    ("S13", "S16"): starting.measure,
    ("S15",): phones.measure,
    ("S17",): rush.measure,
    ("S18",): embedded.measure,
    ("S19",): lookups.measure,
}


def asked_lines(text: str) -> list[str]:
    """ "S6,S11" as a list; ArgumentTypeError for a line that does not exist."""
    lines = [each.strip().upper() for each in text.split(",") if each.strip()]
    for line in lines:
        if line not in LINES:
            raise argparse.ArgumentTypeError(f"{line} is none of S1 to S19.")
    return lines or list(LINES)


def measure(lines: Sequence[str], rounds: int) -> list[Reading]:
    """Readings of the groups that hold an asked line; the others stay untouched."""
    found: list[Reading] = []
    with Stage() as stage:
        for covered, group in GROUPS.items():
            if set(covered) & set(lines):
                print(", ".join(covered), file=sys.stderr, flush=True)
                new = group(stage, rounds)
                print(page.table(page.rows_of(new)), file=sys.stderr, flush=True)
                found += new
    found = [each for each in found if each.line in lines]
    check_readings(found, lines)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", type=asked_lines, default=list(LINES))
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--no-write", action="store_true", help="only print")
    asked = parser.parse_args()
    needed = ["postgres", "redis", *(["chromium"] if "S15" in asked.only else [])]
    missing = [name for name in needed if not find(name)]
    if missing:
        print(f"This needs {' and '.join(missing)} on this machine.")
        return 2
    try:
        found = measure(asked.only, asked.rounds)
    except ImpossibleReading as error:
        print(f"An impossible reading, so nothing is written. {error}")
        return 2
    rows = page.rows_of(found)
    print(page.table(rows))
    if not asked.no_write:
        page.write(rows)
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
