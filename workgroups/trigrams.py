"""PostgreSQL's extension pg_trgm: words that look alike, and parts of words.

The site works without it. The look-up of schools then reads the whole table, and finds
fewer mistyped words.
"""

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

EXTENSION = "pg_trgm"
#: Each index by name, with the table and the column.
INDEXES = {
    "school_search_text_trigrams": ("workgroups_school", "search_text"),
    "school_word_trigrams": ("workgroups_schoolword", "word"),
}


def is_there() -> bool:
    """Whether this database has the extension; False on SQLite."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = %s", [EXTENSION])
        return cursor.fetchone() is not None


def add_indexes(of: BaseDatabaseWrapper) -> bool:
    """Create the extension and its indexes; False where the database refuses.

    A database user without the right to create it goes on without.
    """
    try:
        with transaction.atomic(using=of.alias), of.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {EXTENSION}")
            for name, (table, column) in INDEXES.items():
                cursor.execute(
                    f"CREATE INDEX IF NOT EXISTS {name} ON {table}"
                    f" USING gin ({column} gin_trgm_ops)"
                )
    except DatabaseError:
        return False
    return True


def remove_indexes(of: BaseDatabaseWrapper) -> None:
    """Drop the indexes; the extension stays, others may use it."""
    with of.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
