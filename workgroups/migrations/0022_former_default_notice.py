from django.db import migrations

#: What new hubs were given once. The site does not delete by itself, as it promised.
FORMER = (
    "We keep what you tell us here to run our work groups: to offer you a place, to "
    "write to you about it, and to plan sessions for the classes you teach. We delete "
    "or blank it twelve months after the group has ended. You may ask to see it, to "
    "have it put right or deleted, at any time."
)


def show_the_shipped_notice(apps, schema_editor):
    """Hubs that never changed it have the shipped notice, as the next version."""
    for hub in apps.get_model("workgroups", "Hub").objects.filter(
        privacy_notice=FORMER, notice_version="1"
    ):
        hub.privacy_notice, hub.notice_version = "", "2"
        hub.save(update_fields=["privacy_notice", "notice_version"])


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0021_public_texts"),
    ]

    operations = [
        migrations.RunPython(show_the_shipped_notice, migrations.RunPython.noop),
    ]
