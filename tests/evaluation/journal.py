"""Reads the journal of a database as an attacker does: commit by commit.

SQLite: the frames of the write-ahead log, replayed over a copy of the file from before.
PostgreSQL: its write-ahead log by logical decoding. Both give what each transaction
wrote into the tables of this app, in order.
"""

import re
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

SLOT = "hubsite_attack"
TABLES = "feedbackform feedbackrequest encryptedanswers response answer".split()
HEADER, FRAME = 32, 24
FIELD = re.compile(r"(\w+)\[[^\]]+\]:('(?:[^']|'')*'|\S+)")


@dataclass(frozen=True)
class Change:
    """A row as one transaction wrote it; every value as text."""

    table: str
    values: dict[str, str]


Journal = list[list[Change]]


@contextmanager
def recorded() -> Iterator[Journal]:
    """What is committed inside, filled in at the end."""
    journal: Journal = []
    reading = {"sqlite": _sqlite, "postgresql": _postgres}[connection.vendor]
    with reading(journal):
        yield journal


# SQLite


@contextmanager
def _sqlite(journal: Journal) -> Iterator[None]:
    file = Path(str(connection.settings_dict["NAME"]))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_autocheckpoint = 0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = file.read_bytes()
    yield
    journal += replay(before, Path(f"{file}-wal").read_bytes())


def replay(database: bytes, log: bytes) -> Iterator[list[Change]]:
    """The rows that are new or changed after each commit of the log."""
    pages = bytearray(database)
    known = {table: set(rows) for table, rows in _read(pages).items()}
    for _ in _commits(pages, log):
        found = _read(pages)
        yield [
            Change(table, dict(row))
            for table in TABLES
            for row in found[table]
            if row not in known[table]
        ]
        known = {table: set(rows) for table, rows in found.items()}


def _commits(pages: bytearray, log: bytes) -> Iterator[None]:
    """Write the log's pages over the database's; pause at each commit."""
    (size,) = struct.unpack(">I", log[8:12])
    salt = log[16:24]
    for start in range(HEADER, len(log) - FRAME - size + 1, FRAME + size):
        number, pages_at_commit = struct.unpack(">II", log[start : start + 8])
        if log[start + 8 : start + 16] != salt:
            return  # frames of an older log
        at = (number - 1) * size
        if len(pages) < at + size:
            pages.extend(bytes(at + size - len(pages)))
        pages[at : at + size] = log[start + FRAME : start + FRAME + size]
        if pages_at_commit:
            yield


def _read(pages: bytearray) -> dict[str, list[tuple[tuple[str, str], ...]]]:
    """The rows of each table as they lie, as pairs of column and text."""
    whole = bytearray(pages)
    whole[18:20] = b"\1\1"  # as if it had no log
    database = sqlite3.connect(":memory:")
    database.deserialize(bytes(whole))
    found = {}
    for table in TABLES:
        cursor = database.execute(f"SELECT * FROM evaluation_{table} ORDER BY rowid")
        names = [column[0] for column in cursor.description]
        found[table] = [
            tuple(zip(names, map(_text, row), strict=True)) for row in cursor
        ]
    database.close()
    return found


def _text(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


# PostgreSQL


@contextmanager
def _postgres(journal: Journal) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_create_logical_replication_slot(%s, 'test_decoding')", [SLOT]
        )
        try:
            yield
            # decoding ends where the log is flushed to the disk
            cursor.execute("SET synchronous_commit = on")
            cursor.execute("SELECT pg_logical_emit_message(true, 'flush', '')")
            cursor.execute("RESET synchronous_commit")
            cursor.execute(
                "SELECT xid::text, data FROM pg_logical_slot_get_changes"
                "(%s, NULL, NULL)",
                [SLOT],
            )
            journal += decoded(cursor.fetchall())
        finally:
            cursor.execute("SELECT pg_drop_replication_slot(%s)", [SLOT])


def decodes_logically() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SHOW wal_level")
        return cursor.fetchone()[0] == "logical"


def decoded(rows: list[tuple[str, str]]) -> Journal:
    """The changes of each transaction, from lines of test_decoding."""
    by_transaction: dict[str, list[Change]] = {}
    for transaction, line in rows:
        changes = by_transaction.setdefault(transaction, [])
        heading = re.match(r"table public\.evaluation_(\w+): (INSERT|UPDATE):", line)
        if heading and heading[1] in TABLES:
            values = {name: _unquoted(value) for name, value in FIELD.findall(line)}
            changes.append(Change(heading[1], values))
    return list(by_transaction.values())


def _unquoted(value: str) -> str:
    text = value[1:-1].replace("''", "'") if value.startswith("'") else value
    if text.startswith("\\x"):
        return bytes.fromhex(text[2:]).decode("latin-1")
    return {"true": "1", "false": "0"}.get(text, text)
