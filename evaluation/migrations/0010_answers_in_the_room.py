"""Answers in the room are counted, and people may say that they gave one there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0009_retired_question_sets"),
    ]

    operations = [
        migrations.AddField(
            model_name="feedbackform",
            name="room_answers",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="feedbackrequest",
            name="answered_in_room",
            field=models.BooleanField(default=False),
        ),
    ]
