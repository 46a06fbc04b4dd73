"""Pseudonyms that pair an answer before with one after, and their keys.

A key is a file for one hub and starting year: nobody holding the database alone can
reverse a pseudonym. The file is left out of backups unless requested, and closing the
pairing destroys it.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

from recruitment.models import Place
from workgroups import randomness

KEY_BYTES = 32


def key_file(hub_id: int, start_year: int) -> Path:
    return Path(settings.FILES_DIR) / "pairing" / f"{hub_id}-{start_year}.key"


def pseudonym_of(place: Place) -> str:
    """The place's pseudonym under the key of its hub and year."""
    key = _key(place.hub_id, place.start_year)
    return hmac.new(key, f"place {place.pk}".encode(), hashlib.sha256).hexdigest()


def close_pairing(*, hub_id: int, start_year: int) -> bool:
    """Destroy a year's key, so its pseudonyms can never be reversed.

    True where there was a key.
    """
    path = key_file(hub_id, start_year)
    try:
        with path.open("r+b") as file:
            # overwritten before it is deleted
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    return True


def _key(hub_id: int, start_year: int) -> bytes:
    path = key_file(hub_id, start_year)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(f".{secrets.token_hex(4)}")
    if not path.exists():
        part.touch(mode=0o600)
        part.write_bytes(randomness.random_bytes(KEY_BYTES))
        try:
            os.link(part, path)  # if two workers race, both use the key of the first
        except FileExistsError:
            pass
        part.unlink()
    return path.read_bytes()
