"""Programmes, projects and groups can be retired."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0014_venue_words_removed"),
    ]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="retired_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="retired on"
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="retired_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="retired on"
            ),
        ),
        migrations.AddField(
            model_name="workgroup",
            name="retired_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="retired on"
            ),
        ),
    ]
