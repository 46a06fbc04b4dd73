"""Why somebody said yes, as a coded reason."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0037_marks_say_why")]

    operations = [
        migrations.AlterField(
            model_name="answeroption",
            name="kind",
            field=models.CharField(
                choices=[
                    ("scheme", "scheme or materials"),
                    ("end_reason", "reason why a place ended"),
                    ("first_year_reason", "reason for the first year only"),
                    ("yes_reason", "reason for saying yes"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="place",
            name="yes_reason",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="recruitment.answeroption",
                to_field="code",
            ),
        ),
    ]
