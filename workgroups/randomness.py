"""Random ids, keys and orders. The sample draws them from its seed instead."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random, SystemRandom
from typing import Any

_SECRET = SystemRandom()
_source: ContextVar[Random] = ContextVar("random_source", default=_SECRET)


@contextmanager
def drawn_from(source: Random) -> Iterator[None]:
    """Draw everything inside from a source that is not secret, such as a seeded one."""
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


def new_uuid() -> uuid.UUID:
    """An id that nobody can guess; models use it as their default."""
    return uuid.UUID(int=_source.get().getrandbits(128), version=4)


def random_bytes(number: int) -> bytes:
    return _source.get().randbytes(number)


def shuffle(rows: list[Any]) -> None:
    """Put rows into a random order, in place."""
    _source.get().shuffle(rows)
