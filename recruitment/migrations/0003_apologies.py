import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0002_shipped_answer_options"),
        ("workgroups", "0003_audit_entries_are_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="Apology",
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
                ("sent_at", models.DateTimeField()),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apologies",
                        to="recruitment.place",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="apologies",
                        to="workgroups.session",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "apologies",
                "ordering": ["session_id", "place_id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("place", "session"),
                        name="one_apology_per_place_and_session",
                    )
                ],
            },
        ),
    ]
