"""More coded reasons why a place ended; a hub's own rows stay as they are."""

import json
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "answer_options.json"
ADDED = ("travel", "other_training", "school_refused", "not_useful")


def ship(apps, schema_editor):
    options = apps.get_model("recruitment", "AnswerOption")
    shipped = json.loads(FILE.read_text(encoding="utf-8"))
    options.objects.bulk_create(
        [options(**each) for each in shipped if each["code"] in ADDED],
        ignore_conflicts=True,
    )


def withdraw(apps, schema_editor):
    """Nothing: places may refer to the reasons."""


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0023_guest_at_another_group")]

    operations = [migrations.RunPython(ship, withdraw)]
