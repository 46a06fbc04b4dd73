"""A contact note may be about a school or a training provider."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0015_address_change"),
        ("workgroups", "0016_year_dates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="contactnote",
            name="provider",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contact_notes",
                to="workgroups.provider",
            ),
        ),
        migrations.AddField(
            model_name="contactnote",
            name="school",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contact_notes",
                to="workgroups.school",
            ),
        ),
        migrations.AlterField(
            model_name="contactnote",
            name="kind",
            field=models.CharField(
                choices=[
                    ("call", "telephone call"),
                    ("email", "e-mail"),
                    ("meeting", "meeting"),
                    ("contact", "name and number of a contact"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="contactnote",
            name="participant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contact_notes",
                to="recruitment.participant",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactnote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("participant__isnull", False),
                        ("provider", None),
                        ("school", None),
                    ),
                    models.Q(
                        ("participant", None),
                        ("provider", None),
                        ("school__isnull", False),
                    ),
                    models.Q(
                        ("participant", None),
                        ("provider__isnull", False),
                        ("school", None),
                    ),
                    _connector="OR",
                ),
                name="a_contact_note_is_about_one_thing",
                violation_error_message="A note is about a person, a school or a provider.",
            ),
        ),
    ]
