"""The folders and the secret key under `var/`, made when the site starts.

Importing the settings makes nothing; HubsiteConfig.ready calls `make_folders`.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

#: Folders of the embedded message broker.
BROKER = ("queue", "control", "done")


#: Bytes that are written on trial: less free space would stop the first report.
TRIAL = 1_000_000


class CannotWrite(SystemExit):
    """End the start with one sentence, because a folder refuses what is written."""

    def __init__(self, folder: Path, error: OSError) -> None:
        super().__init__(
            f"Hubsite cannot write to {folder} ({error.strerror or error}): make the "
            "folder writable, free some space there, or name another in HUBSITE_VAR."
        )


def make_folders() -> None:
    """Make what the settings name and is missing; repeating it changes nothing.

    Raises CannotWrite.
    """
    try:
        _make_folders()
    except OSError as error:
        raise CannotWrite(settings.VAR, error) from None


def check_writable() -> None:
    """Write a file on trial and delete it. Raises CannotWrite."""
    path = settings.VAR / "trial"
    try:
        path.write_bytes(bytes(TRIAL))
    except OSError as error:
        raise CannotWrite(settings.VAR, error) from None
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def _make_folders() -> None:
    settings.VAR.mkdir(parents=True, exist_ok=True)
    # whitenoise logs a warning if the folder does not exist
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    if not settings.REDIS_URL:
        for name in BROKER:
            (settings.VAR / "celery" / name).mkdir(parents=True, exist_ok=True)
    if not os.environ.get("SECRET_KEY"):
        keep_secret_key(settings.VAR / "secret_key")


def keep_secret_key(path: Path) -> None:
    """Store the embedded key at the first start; later starts use the stored one."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        settings.SECRET_KEY = path.read_text().strip()
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(settings.SECRET_KEY)
