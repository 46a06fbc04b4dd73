"""The national schemes and coded reasons, as recruitment/answer_options.json."""

import json
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "answer_options.json"


def ship(apps, schema_editor):
    options = apps.get_model("recruitment", "AnswerOption")
    options.objects.bulk_create(
        options(**each) for each in json.loads(FILE.read_text(encoding="utf-8"))
    )


def withdraw(apps, schema_editor):
    apps.get_model("recruitment", "AnswerOption").objects.filter(hub=None).delete()


class Migration(migrations.Migration):
    dependencies = [("recruitment", "0001_initial")]

    operations = [migrations.RunPython(ship, withdraw)]
