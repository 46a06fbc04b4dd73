"""Importing the settings makes nothing; a start makes the folders and the key."""

import os
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(var: Path, code: str) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "SECRET_KEY"}
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={
            **environment,
            "HUBSITE_VAR": str(var),
            "DATABASE_URL": "",
            "DJANGO_SETTINGS_MODULE": "hubsite.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    return told.stdout.strip()


def test_importing_the_settings_makes_no_folder(tmp_path):
    run(tmp_path / "var", "import hubsite.settings")

    assert list(tmp_path.iterdir()) == []


def test_a_start_makes_the_folders_and_one_secret_key(tmp_path):
    code = (
        "import django; django.setup(); from django.conf import settings;"
        "print(settings.SECRET_KEY)"
    )

    first, second = run(tmp_path / "var", code), run(tmp_path / "var", code)

    made = sorted(str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*"))
    assert made == [
        "var",
        "var/celery",
        "var/celery/control",
        "var/celery/done",
        "var/celery/queue",
        "var/secret_key",
        "var/static",
    ]
    key = tmp_path / "var" / "secret_key"
    assert first == second == key.read_text()
    assert len(first) >= 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
