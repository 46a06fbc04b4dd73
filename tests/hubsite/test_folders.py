"""Importing the settings makes nothing; a start makes the folders and the key."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hubsite import folders

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


def test_a_start_that_cannot_make_its_folder_is_one_sentence(tmp_path):
    (tmp_path / "var").write_text("a file in the way")

    with pytest.raises(subprocess.CalledProcessError) as refusal:
        run(tmp_path / "var", "import django; django.setup()")

    said = refusal.value.stderr.strip()
    assert said.startswith(f"Hubsite cannot write to {tmp_path / 'var'} (")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [(30, "Read-only file system"), (28, "No space left on device")],
)
def test_a_folder_that_refuses_a_trial_ends_the_start(
    monkeypatch, settings, tmp_path, number, words
):
    def refuse(path, data):
        raise OSError(number, words)

    settings.VAR = tmp_path
    monkeypatch.setattr(Path, "write_bytes", refuse)

    with pytest.raises(SystemExit) as refusal:
        folders.check_writable()

    assert str(refusal.value) == (
        f"Hubsite cannot write to {tmp_path} ({words}): make the folder writable, free "
        "some space there, or name another in HUBSITE_VAR."
    )


def test_a_trial_leaves_nothing_behind(settings, tmp_path):
    settings.VAR = tmp_path

    folders.check_writable()

    assert list(tmp_path.iterdir()) == []
