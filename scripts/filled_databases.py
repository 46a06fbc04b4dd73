"""Fill a sample on SQLite and on PostgreSQL and keep both as compressed dumps.

    python -m scripts.filled_databases tests/fixtures/filled/2026-11

`tests/drills/test_migrating.py` migrates each kept pair forward, so a pair is made
once, before a change of the models, and never again.
"""

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.servers import Postgres, find_postgres

ROOT = Path(__file__).resolve().parent.parent


def fill(url: str, var: Path) -> None:
    """Migrate the database and build two invented hubs around a fixed day."""
    environment = {**os.environ, "DATABASE_URL": url, "HUBSITE_VAR": str(var)}
    for arguments in (["migrate", "-v0"], ["sample", "--on=2026-11-23"]):
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)


def keep(dump: bytes, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(lzma.compress(dump, preset=9))
    print(f"{file}: {file.stat().st_size / 1000:.0f} kB")


def keep_sqlite(folder: Path, var: Path) -> None:
    filled, whole = var / "filled.sqlite3", var / "whole.sqlite3"
    fill(f"sqlite:///{filled}", var)
    with sqlite3.connect(filled) as database:
        database.execute("VACUUM INTO ?", [str(whole)])
    keep(whole.read_bytes(), folder / "sqlite3.xz")


def keep_postgres(folder: Path, var: Path) -> None:
    with Postgres() as server:
        fill(server.url, var)
        program = find_postgres() / "pg_dump"
        dumped = subprocess.run(
            [program, "--no-owner", "--no-privileges", server.url],
            stdout=subprocess.PIPE,
            check=True,
        )
    keep(dumped.stdout, folder / "postgres.sql.xz")


def main() -> int:
    folder = Path(sys.argv[1])
    for keep_one in (keep_sqlite, keep_postgres):
        with tempfile.TemporaryDirectory(prefix="hubsite-filled-") as var:
            keep_one(folder, Path(var))
    return 0


if __name__ == "__main__":
    sys.exit(main())
