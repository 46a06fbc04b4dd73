"""Reasons for saying yes, and the move to another hub as a reason to leave."""

import json
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "answer_options.json"


def ship(apps, schema_editor):
    options = apps.get_model("recruitment", "AnswerOption")
    shipped = json.loads(FILE.read_text(encoding="utf-8"))
    options.objects.bulk_create(
        [
            options(**each)
            for each in shipped
            if each["kind"] == "yes_reason" or each["code"] == "other_hub"
        ],
        ignore_conflicts=True,
    )


def withdraw(apps, schema_editor):
    """Nothing: places may refer to the reasons."""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0038_why_they_said_yes")]

    operations = [migrations.RunPython(ship, withdraw)]
