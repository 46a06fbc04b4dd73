from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0016_year_dates")]

    operations = [
        migrations.CreateModel(
            name="SchoolWord",
            fields=[
                (
                    "word",
                    models.CharField(
                        editable=False,
                        max_length=220,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="school",
            name="search_text",
            field=models.TextField(default="", editable=False),
        ),
    ]
