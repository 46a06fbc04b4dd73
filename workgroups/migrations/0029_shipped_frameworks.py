"""The frameworks and their eight sections, as workgroups/frameworks.json."""

import json
from pathlib import Path

from django.db import migrations

FILE = Path(__file__).resolve().parent.parent / "frameworks.json"


def ship(apps, schema_editor):
    shipped = json.loads(FILE.read_text(encoding="utf-8"))
    frameworks = apps.get_model("workgroups", "Framework")
    sections = apps.get_model("workgroups", "FrameworkSection")
    for fields in shipped["frameworks"]:
        framework = frameworks.objects.create(**fields)
        sections.objects.bulk_create(
            sections(framework=framework, number=number, title=title)
            for number, title in enumerate(shipped["sections"], start=1)
        )


def withdraw(apps, schema_editor):
    apps.get_model("workgroups", "Framework").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("workgroups", "0028_frameworks")]

    operations = [migrations.RunPython(ship, withdraw)]
