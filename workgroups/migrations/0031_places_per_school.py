"""How many places of a group one school may have."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0030_session_plans")]

    operations = [
        migrations.AddField(
            model_name="project",
            name="places_per_school",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="In each group, unless it says otherwise. Empty: no limit.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="workgroup",
            name="places_per_school",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="Empty: as the project says. 0: no limit.",
                null=True,
            ),
        ),
    ]
