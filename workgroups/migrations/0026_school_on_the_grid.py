from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0025_school_successor_name"),
    ]

    operations = [
        migrations.AddField(
            model_name="school",
            name="easting",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="school",
            name="northing",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
    ]
