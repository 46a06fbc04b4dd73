"""Every transition of a place by staff writes its audit entry and its event."""

import pytest

from recruitment.models import BulkAction, Place
from tests import factories as make
from tests.audited_acts import AT, LEAD, World
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


#: The button of the list of places, the state before, and the state after.
BY_STAFF = [
    *(("offer_places", before, "offered") for before in ("interested", "waiting")),
    *(
        ("put_on_waiting_list", before, "waiting")
        for before in ("interested", "provisional")
    ),
    *(
        ("withdraw_places", before, "withdrawn")
        for before in (
            *("interested", "waiting", "offered"),
            *("confirmed", "provisional", "deferred"),
        )
    ),
    *(("defer_places", before, "deferred") for before in ("confirmed", "provisional")),
    *(
        ("refuse_places", before, "not_selected")
        for before in ("interested", "waiting")
    ),
    *(
        ("restore_places", before, "interested")
        for before in ("lapsed", "declined", "withdrawn", "not_selected")
    ),
    *(
        ("move_places", before, "moved")
        for before in (
            *("interested", "waiting", "offered"),
            *("confirmed", "provisional"),
        )
    ),
]


def check_transition_is_kept(world: World, place: Place, before: str, to: str) -> None:
    """One entry by who acted, beside the place's own event by the same person."""
    entry = AuditEntry.objects.get(
        action=f"place_{to}", object_id=str(place.pk), object_type="recruitment.place"
    )
    event = place.events.get(to_state=to)
    assert (entry.actor, entry.role, entry.hub) == (world.by, LEAD, world.hub)
    assert (entry.fields, entry.at) == ("state", AT)
    assert (event.from_state, event.actor, event.at) == (before, world.by, AT)


@pytest.mark.parametrize(("button", "before", "to"), BY_STAFF)
def test_a_transition_by_staff_is_kept(button, before, to):
    world = World(LEAD)
    target = make.make_work_group(project=world.group.project)
    place = world.place(before)

    world.post(
        "admin:recruitment_place_changelist",
        action=button,
        _selected_action=place.pk,
        reason="They asked for it.",
        to_group=target.pk,
    )

    place.refresh_from_db()
    assert place.state == to
    check_transition_is_kept(world, place, before, to)


@pytest.mark.parametrize("before", ["interested", "waiting", "offered", "confirmed"])
def test_cancelling_a_group_is_kept_for_every_place(before):
    world = World(LEAD)
    place = world.place(before)

    world.post(
        "admin:workgroups_workgroup_changelist",
        action="cancel_work_groups",
        _selected_action=world.group.pk,
    )
    asked = BulkAction.objects.get()
    world.post(
        "admin:recruitment_bulkaction_change",
        asked.pk,
        words="No venue.",
        group_name=world.group.title,
    )

    check_transition_is_kept(world, place, before, "cancelled_by_hub")


def test_offering_free_seats_to_those_waiting_is_kept():
    world = World(LEAD)
    place = world.place("waiting")

    world.post(
        "admin:workgroups_workgroup_changelist",
        action="offer_free_seats",
        _selected_action=world.group.pk,
    )

    check_transition_is_kept(world, place, "waiting", "offered")


def test_next_years_place_that_staff_withdraw_is_kept_too():
    world = World(LEAD)
    place = world.place()
    later = make.make_place(
        "provisional",
        work_group=world.group,
        registration=place.registration,
        start_year=2027,
    )

    world.post(
        "admin:recruitment_place_changelist",
        action="withdraw_places",
        _selected_action=place.pk,
        reason="They left.",
    )

    check_transition_is_kept(world, place, "confirmed", "withdrawn")
    check_transition_is_kept(world, later, "provisional", "withdrawn")
