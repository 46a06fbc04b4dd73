"""`make test`: the quick checks, the suite on each database, then the browser.

What a machine lacks is left out in one line that says how to get it; with
REQUIRE_SERVICES=1 that is a failure instead.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
    """As tests.servers finds it, or a PostgreSQL elsewhere that was named."""
    named = os.environ.get("DATABASE_URL", "").startswith("postgres")
    return servers.find(service) or (named and service == "postgres")


def suites(*, proofs: bool) -> dict[str, list]:
    long = ["--proofs"] if proofs else []
    suite = [*PYTEST, *long]
    steps = {"suite on SQLite": [*suite, "--db=sqlite"]}
    if find("postgres"):
        steps["suite on PostgreSQL"] = [*suite, "--db=postgres"]
    if find("chromium") and not proofs:
        steps["browser suite"] = [*PYTEST, "tests/browser"]
    return steps


def run(name: str, command: list, environment: dict[str, str]) -> bool:
    print(f"== {name}", flush=True)
    began = time.monotonic()
    passed = subprocess.run(command, cwd=ROOT, env=environment).returncode == 0
    took = time.monotonic() - began
    print(f"== {name}: {'ok' if passed else 'FAILED'} ({took:.0f} s)", flush=True)
    return passed


def report_missing() -> bool:
    """One line for each thing that this machine lacks; True if that is allowed."""
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
        steps = LINT
    elif asked.types:
        steps = TYPES
    elif asked.proofs:
        steps = suites(proofs=True)
    else:
        steps = LINT | TYPES | MIGRATIONS | suites(proofs=False)
    # Ctrl-C is for the step that runs: it tidies up, then nothing more is begun
    interrupts: list[int] = []
    signal.signal(signal.SIGINT, lambda number, frame: interrupts.append(number))
    with tempfile.TemporaryDirectory(prefix="hubsite-var-") as var:
        environment = {**os.environ, "HUBSITE_VAR": var}
        failed = [
            name
            for name, command in steps.items()
            if not interrupts and not run(name, command, environment)
        ]
    if interrupts:
        print("Broken off.")
        return 1
    tests = not (asked.lint or asked.types)
    complete = report_missing() if tests else True
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    elif not complete:
        print("FAILED: REQUIRE_SERVICES=1, and something was left out")
    else:
        print("All passed.")
    return 1 if failed or not complete else 0


if __name__ == "__main__":
    sys.exit(main())
