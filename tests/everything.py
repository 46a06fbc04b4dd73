"""`make test`: the quick checks, the suite on each database, and the browser.

Two lanes run side by side, one for each core that a small machine has.

A suite whose service is missing is skipped with a line that says how to install
it; with REQUIRE_SERVICES=1 it fails instead.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from tests import days, servers

ROOT = Path(__file__).resolve().parent.parent
PROOFS = ROOT / "docs" / "proofs.md"
BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-q"]
LEFT_OUT = {
    "postgres": "the suite on PostgreSQL: apt-get install postgresql, or DATABASE_URL",
    "redis": "the tests with a real Redis: apt-get install redis-server",
    "chromium": "the browser suite: apt-get install chromium",
    "shared": "the tests on real public data: it is read from ../shared/data",
}

LINT = {
    "ruff": [BIN / "ruff", "check", "--quiet", "."],
    "layout": [BIN / "ruff", "format", "--quiet", "--check", "."],
    "templates": [BIN / "djlint", "--lint", "--quiet", "templates"],
}
TYPES = {"types": [BIN / "mypy", "--no-error-summary"]}
MIGRATIONS = {
    "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "-v0"]
}


def find(service: str) -> object:
    """What tests.servers finds, or the PostgreSQL that DATABASE_URL names."""
    named = os.environ.get("DATABASE_URL", "").startswith("postgres")
    return servers.find(service) or (named and service == "postgres")


def suites() -> dict[str, list]:
    """The lane whose output is shown as it runs."""
    steps = {"suite on SQLite": [*PYTEST, "--db=sqlite", "-m", "not drill"]}
    if find("chromium"):
        steps["browser suite"] = [*PYTEST, "tests/browser"]
    return steps


def beside() -> dict[str, list]:
    """The second lane, shown when it has ended; drills mostly wait."""
    steps = {"drills": [*PYTEST, "--db=sqlite", "-m", "drill"]}
    if find("postgres"):
        steps["suite on PostgreSQL"] = [*PYTEST, "--db=postgres"]
    return steps


def long_forms(folder: Path) -> dict[str, list]:
    """The long forms, one after the other: some measure time.

    What a long form measured is in `folder`, in a file with the step's name.
    """
    engines = {"SQLite": "sqlite"}
    if find("postgres"):
        engines["PostgreSQL"] = "postgres"
    steps = {}
    for engine, option in engines.items():
        name = f"long forms on {engine}"
        figures = f"--figures={folder / name}"
        steps[name] = [*PYTEST, "--proofs", f"--db={option}", figures]
    return steps


def suites_on(awkward_days: list[datetime]) -> dict[str, list]:
    """The suite on SQLite on each of the days."""
    steps = {}
    for day in awkward_days:
        name = f"suite on {day:%-d %B %Y %H:%M}"
        on_day = [f"--day={day:%Y-%m-%d %H:%M}", "-m", "not drill"]
        steps[name] = [*PYTEST, "--db=sqlite", *on_day]
    return steps


def run_proofs() -> list[str]:
    """Run the proofs and write docs/proofs.md; return the steps that failed.

    The days measure no time, so two of them run side by side.
    """
    with tempfile.TemporaryDirectory(prefix="hubsite-figures-") as name:
        folder = Path(name)
        long = Lane(long_forms(folder))
        lanes = [Lane(suites_on(days.AWKWARD_DAYS[part::2])) for part in (0, 1)]
        failed = run_side_by_side(long, Lane({}))
        if "broken off" not in failed:
            failed += run_side_by_side(*lanes)
        figures = {
            step: json.loads((folder / step).read_text())
            for step in long.steps
            if (folder / step).exists()
        }
    outcomes = {k: v for lane in (long, *lanes) for k, v in lane.outcomes.items()}
    PROOFS.write_text(proofs_page(outcomes, figures), encoding="utf-8")
    return failed


def proofs_page(
    outcomes: dict[str, str], figures: dict[str, list[tuple[str, str]]]
) -> str:
    """The text of docs/proofs.md, from each step's outcome and figures."""
    when = f"commit {commit()}, {date.today():%-d %B %Y}, {os.cpu_count()} cores"
    lines = ["# Proofs", "", f"Written by `make proofs`: {when}.", ""]
    lines += ["| step | outcome |", "|---|---|"]
    lines += [f"| {step} | {outcome} |" for step, outcome in outcomes.items()]
    for step, found in figures.items():
        if found:
            lines += ["", f"## {step.capitalize()}", "", "| what | figure |"]
            lines += ["|---|---|", *(f"| {a} | {b} |" for a, b in sorted(found))]
    return "\n".join([*lines, ""])


def commit() -> str:
    """The short hash of the current commit, "+" behind it if files were changed."""
    command = ["git", "describe", "--always", "--exclude=*", "--dirty=+"]
    told = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    return told.stdout.strip() or "unknown"


class Lane:
    """Steps that run one after the other; Ctrl-C ends the lane."""

    def __init__(self, steps: dict[str, list]) -> None:
        self.steps = steps
        self.output: TextIO = sys.stdout
        self.failed: list[str] = []
        self.outcomes: dict[str, str] = {}

    def run(self, environment: dict[str, str], interrupts: list[int]) -> None:
        for name, command in self.steps.items():
            if not interrupts and not self.passes(name, command, environment):
                self.failed.append(name)

    def passes(self, name: str, command: list, environment: dict[str, str]) -> bool:
        print(f"== {name}", file=self.output, flush=True)
        began = time.monotonic()
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
        )
        outcome = "FAILED" if done.returncode else "ok"
        outcome = f"{outcome} ({time.monotonic() - began:.0f} s)"
        self.outcomes[name] = outcome
        print(f"== {name}: {outcome}", file=self.output, flush=True)
        return not done.returncode


def run_side_by_side(shown: Lane, hidden: Lane) -> list[str]:
    """Run both lanes, the second one's output last; return the steps that failed."""
    # Ctrl-C reaches the running steps, which clean up; no further step starts.
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    with tempfile.TemporaryDirectory(prefix="hubsite-var-") as var:
        environment = {**os.environ, "HUBSITE_VAR": var}
        with (Path(var) / "output").open("w+") as output:
            hidden.output = output
            other = threading.Thread(target=hidden.run, args=[environment, interrupts])
            other.start()
            shown.run(environment, interrupts)
            other.join()
            output.seek(0)
            print(output.read(), end="")
    signal.signal(signal.SIGINT, before)
    broken_off = ["broken off"] if interrupts else []
    return [name for lane in (shown, hidden) for name in lane.failed] + broken_off


def report_missing() -> bool:
    """Print a line for each missing service; return whether that is allowed."""
    missing = [service for service in LEFT_OUT if not find(service)]
    required = os.environ.get("REQUIRE_SERVICES") == "1"
    for service in missing:
        print(f"Left out {LEFT_OUT[service]}")
    return not required or set(missing) <= {"shared"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("lint", "types", "proofs"):
        parser.add_argument(f"--{name}", action="store_true")
    asked = parser.parse_args()
    if asked.lint:
        failed = run_side_by_side(Lane(LINT), Lane({}))
    elif asked.types:
        failed = run_side_by_side(Lane(TYPES), Lane({}))
    elif asked.proofs:
        failed = run_proofs()
    else:
        shown = Lane(LINT | TYPES | MIGRATIONS | suites())
        failed = run_side_by_side(shown, Lane(beside()))
    if not (asked.lint or asked.types) and not report_missing():
        failed.append("REQUIRE_SERVICES=1, and something was left out")
    print(f"FAILED: {', '.join(failed)}" if failed else "All passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
