"""Databases that were filled long ago migrate forward and lose no row.

tests/fixtures/filled/ has a folder for each; scripts/filled_databases.py made them.
"""

import json
import lzma
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers import find_postgres

ROOT = Path(__file__).resolve().parents[2]
FILLED = ROOT / "tests" / "fixtures" / "filled"
SAMPLE_OF_NOVEMBER = {
    "evaluation.Answer": 4284,
    "evaluation.Coding": 348,
    "evaluation.EncryptedAnswers": 15,
    "evaluation.Evaluation": 4,
    "evaluation.Evidence": 359,
    "evaluation.FeedbackForm": 124,
    "evaluation.FeedbackRequest": 1368,
    "evaluation.Implication": 22,
    "evaluation.Question": 151,  # 32 of them in newer national sets
    "evaluation.QuestionSet": 22,  # 5 of them newer
    "evaluation.ResearchQuestion": 11,
    "evaluation.Response": 949,
    "evaluation.Theme": 20,
    "evaluation.Visit": 10,
    "recruitment.AnswerOption": 34,  # thirteen reasons came later
    "recruitment.Attendance": 875,
    "recruitment.Email": 2587,
    "recruitment.Link": 2246,
    "recruitment.Mentor": 146,
    "recruitment.Mentorship": 187,
    "recruitment.Participant": 272,
    "recruitment.Place": 408,
    "recruitment.PlaceEvent": 908,
    "recruitment.RecruitmentLink": 6,
    "recruitment.Registration": 278,
    "recruitment.RegistrationDraft": 3,
    "workgroups.AuditEntry": 101,
    "workgroups.Hub": 2,
    "workgroups.HubArea": 24,
    "workgroups.IntendedOutcome": 114,
    "workgroups.LocalAuthority": 8,
    "workgroups.Programme": 9,
    "workgroups.Project": 22,
    "workgroups.Provider": 14,
    "workgroups.Role": 22,
    "workgroups.School": 85,
    "workgroups.Session": 117,
    "workgroups.Stage": 14,
    "workgroups.StrategicGoal": 6,
    "workgroups.User": 22,
    "workgroups.WorkGroup": 24,
}
PAGES = {"/": 200, "/work-groups/": 200, "/sign-in/": 200}


def migrated(url: str, var: Path) -> dict[str, dict[str, int]]:
    """Rows of each model and the status of some pages, after the migration."""
    environment = {**os.environ, "DATABASE_URL": url, "HUBSITE_VAR": str(var)}
    ran = subprocess.run(
        [sys.executable, "-m", "tests.drills.migrated"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout.splitlines()[-1])


def check(found: dict[str, dict[str, int]]) -> None:
    kept = {label: found["rows"][label] for label in SAMPLE_OF_NOVEMBER}
    assert kept == SAMPLE_OF_NOVEMBER
    assert found["pages"] == PAGES


@pytest.mark.drill("sqlite")
def test_sqlite_of_november_2026_is_migrated_forward(tmp_path):
    file = tmp_path / "filled.sqlite3"
    file.write_bytes(lzma.decompress((FILLED / "2026-11" / "sqlite3.xz").read_bytes()))

    check(migrated(f"sqlite:///{file}", tmp_path))


@pytest.mark.drill("postgres")
def test_postgres_of_november_2026_is_migrated_forward(tmp_path):
    url = new_database()
    dump = lzma.decompress((FILLED / "2026-11" / "postgres.sql.xz").read_bytes())
    psql(url, stdin=dump)

    check(migrated(url, tmp_path))


def new_database() -> str:
    """A database of its own beside the one that the tests use."""
    head, _, _ = os.environ["DATABASE_URL"].rpartition("/")
    psql(os.environ["DATABASE_URL"], "-c", "DROP DATABASE IF EXISTS filled_2026_11")
    psql(os.environ["DATABASE_URL"], "-c", "CREATE DATABASE filled_2026_11")
    return f"{head}/filled_2026_11"


def psql(url: str, *arguments: str, stdin: bytes = b"") -> None:
    folder = find_postgres()
    if folder is None:
        pytest.skip("psql is not installed (apt-get install postgresql)")
    strict = ["-X", "-q", "-v", "ON_ERROR_STOP=1"]
    command = [folder / "psql", *strict, *arguments, url]
    subprocess.run(command, input=stdin, check=True, stdout=subprocess.DEVNULL)
