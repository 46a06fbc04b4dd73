"""A hub writes down dates of its year."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0015_retired_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="YearDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "start_year",
                    models.PositiveSmallIntegerField(verbose_name="academic year"),
                ),
                ("on", models.DateField(verbose_name="date")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("board", "board papers"),
                            ("return", "a return we owe"),
                            ("other", "something else"),
                        ],
                        default="board",
                        max_length=10,
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="What is due, such as “Papers for the autumn board”.",
                        max_length=120,
                    ),
                ),
                (
                    "done_on",
                    models.DateField(blank=True, null=True, verbose_name="done on"),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
            ],
            options={
                "verbose_name": "date of the year",
                "verbose_name_plural": "dates of the year",
                "ordering": ["on", "name"],
            },
        ),
    ]
