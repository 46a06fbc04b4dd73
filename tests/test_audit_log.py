"""Every act of the product writes its audit entry: one row for each act."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from recruitment.models import Place
from tests.audited_acts import (
    ACTS,
    AT,
    EVALUATOR,
    LEAD,
    WITHOUT_ACTOR,
    World,
    add_scheme,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def acts_in(source: str) -> set[str]:
    """Names of acts that a module's text gives to the audit log; "*" is any text."""
    found = set()
    for call in ast.walk(ast.parse(source)):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr not in {"record", "record_many", "_record"}:
            continue
        owner = call.func.value
        if not isinstance(owner, ast.Name) or owner.id not in {"audit", "self"}:
            continue
        name = call.args[1 if call.func.attr == "_record" else 0]
        if isinstance(name, ast.Constant):
            found.add(str(name.value))
        elif isinstance(name, ast.JoinedStr):
            parts = [
                str(part.value) if isinstance(part, ast.Constant) else "*"
                for part in name.values
            ]
            found.add("".join(parts))
    return found


def acts_in_product() -> set[str]:
    files = [
        file
        for app in ("workgroups", "recruitment", "evaluation", "hubsite")
        for file in Path(settings.BASE_DIR, app).rglob("*.py")
    ]
    return set().union(*(acts_in(file.read_text()) for file in files))


def test_every_act_of_the_product_has_a_row():
    exports = {name for name in ACTS if name.startswith("exported as ")}
    verbs = {"bulk_withdraw"}
    rows = set(ACTS) - exports - verbs | {"exported as *", "place_*", "bulk_*"}

    assert acts_in_product() == rows


def test_an_act_without_a_row_is_found():
    planted = 'audit.record("planted", row)\naudit.record(f"to_{to}", row)'

    assert acts_in(planted) == {"planted", "to_*"}


@pytest.mark.parametrize("name", sorted(ACTS))
def test_an_act_writes_who_did_what_to_which_row(name):
    act = ACTS[name]
    world = World(act.role or LEAD)

    row = act.do(world)

    entry = AuditEntry.objects.get(action=name)
    assert (entry.role, entry.fields) == (act.role, act.fields)
    assert entry.actor == (None if name in WITHOUT_ACTOR else world.by)
    assert entry.hub == (row if name == "create_hub" else world.hub)
    assert (entry.object_type, entry.object_id) == (
        row._meta.label_lower,
        str(row.pk or ""),
    )
    assert entry.at == AT


def test_a_scheme_of_what_people_typed_names_the_places_it_changed():
    world = World(LEAD)
    place = world.place()
    Place.objects.filter(pk=place.pk).update(scheme_other="our own")

    add_scheme(world)

    entry = AuditEntry.objects.get(action="changed")
    assert (entry.object_type, entry.object_id) == ("recruitment.place", str(place.pk))
    assert (entry.actor, entry.role, entry.hub) == (world.by, LEAD, world.hub)
    assert entry.fields == "scheme_other, schemes"


def test_a_search_for_a_record_without_a_result_is_kept_too():
    world = World("national")

    reason = "They asked us to."
    world.post("hubsite:open_record", email="eve@example.org", reason=reason)

    entry = AuditEntry.objects.get(action="open_record")
    assert (entry.actor, entry.role, entry.object_id) == (world.by, "national", "")
    assert entry.reason == "They asked us to."


def test_an_entry_of_a_request_carries_its_id():
    world = World(EVALUATOR)
    passage = world.passages(1)[0]

    answer = world.client.get(reverse("evaluation:open_original", args=[passage.pk]))

    assert AuditEntry.objects.get().request_id == answer["X-Request-ID"]
