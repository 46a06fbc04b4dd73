"""A new version of the privacy notice: it says now when details are deleted."""

from django.db import migrations
from django.utils import timezone

from workgroups.rules import next_version

TEXT = "privacy_how_long"


def renew_the_notice(apps, schema_editor):
    """Hubs with words of their own about it keep them, and their version."""
    wordings = apps.get_model("workgroups", "Wording").objects.filter(name=TEXT)
    for hub in apps.get_model("workgroups", "Hub").objects.all():
        newest = wordings.filter(hub=hub).order_by("-pk").first()
        if newest is not None and newest.body:
            continue
        hub.notice_version = next_version(hub.notice_version)
        hub.notice_facts_changed_at = timezone.now()
        hub.save(update_fields=["notice_version", "notice_facts_changed_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0026_school_on_the_grid"),
    ]

    operations = [
        migrations.RunPython(renew_the_notice, migrations.RunPython.noop),
    ]
