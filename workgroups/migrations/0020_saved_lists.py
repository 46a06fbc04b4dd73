"""Lists that are saved by name, and the files that are made of them."""

import django.db.models.deletion
import workgroups.randomness
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workgroups", "0019_school_trigrams"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedList",
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
                ("name", models.CharField(max_length=80)),
                (
                    "is_shared",
                    models.BooleanField(
                        default=False, verbose_name="for everybody in the office"
                    ),
                ),
                ("list_of", models.CharField(editable=False, max_length=60)),
                ("query", models.TextField(blank=True)),
                ("columns", models.JSONField(blank=True, default=list)),
                (
                    "is_as_at",
                    models.BooleanField(
                        default=False, verbose_name="shown as at a date"
                    ),
                ),
                (
                    "next_sent_on",
                    models.DateField(blank=True, editable=False, null=True),
                ),
                ("saved_at", models.DateTimeField(editable=False)),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_lists",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recipients",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent each month to",
                    ),
                ),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ListExport",
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
                    "public_id",
                    models.UUIDField(
                        default=workgroups.randomness.new_uuid,
                        editable=False,
                        unique=True,
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("list_of", models.CharField(max_length=60)),
                ("query", models.TextField(blank=True)),
                ("columns", models.JSONField(blank=True, default=list)),
                ("as_at", models.DateField(blank=True, null=True)),
                ("is_monthly", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "waiting for its turn"),
                            ("running", "being made"),
                            ("done", "ready"),
                            ("failed", "could not be made"),
                            ("expired", "deleted"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("lease_token", models.CharField(blank=True, max_length=32)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("done", models.PositiveIntegerField(default=0)),
                ("stored_as", models.CharField(blank=True, max_length=80)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField()),
                ("dispatched_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list_exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hub",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="workgroups.hub",
                    ),
                ),
                (
                    "saved_list",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exports",
                        to="workgroups.savedlist",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="savedlist",
            constraint=models.UniqueConstraint(
                fields=("hub", "owner", "name"),
                name="one_saved_list_of_a_name_per_person",
                violation_error_message="You have a saved list of this name already.",
            ),
        ),
        migrations.AddIndex(
            model_name="listexport",
            index=models.Index(
                fields=["state", "lease_until"], name="workgroups__state_56edb5_idx"
            ),
        ),
    ]
