"""`make mutants [MODULE=rules]`: plant faults that tests must find.

cosmic-ray changes one operator, condition or number at a time in a copy of the
project and runs the tests nearest to it. Of each subject 40 faults, or as many as
--faults says, are drawn by a seed. What survived is written to docs/mutants.md, with
the reasons that people have added to it kept.
"""

import argparse
import random
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import (
    MutationSpec,
    TestOutcome,
    WorkerOutcome,
    WorkResult,
)

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "mutants.md"
DRAWN = 40  # faults per subject
KILLED = 0.85  # the share that the tests must find
SECONDS = 240  # for the tests of one fault

#: For each subject the files that faults are planted in, and the tests nearest to them.
SUBJECTS = {
    "rules": ("recruitment/rules.py", "tests/recruitment/test_rules.py"),
    "transitions": (
        "recruitment/actions/transitions.py",
        "tests/recruitment/test_locked_places.py "
        "tests/recruitment/test_recorded_transitions.py "
        "tests/recruitment/test_transitions.py",
    ),
    "seats": (
        "recruitment/actions/seats.py",
        "tests/recruitment/test_seat_offers.py tests/recruitment/test_lapsing.py "
        "tests/recruitment/test_seats.py",
    ),
    "rate limits": (
        "workgroups/rate_limits.py",
        "tests/test_rate_limits.py tests/test_rate_limits_of_proxies.py",
    ),
    "links": (
        "recruitment/links.py",
        "tests/recruitment/test_link_cookies.py tests/recruitment/test_link_rows.py "
        "tests/recruitment/test_links.py",
    ),
    "access": (
        "workgroups/permissions.py workgroups/querysets.py",
        "tests/workgroups/test_scopes.py tests/workgroups/test_reach.py "
        "tests/workgroups/test_querysets.py tests/workgroups/test_permissions.py",
    ),
    "feedback actions": (
        "evaluation/actions/feedback.py",
        "tests/evaluation/test_feedback_acts.py tests/evaluation/test_feedback.py",
    ),
    "redaction": (
        "evaluation/redaction",
        "tests/evaluation/test_redaction_rules.py tests/evaluation/test_redaction.py "
        "tests/evaluation/test_no_name_shown.py "
        "tests/evaluation/test_redaction_of_groups.py",
    ),
    "statistics": (
        "evaluation/statistics/intervals.py evaluation/statistics/comparisons.py",
        "tests/evaluation/test_statistics.py tests/evaluation/test_suppression.py",
    ),
    "suppression": (
        "evaluation/suppression.py",
        "tests/evaluation/test_hidden_cells.py tests/evaluation/test_suppression.py",
    ),
    "snapshots": (
        "evaluation/snapshots",
        "tests/evaluation/test_snapshot_sentences.py "
        "tests/evaluation/test_snapshot_findings.py "
        "tests/evaluation/test_snapshot_inputs.py "
        "tests/evaluation/test_repeats.py tests/evaluation/test_repeats_of_places.py "
        "tests/evaluation/test_repeats_of_themes.py "
        "tests/evaluation/test_repeats_between_evaluations.py "
        "tests/evaluation/test_snapshot_rows.py "
        "tests/evaluation/test_snapshot_groups.py "
        "tests/evaluation/test_report_inputs.py "
        "tests/evaluation/test_reports_suppression.py",
    ),
    "exports": ("workgroups/exports.py", "tests/workgroups/test_exports.py"),
    "jobs": (
        "workgroups/jobs.py",
        "tests/workgroups/test_jobs.py tests/workgroups/test_job_threads.py",
    ),
    "outbox": (
        "recruitment/outbox.py",
        "tests/recruitment/test_emails.py tests/recruitment/test_outbox.py",
    ),
    "delivery": (
        "recruitment/delivery.py",
        "tests/recruitment/test_delivering.py tests/recruitment/test_delivery.py",
    ),
}
#: Operators whose faults change nothing that runs: type hints, decorators, identity
#: instead of equality, which is the same for the short strings of states and kinds, and
#: equality instead of identity, which is the same for None and for classes.
LEFT_OUT = re.compile(
    r"core/(RemoveDecorator|.*BitOr_.*|.*_BitOr"
    r"|.*_Eq_Is|.*_NotEq_IsNot|.*_Is_Eq|.*_IsNot_NotEq)$"
)


def copy_of_the_project(folder: Path) -> Path:
    """What git tracks, in a folder of its own; the tests find the same programs."""
    tree = folder / "project"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for name in listed.stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def run(tree: Path, *arguments: str) -> None:
    program = Path(sys.executable).with_name("cosmic-ray")
    subprocess.run([program, *arguments], cwd=tree, check=True)


def is_keyword_marker(tree: Path, fault: MutationSpec) -> bool:
    """Whether the fault is the "*" before keyword arguments, taken for an operator.

    Its fault is "/" in that place, which changes nothing where they are named.
    """
    line, column = fault.start_pos
    text = (tree / fault.module_path).read_text(encoding="utf-8").splitlines()[line - 1]
    return text[column : column + 2] == "*,"


