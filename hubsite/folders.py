"""The folders and the secret key under `var/`, made when the site starts.

Importing the settings makes nothing; HubsiteConfig.ready calls `make_folders`.
"""

import os
from pathlib import Path

from django.conf import settings

#: Folders of the embedded message broker.
BROKER = ("queue", "control", "done")


def make_folders() -> None:
    """Make what the settings name and is missing; repeating it changes nothing."""
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
