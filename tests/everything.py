"""`make test`: the quick checks, the suite on each database, and the browser.

Two lanes run side by side, one for each core that a small machine has.

A suite whose service is missing is skipped with a line that says how to install
it; with REQUIRE_SERVICES=1 it fails instead.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TextIO

from tests import servers

ROOT = Path(__file__).resolve().parent.parent
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


def proofs() -> dict[str, list]:
    """The proofs, one after the other, because some measure time."""
    steps = {"proofs on SQLite": [*PYTEST, "--proofs", "--db=sqlite"]}
    if find("postgres"):
        steps["proofs on PostgreSQL"] = [*PYTEST, "--proofs", "--db=postgres"]
    return steps


class Lane:
    """Steps that run one after the other; Ctrl-C ends the lane."""

    def __init__(self, steps: dict[str, list], output: TextIO | None = None) -> None:
        self.steps, self.output = steps, output or sys.stdout
        self.failed: list[str] = []

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
        took = f"{time.monotonic() - began:.0f} s"
        print(f"== {name}: {outcome} ({took})", file=self.output, flush=True)
        return not done.returncode


def run_side_by_side(shown: dict[str, list], hidden: dict[str, list]) -> list[str]:
    """Run both lanes; return the names of the steps that failed."""
    # Ctrl-C reaches the running steps, which clean up; no further step starts.
    interrupts: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: interrupts.append(number))
    with tempfile.TemporaryDirectory(prefix="hubsite-var-") as var:
        environment = {**os.environ, "HUBSITE_VAR": var}
        with (Path(var) / "output").open("w+") as output:
            lanes = [Lane(shown), Lane(hidden, output)]
            other = threading.Thread(
                target=lanes[1].run, args=[environment, interrupts]
            )
            other.start()
            lanes[0].run(environment, interrupts)
            other.join()
            output.seek(0)
            print(output.read(), end="")
    signal.signal(signal.SIGINT, before)
    broken_off = ["broken off"] if interrupts else []
    return [name for lane in lanes for name in lane.failed] + broken_off


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
    hidden: dict[str, list] = {}
    if asked.lint:
        shown = LINT
    elif asked.types:
        shown = TYPES
    elif asked.proofs:
        shown = proofs()
    else:
        shown, hidden = LINT | TYPES | MIGRATIONS | suites(), beside()
    failed = run_side_by_side(shown, hidden)
    if not (asked.lint or asked.types) and not report_missing():
        failed.append("REQUIRE_SERVICES=1, and something was left out")
    print(f"FAILED: {', '.join(failed)}" if failed else "All passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
