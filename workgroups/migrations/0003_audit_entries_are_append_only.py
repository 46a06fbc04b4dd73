"""An entry in the record of acts is never changed; on PostgreSQL never deleted.

SQLite keeps deleting possible, because emptying its tables between tests deletes
row by row; PostgreSQL truncates. Whoever rebuilds the table on SQLite in a later
migration makes this trigger again.
"""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER audit_entries_are_append_only
    BEFORE UPDATE ON workgroups_auditentry
    BEGIN SELECT RAISE(ABORT, 'audit entries are append-only'); END
    """
]
POSTGRESQL = [
    """
    CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'audit entries are append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_are_append_only
    BEFORE UPDATE OR DELETE ON workgroups_auditentry
    FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()
    """,
]


def make(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in POSTGRESQL if vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "DROP TRIGGER audit_entries_are_append_only ON workgroups_auditentry"
        )
        schema_editor.execute("DROP FUNCTION refuse_audit_change()")
    else:
        schema_editor.execute("DROP TRIGGER audit_entries_are_append_only")


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0002_cache_table")]

    operations = [migrations.RunPython(make, drop)]
