"""The venue of a group and of a session is a row; the next step makes it of its words."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0011_venue")]

    operations = [
        migrations.RenameField("workgroup", "venue", "venue_words"),
        migrations.RenameField("session", "venue", "venue_words"),
        migrations.AddField(
            "workgroup",
            "venue",
            models.ForeignKey(
                blank=True,
                help_text="Of the sessions without a venue of their own.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="work_groups",
                to="workgroups.venue",
            ),
        ),
        migrations.AddField(
            "session",
            "venue",
            models.ForeignKey(
                blank=True,
                help_text="Empty: that of the group.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions",
                to="workgroups.venue",
            ),
        ),
    ]
