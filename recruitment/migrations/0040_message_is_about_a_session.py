"""Which session a message to a group is about: those who come, or were absent."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0039_more_shipped_reasons"),
        ("workgroups", "0038_register_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="groupmessage",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="messages",
                to="workgroups.session",
            ),
        ),
    ]
