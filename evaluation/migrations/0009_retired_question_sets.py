"""Question sets can be retired."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0008_constraints_in_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="questionset",
            name="retired_on",
            field=models.DateField(
                blank=True, editable=False, null=True, verbose_name="retired on"
            ),
        ),
    ]
