"""Links by which partners read the plans of the year."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0040_messages_and_calendars"),
    ]

    operations = [
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
                    ("plan", "read the plans of the year"),
                ],
                max_length=20,
            ),
        ),
    ]
