"""How often a recruitment link was opened, by day."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0031_gap_task_counts"),
        ("workgroups", "0026_school_on_the_grid"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkCount",
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
                ("on", models.DateField(editable=False)),
                ("n", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="recruitment.recruitmentlink",
                    ),
                ),
                (
                    "work_group",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workgroups.workgroup",
                    ),
                ),
            ],
            options={"ordering": ["-on", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="linkcount",
            constraint=models.UniqueConstraint(
                fields=("link", "work_group", "on"),
                name="one_count_per_link_group_and_day",
                violation_error_message="The openings of this day are counted.",
            ),
        ),
    ]
