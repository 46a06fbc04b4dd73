"""Create the frameworks that every hub can name in its plans."""

import json
from pathlib import Path
from typing import Any

from django.db import transaction

from workgroups.models import Framework, FrameworkSection

SHIPPED = Path(__file__).resolve().parent.parent / "frameworks.json"


def shipped_frameworks() -> dict[str, Any]:
    """The frameworks, and the titles of the sections that each of them has."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@transaction.atomic
def ship_frameworks() -> None:
    """Create the frameworks that are missing; a second time changes nothing."""
    shipped = shipped_frameworks()
    for fields in shipped["frameworks"]:
        framework, is_new = Framework.objects.get_or_create(
            short_name=fields["short_name"], defaults=fields
        )
        if is_new:
            FrameworkSection.objects.bulk_create(
                FrameworkSection(framework=framework, number=number, title=title)
                for number, title in enumerate(shipped["sections"], start=1)
            )
