"""Answer options: create the national ones, add a scheme of a hub."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Q

from recruitment.choices import OptionCode, OptionKind
from recruitment.models import AnswerOption, Place
from workgroups import audit
from workgroups.models import Hub, User

SHIPPED = Path(__file__).resolve().parent.parent / "answer_options.json"


def shipped_options() -> list[dict[str, Any]]:
    """The national options as plain data, in the order of their file."""
    return json.loads(SHIPPED.read_text(encoding="utf-8"))


@transaction.atomic
def ship_options() -> None:
    """Create the national options that are missing; a second time changes nothing."""
    AnswerOption.objects.bulk_create(
        [AnswerOption(**each) for each in shipped_options()], ignore_conflicts=True
    )


@transaction.atomic
def add_scheme(hub: Hub, label: str, *, at: datetime, actor: User) -> AnswerOption:
    """Turn a scheme that people of a hub entered as text into an option.

    Their places then refer to the option. A scheme of that name that the hub has, or
    that is national, is used instead of a new one; the hub's own is put in use again.
    """
    scheme = _scheme_named(label, hub) or AnswerOption.objects.create(
        hub=hub, kind=OptionKind.SCHEME, label=label
    )
    if not scheme.in_use and scheme.hub_id == hub.pk:
        scheme.in_use = True
        scheme.save(update_fields=["in_use"])
    places = list(
        Place.objects.select_for_update().filter(
            pk__in=_places_with_scheme_text(label, hub)
        )
    )
    for place in places:
        named = [each for each in place.schemes if each != OptionCode.OTHER_SCHEME]
        place.schemes = list(dict.fromkeys([*named, scheme.code]))
        place.scheme_other = ""
    Place.objects.bulk_update(places, ["schemes", "scheme_other"])
    audit.record("add_scheme", scheme, actor=actor, hub_id=hub.pk, at=at)
    fields = ["schemes", "scheme_other"]
    audit.record_many("changed", places, actor=actor, fields=fields, at=at)
    return scheme


def _places_with_scheme_text(label: str, hub: Hub) -> list[int]:
    """Ids of the hub's places with this text, in upper or lower case.

    They are compared in Python, because SQLite folds the case of ASCII only.
    """
    rows = Place.objects.filter(hub=hub).exclude(scheme_other="").order_by()
    wanted = label.casefold()
    return [
        pk
        for pk, text in rows.values_list("pk", "scheme_other")
        if text.casefold() == wanted
    ]


def _scheme_named(label: str, hub: Hub) -> AnswerOption | None:
    """The hub's own scheme of this name, else the national one."""
    rows = AnswerOption.objects.filter(Q(hub=hub) | Q(hub=None), kind=OptionKind.SCHEME)
    named = [each for each in rows if each.label.casefold() == label.casefold()]
    return max(named, key=lambda each: each.hub_id or 0, default=None)
