"""How calls ended that recruit for a local authority."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0021_fresh_code"),
        ("workgroups", "0022_former_default_notice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecruitingCall",
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
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("will_register", "will register"),
                            ("no_ect", "no early career teacher"),
                            ("cover", "no cover"),
                            ("other_training", "other training"),
                            ("call_back", "call back"),
                        ],
                        max_length=20,
                    ),
                ),
                ("called_at", models.DateTimeField()),
                (
                    "called_by",
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
                    "local_authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.localauthority",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recruiting_calls",
                        to="recruitment.place",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recruiting_calls",
                        to="workgroups.school",
                    ),
                ),
            ],
            options={
                "ordering": ["-called_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["hub", "start_year"],
                        name="recruitment_hub_id_299eaa_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("place", None), ("school__isnull", False)),
                            models.Q(("place__isnull", False), ("school", None)),
                            _connector="OR",
                        ),
                        name="a_call_is_about_a_school_or_a_place",
                        violation_error_message="A call is about a school or about a place.",
                    )
                ],
            },
        ),
    ]
