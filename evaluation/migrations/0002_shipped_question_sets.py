"""The national masters of the question sets, as evaluation/question_sets.json."""

import json
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "question_sets.json"


def ship(apps, schema_editor):
    sets = apps.get_model("evaluation", "QuestionSet")
    questions = apps.get_model("evaluation", "Question")
    for each in json.loads(FILE.read_text(encoding="utf-8")):
        master = sets.objects.create(
            kind=each["kind"], title=each["title"], version=each["version"]
        )
        questions.objects.bulk_create(
            questions(question_set=master, number=number, **question)
            for number, question in enumerate(each["questions"], start=1)
        )


def withdraw(apps, schema_editor):
    apps.get_model("evaluation", "QuestionSet").objects.filter(hub=None).delete()


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0001_initial")]

    operations = [migrations.RunPython(ship, withdraw)]
