"""Index the words of schools by trigrams, on PostgreSQL.

A database user who may not create the extension goes on without: `manage.py check
--database default` says so, and running this migration again makes the indexes.
"""

from django.db import migrations

from workgroups import trigrams


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        trigrams.add_indexes(schema_editor.connection)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        trigrams.remove_indexes(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0018_school_search_filled")]

    operations = [migrations.RunPython(make, drop)]
