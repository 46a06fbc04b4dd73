"""From which of this year's groups a group of the next year was made."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0009_notice_read"),
    ]

    operations = [
        migrations.AddField(
            model_name="workgroup",
            name="made_from",
            field=models.OneToOneField(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="made_of_it",
                to="workgroups.workgroup",
                verbose_name="this year's group from which it was made",
            ),
        ),
    ]
