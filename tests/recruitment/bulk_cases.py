"""Bulk actions as tests run them: chosen places, a reason, and the whole course."""

from datetime import datetime
from typing import Any

from recruitment.actions import bulk_actions, taking_back
from recruitment.models import BulkAction, Email, Place
from tests import factories
from tests.factories import FRIDAY_5PM


def a_lead(hub: Any = None) -> Any:
    return factories.make_staff("hub_lead", hub=hub)


def proposed(
    verb: str, *places: Place, at: datetime, actor: Any = None, **fields: Any
) -> BulkAction:
    hub = places[0].hub
    return bulk_actions.propose(
        verb, places, hub_id=hub.pk, actor=actor or a_lead(hub), at=at, **fields
    )


def done(
    verb: str,
    *places: Place,
    at: datetime,
    actor: Any = None,
    work_group: Any = None,
    **answers: Any,
) -> BulkAction:
    """A bulk action after its last row."""
    bulk = proposed(verb, *places, at=at, actor=actor, work_group=work_group)
    bulk_actions.start(bulk, at=at, reason="The lead asked for it.", **answers)
    bulk_actions.run(bulk.pk, at=at)
    bulk.refresh_from_db()
    return bulk


def group_cancelled(
    group: Any, *, at: datetime, actor: Any = None, reason: str = "No venue."
) -> BulkAction:
    """The bulk action that cancelled a group, after its emails were let go."""
    by = actor or a_lead(group.hub)
    bulk = bulk_actions.propose_cancelling(group, actor=by, at=at)
    bulk_actions.start(bulk, at=at, reason=reason)
    bulk_actions.run(bulk.pk, at=at)
    taking_back.release(bulk.pk, at=at, actor=by)
    return bulk


def states(*places: Place) -> list[str]:
    found = dict(Place.objects.values_list("pk", "state"))
    return [found[place.pk] for place in places]


def results(bulk: BulkAction) -> list[tuple[str, str]]:
    return list(bulk.rows.order_by("pk").values_list("result", "why"))


def emails() -> list[tuple[str, str]]:
    return list(Email.objects.order_by("pk").values_list("kind", "state"))


# --- acts of the audit log; `w` is a World of tests/audited_acts.py


def withdraw_several(w: Any) -> BulkAction:
    bulk = bulk_actions.propose(
        "withdraw", [w.place()], hub_id=w.hub.pk, actor=w.by, at=FRIDAY_5PM
    )
    bulk_actions.start(bulk, at=FRIDAY_5PM, reason="They asked for it.")
    bulk_actions.run(bulk.pk, at=FRIDAY_5PM)
    return bulk


def let_go(w: Any) -> Any:
    bulk = withdraw_several(w)
    taking_back.release(bulk.pk, at=FRIDAY_5PM, actor=w.by)
    return bulk


def take_back(w: Any) -> BulkAction:
    bulk = withdraw_several(w)
    taking_back.begin_recall(bulk, at=FRIDAY_5PM, actor=w.by)
    taking_back.recall(bulk.pk, at=FRIDAY_5PM)
    return bulk


def take_a_place_back(w: Any) -> Any:
    return take_back(w).rows.get().place


def cancel_group(w: Any) -> Any:
    group_cancelled(w.group, at=FRIDAY_5PM, actor=w.by)
    return w.group
