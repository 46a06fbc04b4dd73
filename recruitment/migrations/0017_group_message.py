"""Staff write messages to work groups."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0016_notes_about_schools"),
        ("workgroups", "0016_year_dates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupMessage",
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
                ("audience", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=150)),
                ("body", models.TextField()),
                ("written_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("held", "about to go"),
                            ("released", "let go"),
                            ("taken_back", "taken back"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("goes_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "work_group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="workgroups.workgroup",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "message to a group",
                "verbose_name_plural": "messages to groups",
                "ordering": ["-written_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["state", "goes_at"], name="recruitment_state_da7536_idx"
                    )
                ],
            },
        ),
    ]
