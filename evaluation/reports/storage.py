"""Where finished files lie: under opaque names, whole or not at all."""

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Stored:
    """One file that is wholly on the disk."""

    stored_as: str
    size: int
    sha256: str


def folder() -> Path:
    """The reports' folder under FILES_URL, made on first use, ours alone."""
    found = Path(settings.FILES_DIR) / "reports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(stored_as: str) -> Path:
    return folder() / stored_as


def store(content: bytes, *, prefix: str) -> Stored:
    """Write a file under a new name that says nothing of what it holds.

    It is written beside, flushed to the disk and only then named, so that a full
    disk or a killed worker leaves no half file. Raises OSError, with nothing kept.
    """
    stored_as = f"{prefix}{secrets.token_hex(16)}"
    target = path_of(stored_as)
    beside = target.with_suffix(".part")
    try:
        with open(beside, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        _flush_folder(target.parent)
    except OSError:
        beside.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise
    return Stored(stored_as, len(content), hashlib.sha256(content).hexdigest())


def _flush_folder(path: Path) -> None:
    """The new name, too, is on the disk before a row speaks of it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_whole(stored_as: str, sha256: str) -> bool:
    """Whether the file is there and is the one that its row speaks of."""
    try:
        with open(path_of(stored_as), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def remove(names: Collection[str]) -> None:
    for name in names:
        path_of(name).unlink(missing_ok=True)


def sweep(prefix: str, *, keep: Collection[str]) -> None:
    """Remove what a killed worker left behind under this prefix."""
    for path in folder().glob(f"{prefix}*"):
        if path.name not in keep:
            path.unlink(missing_ok=True)
