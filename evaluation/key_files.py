"""Secret keys kept as files under FILES_DIR, outside the database and its backups."""

import os
import secrets
from pathlib import Path

from django.conf import settings

from workgroups import randomness

KEY_BYTES = 32


def folder(name: str) -> Path:
    return Path(settings.FILES_DIR) / name


def find(path: Path) -> bytes | None:
    """The key in this file; None where there is no such file."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def find_or_make(path: Path) -> bytes:
    """The key in this file, which is made and flushed to the disk if it is missing.

    If two workers race, both use the key of the first. A key is drawn in any case, so
    that the sample's random numbers do not depend on the files of an earlier one.
    """
    drawn = randomness.random_bytes(KEY_BYTES)
    found = find(path)
    return found if found is not None else _make(path, drawn)


def _make(path: Path, key: bytes) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{secrets.token_hex(4)}.part")
    part.touch(mode=0o600)
    _write(part, key)
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    part.unlink()
    _flush_folder(path.parent)
    return path.read_bytes()


def destroy(path: Path) -> bool:
    """Overwrite the file and delete it; True where there was one."""
    try:
        _write(path, secrets.token_bytes(KEY_BYTES), mode="r+b")
        path.unlink()
    except FileNotFoundError:
        return False
    _flush_folder(path.parent)
    return True


def _write(path: Path, content: bytes, *, mode: str = "wb") -> None:
    with path.open(mode) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(path: Path) -> None:
    """Flush the folder, so that a name that came or went is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
