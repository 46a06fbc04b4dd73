"""The folder of finished files: random names, and never half a file."""

import hashlib
import os
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class StoredFile:
    """A complete file on the disk, with its size in bytes."""

    stored_as: str
    size: int
    sha256: str


def folder() -> Path:
    """The folder of reports under FILES_DIR, created on first use, mode 0700."""
    found = Path(settings.FILES_DIR) / "reports"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def path_of(stored_as: str) -> Path:
    return folder() / stored_as


def store(content: bytes, *, prefix: str) -> StoredFile:
    """Write a file under a new random name.

    It is written under a temporary name, flushed to the disk and then renamed, so that
    a full disk or a killed worker leaves no half file. Raises OSError.
    """
    stored_as = f"{prefix}{secrets.token_hex(16)}"
    target = path_of(stored_as)
    partial = target.with_suffix(".part")
    try:
        with open(partial, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(target)
        _flush_folder(target.parent)
    except OSError:
        partial.unlink(missing_ok=True)
        target.unlink(missing_ok=True)
        raise
    return StoredFile(stored_as, len(content), hashlib.sha256(content).hexdigest())


def _flush_folder(path: Path) -> None:
    """Flush the folder, so that the new name is on disk before a row refers to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_intact(stored_as: str, sha256: str) -> bool:
    """Whether the file exists and has the hash that its row says."""
    try:
        with open(path_of(stored_as), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def remove(names: Collection[str]) -> None:
    for name in names:
        path_of(name).unlink(missing_ok=True)


def remove_leftovers(prefix: str, *, keep: Collection[str]) -> None:
    """Remove the files with this prefix that a killed worker left."""
    for path in folder().glob(f"{prefix}*"):
        if path.name not in keep:
            path.unlink(missing_ok=True)
