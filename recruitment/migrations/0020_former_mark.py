import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0019_answers_of_next_year"),
        ("workgroups", "0022_former_default_notice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerMark",
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
                    "mark",
                    models.CharField(
                        choices=[
                            ("present", "present"),
                            ("late", "late"),
                            ("left_early", "left early"),
                            ("apologies", "apologies"),
                            ("absent", "absent"),
                        ],
                        max_length=12,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_marks",
                        to="recruitment.place",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_marks",
                        to="workgroups.session",
                    ),
                ),
            ],
            options={
                "ordering": ["replaced_at", "pk"],
            },
        ),
    ]
