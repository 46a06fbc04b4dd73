"""Pseudonyms that pair an answer before with one after, and the keys behind them.

A key is a file of a hub and the year in which its people began: nobody holding
the database alone can turn a pseudonym back. The file stays out of backups unless
asked for, and closing the pairing destroys it.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings

from recruitment.models import Place

KEY_BYTES = 32


def key_file(hub_id: int, start_year: int) -> Path:
    return Path(settings.FILES_DIR) / "pairing" / f"{hub_id}-{start_year}.key"


def pseudonym_of(place: Place) -> str:
    """The place's pseudonym under its hub's and year's key."""
    key = _key(place.hub_id, place.start_year)
    return hmac.new(key, f"place {place.pk}".encode(), hashlib.sha256).hexdigest()


def close_pairing(*, hub_id: int, start_year: int) -> bool:
    """Destroy a year's key: its pseudonyms stay, and lead back to nobody for ever.

    True where there was one.
    """
    path = key_file(hub_id, start_year)
    try:
        with path.open("r+b") as file:
            file.write(secrets.token_bytes(KEY_BYTES))  # written over, then unlinked
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
        part.write_bytes(secrets.token_bytes(KEY_BYTES))
        try:
            os.link(part, path)  # of two workers one is first, and both read its key
        except FileExistsError:
            pass
        part.unlink()
    return path.read_bytes()
