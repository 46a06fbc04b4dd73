"""Who agreed at a school that teachers are released has a page behind a link."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

PURPOSES = [
    ("confirm", "confirm a place"),
    ("mentor", "mentor's page"),
    ("sign_in", "sign in to my places"),
    ("feedback", "give feedback"),
    ("invitation", "accept an invitation"),
    ("come", "say whether one can come"),
    ("address", "prove a new address"),
    ("next_year", "answer for next year"),
    ("release", "teachers whose release one agreed to"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0026_retention_runs_and_holds"),
        ("workgroups", "0026_school_on_the_grid"),
    ]

    operations = [
        migrations.AlterField(
            model_name="link",
            name="purpose",
            field=models.CharField(choices=PURPOSES, max_length=20),
        ),
        migrations.CreateModel(
            name="ReleaseContact",
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
                ("email", models.EmailField(editable=False, max_length=254)),
                (
                    "told_places",
                    models.JSONField(blank=True, default=list, editable=False),
                ),
                (
                    "proved_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "objected_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
                ),
                (
                    "email_failed_at",
                    models.DateTimeField(blank=True, editable=False, null=True),
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
            options={"ordering": ["email", "pk"]},
        ),
        migrations.AddConstraint(
            model_name="releasecontact",
            constraint=models.UniqueConstraint(
                fields=("hub", "email"), name="one_release_contact_per_hub_and_address"
            ),
        ),
        migrations.AddConstraint(
            model_name="releasecontact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("email", django.db.models.functions.text.Lower("email"))
                ),
                name="release_contact_email_is_lower_case",
                violation_error_message="Write the e-mail address in small letters.",
            ),
        ),
    ]
