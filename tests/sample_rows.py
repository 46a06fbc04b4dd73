"""The rows of the sample: built at first, then kept and written again in a second."""

from datetime import date, time
from io import StringIO
from typing import Any

from django.apps import apps
from django.db import connection

from evaluation.actions import form_keys
from evaluation.models import EncryptedAnswers
from sample.building import build

OURS = ("workgroups", "recruitment", "evaluation", "account")

_kept: dict[date, dict[str, Any]] = {}
#: The keys of forms that were open on the day, because each test has files of its own.
_keys: dict[date, dict[int, bytes]] = {}


def fill(day: date) -> None:
    """Fill the database with the sample of two hubs around a day, from seed 1."""
    on_postgres = connection.vendor == "postgresql"
    if day not in _kept:
        build(seed=1, day=day, hubs=2)
        read = _copy_out if on_postgres else _select
        _kept[day] = {table: read(table) for table in tables()}
        forms = EncryptedAnswers.objects.values_list("form", flat=True).distinct()
        _keys[day] = {form: form_keys.key_for_reading(form) for form in forms}
        return
    write = _copy_in if on_postgres else _insert
    for table, rows in _kept[day].items():
        write(table, rows)
    for form, key in _keys[day].items():
        path = form_keys.key_file(form)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(key)


def tables() -> list[str]:
    return [
        model._meta.db_table
        for label in OURS
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]


def _select(table: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [tuple(map(_stored, row)) for row in cursor.fetchall()]


def _stored(value: Any) -> Any:
    """SQLite stores days and times as text, which a reading turns into objects."""
    return str(value) if isinstance(value, date | time) else value


def _insert(table: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert the rows that are not there; migrations have shipped some of them."""
    if not rows:
        return
    values = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT OR IGNORE INTO "{table}" VALUES ({values})',
            rows,
        )


def _copy_out(table: str) -> str:
    text = StringIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" TO STDOUT', text)
    return text.getvalue()


def _copy_in(table: str, text: str) -> None:
    """As `_insert`, on PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE TEMPORARY TABLE kept (LIKE "{table}")')
        cursor.copy_expert("COPY kept FROM STDIN", StringIO(text))
        cursor.execute(
            f'INSERT INTO "{table}" SELECT * FROM kept ON CONFLICT DO NOTHING'
        )
        cursor.execute("DROP TABLE kept")
