"""Which session a message is about, and links for the calendars of leads."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0039_more_shipped_reasons"),
        ("workgroups", "0038_register_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="groupmessage",
            name="session",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="messages",
                to="workgroups.session",
            ),
        ),
        migrations.AlterField(
            model_name="link",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("confirm", "confirm a place"),
                    ("mentor", "mentor's page"),
                    ("sign_in", "sign in to my places"),
                    ("feedback", "give feedback"),
                    ("invitation", "accept an invitation"),
                    ("come", "say whether one can come"),
                    ("address", "prove a new address"),
                    ("next_year", "answer for next year"),
                    ("room", "give feedback in the room"),
                    ("release", "teachers whose release one agreed to"),
                    ("details", "check one's details"),
                    ("opening", "hear when a group opens"),
                    ("feed", "a lead's own calendar"),
                ],
                max_length=20,
            ),
        ),
    ]
