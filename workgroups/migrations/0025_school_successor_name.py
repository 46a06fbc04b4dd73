from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0024_mastery_specialist_schools"),
    ]

    operations = [
        migrations.AddField(
            model_name="school",
            name="successor_name",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=200
            ),
        ),
    ]
