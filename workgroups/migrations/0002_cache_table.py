"""The table of the cache: sign-in codes and rate limits, which outlive Redis."""

from django.core.management import call_command
from django.db import migrations

TABLE = "hubsite_cache"


def make(apps, schema_editor):
    call_command(
        "createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0
    )


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
