"""The folder of exported lists: random names, and never half a file."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings


def folder() -> Path:
    """The folder of exports under FILES_DIR, created on first use, mode 0700."""
    found = Path(settings.FILES_DIR) / "exports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(stored_as: str) -> Path:
    return folder() / stored_as


def new_name(prefix: str) -> str:
    return f"{prefix}{secrets.token_hex(16)}"


@contextmanager
def writing(stored_as: str) -> Iterator[IO[bytes]]:
    """A file to write; it has its name once everything inside went well."""
    target = path_of(stored_as)
    partial = target.with_suffix(".part")
    try:
        with open(partial, "xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def digest(stored_as: str) -> str:
    """The SHA-256 of a file; "" where there is no file."""
    try:
        with open(path_of(stored_as), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def remove(stored_as: str) -> None:
    if stored_as:
        path_of(stored_as).unlink(missing_ok=True)


def remove_all(prefix: str) -> None:
    """Remove the files with this prefix, such as those that a killed worker left."""
    for path in folder().glob(f"{prefix}*"):
        path.unlink(missing_ok=True)
