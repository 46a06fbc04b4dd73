"""Days on which details go whose time is over, and people who are held back."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0025_link_of_the_room"),
        ("workgroups", "0026_school_on_the_grid"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RetentionHold",
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
                    "reason",
                    models.CharField(
                        choices=[
                            ("dispute", "a complaint or a dispute"),
                            ("follow_up", "agreed again to be asked a year later"),
                            ("other", "another reason"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.TextField()),
                ("until_on", models.DateField(verbose_name="until")),
                ("held_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("rest_went_at", models.DateTimeField(blank=True, null=True)),
                (
                    "held_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="holds",
                        to="recruitment.participant",
                    ),
                ),
            ],
            options={
                "ordering": ["-held_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="RetentionRun",
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
                ("on", models.DateField(verbose_name="day")),
                ("months", models.PositiveSmallIntegerField()),
                (
                    "last_year",
                    models.PositiveSmallIntegerField(verbose_name="last academic year"),
                ),
                ("announced_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "people",
                    models.PositiveIntegerField(
                        default=0, verbose_name="people whose details went"
                    ),
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
                "ordering": ["-on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finished_at", None)),
                        fields=("hub",),
                        name="one_announced_run_per_hub",
                        violation_error_message="A day is announced already.",
                    )
                ],
            },
        ),
    ]
