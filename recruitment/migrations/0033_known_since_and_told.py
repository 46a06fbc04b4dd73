"""Since when people are known, and when staff told those whom others named."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0032_link_count"),
    ]

    operations = [
        migrations.AddField(
            model_name="mentor",
            name="came_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                editable=False,
                verbose_name="known since",
            ),
        ),
        migrations.AddField(
            model_name="mentor",
            name="told_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="told by hand on"
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="came_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                editable=False,
                verbose_name="known since",
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="others_came_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="place",
            name="others_told_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="head and deputy told by hand on"
            ),
        ),
    ]