def draw(tree: Path, database: WorkDB, seed: int, faults: int) -> tuple[int, int]:
    """Skip all faults but the drawn ones; return how many are left, and of how many."""
    items = [
        item
        for item in sorted(database.work_items, key=lambda item: str(item.mutations))
        if not LEFT_OUT.search(item.mutations[0].operator_name)
        and not is_keyword_marker(tree, item.mutations[0])
    ]
    chosen = random.Random(seed).sample(items, min(faults, len(items)))
    keep = {item.job_id for item in chosen}
    for item in database.work_items:
        if item.job_id not in keep:
            skipped = WorkResult(worker_outcome=WorkerOutcome.SKIPPED)
            database.set_result(item.job_id, skipped)
    return len(chosen), len(items)


@dataclass(frozen=True)
class Result:
    """What the tests of one subject found; the surviving faults are single lines."""

    planted: int
    possible: int
    survived: list[str]

    @property
    def found(self) -> int:
        return self.planted - len(self.survived)


def examine(subject: str, seed: int, faults: int) -> Result:
    """Plant the faults of one subject.

    Raises CalledProcessError if the tests fail on the code as it is.
    """
    paths, tests = SUBJECTS[subject]
    modules = ", ".join(f'"{path}"' for path in paths.split())
    with tempfile.TemporaryDirectory(prefix="hubsite-mutants-") as name:
        tree = copy_of_the_project(Path(name))
        pytest = f"{sys.executable} -m pytest -q -x --db=sqlite -p no:cacheprovider"
        command = f"{pytest} --template={name}/migrated.sqlite3 {tests}"
        subprocess.run(command.split(), cwd=tree, check=True)
        (tree / "mutants.toml").write_text(
            "[cosmic-ray]\n"
            f"module-path = [{modules}]\n"
            f"timeout = {SECONDS}.0\n"
            "excluded-modules = []\n"
            f'test-command = "{command}"\n'
            "[cosmic-ray.distributor]\n"
            'name = "local"\n'
        )
        run(tree, "init", "mutants.toml", "session.sqlite")
        with use_db(str(tree / "session.sqlite"), WorkDB.Mode.open) as database:
            planted, possible = draw(tree, database, seed, faults)
        run(tree, "exec", "mutants.toml", "session.sqlite")
        with use_db(str(tree / "session.sqlite"), WorkDB.Mode.open) as database:
            survived = [
                line_of(result.diff or "")
                for _, result in database.results
                if result.test_outcome == TestOutcome.SURVIVED
            ]
    return Result(planted, possible, sorted(survived))


def line_of(diff: str) -> str:
    """The changed lines of a diff: "x < y" became "x <= y"."""
    changed = [line for line in diff.splitlines() if re.match(r"[-+](?![-+])", line)]
    before, after = (
        " ".join(line[1:].strip() for line in changed if line[0] == sign)
        for sign in "-+"
    )
    return f"`{before}` became `{after}`".replace("|", "\\|")


def write(subject: str, result: Result) -> None:
    """Replace the subject's part of the page; reasons behind a fault are kept."""
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else HEAD
    head, *parts = old.split("\n## ")
    kept = {part.partition("\n")[0]: part for part in parts}
    reasons = dict(re.findall(r"(?m)^- (`.*`)\. (.+)$", kept.get(subject, "")))
    lines = [
        f"- {fault}. {reasons.get(fault, 'No test yet.')}" for fault in result.survived
    ]
    share = f"{result.found} found ({result.found / result.planted:.0%})"
    drawn = f"{result.planted} of {result.possible} faults drawn, {share}"
    day = f"{datetime.now(UTC):%-d %B %Y}"
    kept[subject] = "\n".join([subject, "", f"{day}: {drawn}.", "", *lines, ""])
    PAGE.write_text(
        "\n## ".join([head, *(kept[name] for name in sorted(kept))]), encoding="utf-8"
    )


HEAD = """# Planted faults

Written by `make mutants`: of each subject the faults that a seed drew, and those that
the tests nearest to it did not find. At least 85 % must be found. A reason behind a
fault is written by hand and kept: why it changes nothing, or why no test finds it.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", choices=list(SUBJECTS), help="one subject")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--faults", type=int, default=DRAWN, help="drawn per subject")
    asked = parser.parse_args()
    poor = []
    for subject in [asked.module] if asked.module else SUBJECTS:
        result = examine(subject, asked.seed, asked.faults)
        write(subject, result)
        print(f"{subject}: {result.found} of {result.planted} found", flush=True)
        poor += [subject] if result.found < KILLED * result.planted else []
    print(f"Too few found: {', '.join(poor)}" if poor else "Enough were found.")
    return 1 if poor else 0


if __name__ == "__main__":
    sys.exit(main())
