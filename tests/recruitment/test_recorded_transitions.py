"""What transitions by staff and inside a bulk action write beside their events."""

from datetime import timedelta

import pytest

from recruitment import holding
from recruitment.actions import transitions
from recruitment.errors import NotAllowed
from recruitment.models import BulkAction, BulkActionRow, PlaceEvent
from tests.factories import FRIDAY_5PM, make_place, make_staff
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
AT = FRIDAY_5PM - timedelta(hours=1)
NEEDS_GROUP = "This place has no work group yet, so that cannot be done."


def entries() -> list[tuple]:
    fields = ("action", "object_id", "actor", "role", "hub", "fields", "at")
    return list(AuditEntry.objects.order_by("pk").values_list(*fields))


def test_a_transition_by_staff_is_in_the_audit_log_and_names_them_in_its_event():
    place, lead = make_place("waiting"), make_staff("hub_lead")

    transitions.move_place(
        place, to="not_selected", at=AT, actor=lead, reason="another phase"
    )

    key, hub = str(place.pk), place.hub_id
    assert entries() == [
        ("place_not_selected", key, lead.pk, "hub_lead", hub, "state", AT)
    ]
    event = PlaceEvent.objects.get()
    assert (event.place, event.actor, event.at) == (place, lead, AT)
    assert (event.from_state, event.reason) == ("waiting", "another phase")


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ("provisional", "offered"),
        ("provisional", "waiting"),
        ("withdrawn", "interested"),
    ],
)
def test_most_transitions_need_a_work_group(before, to):
    place = make_place(before)
    place.work_group = None
    place.save()

    with pytest.raises(NotAllowed) as refused:
        transitions.move_place(place, to=to, at=AT, actor=make_staff("hub_lead"))

    assert str(refused.value) == NEEDS_GROUP
    place.refresh_from_db()
    assert (place.state, PlaceEvent.objects.count(), entries()) == (before, 0, [])


@pytest.mark.parametrize(
    ("before", "to"),
    [
        ("deferred", "provisional"),
        ("provisional", "deferred"),
        ("provisional", "withdrawn"),
        ("provisional", "cancelled_by_hub"),
    ],
)
def test_a_place_without_a_group_may_be_put_off_or_end(before, to):
    place = make_place(before)
    place.work_group = None
    place.save()

    transitions.move_place(place, to=to, at=AT)

    place.refresh_from_db()
    assert (place.state, place.work_group) == (to, None)


def test_a_transition_that_is_taken_back_is_written_as_such():
    place, lead = make_place("withdrawn"), make_staff("hub_lead")
    place.priority = 9  # set in memory by somebody else

    event = transitions.take_back_transition(
        place, to="offered", at=AT, actor=lead, offer_ends_at=FRIDAY_5PM
    )

    place.refresh_from_db()
    assert (place.state, place.offer_ends_at) == ("offered", FRIDAY_5PM)
    assert place.priority == 0
    assert entries() == [
        ("taken_back", str(place.pk), lead.pk, "hub_lead", place.hub_id, "state", AT)
    ]
    assert event == PlaceEvent.objects.get()
    assert (event.from_state, event.to_state) == ("withdrawn", "offered")
    assert (event.at, event.actor, event.reason) == (AT, lead, "taken back")


# --- the clock of an offer


def offered_and_paused(**fields):
    return make_place(
        "offered",
        offer_ends_at=AT,
        clock_paused_at=AT,
        clock_paused_for="came",
        **fields,
    )


def offer_of(place) -> tuple:
    place.refresh_from_db()
    return place.offer_ends_at, place.clock_paused_at, place.clock_paused_for


@pytest.mark.parametrize(
    "to", ["confirmed", "declined", "lapsed", "withdrawn", "cancelled_by_hub", "moved"]
)
def test_a_place_that_is_no_longer_offered_has_no_clock(to):
    place = offered_and_paused()

    transitions.move_place(place, to=to, at=AT)

    assert (place.offer_ends_at, place.clock_paused_at) == (None, None)
    assert offer_of(place) == (None, None, "")


def test_an_offer_is_given_the_clock_that_it_is_made_with():
    place = make_place("waiting")

    transitions.move_place(place, to="offered", at=AT, offer_ends_at=AT)

    assert offer_of(place) == (AT, None, "")


# --- inside a bulk action


def row_of(place) -> BulkActionRow:
    """A row to do of an action that runs, as `run_row` hands it to the verb."""
    bulk = BulkAction.objects.create(
        hub=place.hub,
        actor=make_staff("hub_lead", hub=place.hub),
        verb="withdraw",
        state="running",
        created_at=AT,
    )
    return bulk.rows.create(hub=place.hub, place=place, seen_state=place.state)


def kept(row: BulkActionRow) -> tuple:
    row.refresh_from_db()
    return row.result, row.from_state, row.to_state, row.held_seat, row.event


@pytest.mark.parametrize(
    ("state", "fields", "held_seat"),
    [
        ("confirmed", {}, True),
        ("waiting", {}, False),
        ("offered", {"offer_ends_at": AT + timedelta(seconds=1)}, True),
        ("offered", {"offer_ends_at": AT}, False),
        ("offered", {"offer_ends_at": AT, "clock_paused_at": AT}, True),
        ("provisional", {"clock_paused_at": AT}, False),
        ("interested", {"offer_ends_at": AT + timedelta(days=1)}, False),
    ],
)
def test_the_row_keeps_whether_its_place_held_a_seat(state, fields, held_seat):
    place = make_place(state, **fields)
    row = row_of(place)

    with holding.part_of(row):
        event = transitions.move_place(place, to="withdrawn", at=AT)

    assert kept(row) == ("done", state, "withdrawn", held_seat, event)


def test_the_row_keeps_the_fields_that_come_back():
    ends = FRIDAY_5PM + timedelta(days=3)
    place = make_place(
        "offered", offer_ends_at=ends, clock_paused_at=AT, clock_paused_for="came"
    )
    row = row_of(place)

    with holding.part_of(row):
        transitions.move_place(place, to="withdrawn", at=AT)

    row.refresh_from_db()
    assert row.before == {
        "offer_ends_at": "2026-10-19T16:00:00Z",
        "clock_paused_at": "2026-10-16T15:00:00Z",
        "clock_paused_for": "came",
        "end_reason_id": None,
        "moved_to_id": None,
        "priority": 0,
        "work_group_id": place.work_group_id,
    }


def test_what_happens_to_another_place_is_a_consequence_with_a_row_of_its_own():
    place, other = make_place("confirmed"), make_place("confirmed")
    row = row_of(place)

    with holding.part_of(row):
        later = transitions.move_place(other, to="deferred", at=AT)
        event = transitions.move_place(place, to="withdrawn", at=AT)

    consequence = BulkActionRow.objects.exclude(pk=row.pk).get()
    assert kept(row) == ("done", "confirmed", "withdrawn", True, event)
    assert kept(consequence) == ("done", "confirmed", "deferred", True, later)
    assert (consequence.place, consequence.origin) == (other, row)
    assert (consequence.bulk_action, consequence.hub) == (row.bulk_action, place.hub)


def test_a_second_transition_of_the_same_place_is_a_consequence():
    place = make_place("confirmed")
    row = row_of(place)

    with holding.part_of(row):
        first = transitions.move_place(place, to="withdrawn", at=AT)
        second = transitions.move_place(place, to="interested", at=AT)

    consequence = BulkActionRow.objects.exclude(pk=row.pk).get()
    assert kept(row) == ("done", "confirmed", "withdrawn", True, first)
    assert kept(consequence) == ("done", "withdrawn", "interested", False, second)
    assert consequence.origin == row


def test_a_place_that_is_opened_has_no_former_state():
    place = make_place("confirmed")
    row = row_of(place)
    group = place.work_group

    with holding.part_of(row):
        opened, event = transitions.create_place(
            place.registration,
            stage=group.project.stage,
            start_year=2027,
            work_group=group,
            state="provisional",
            at=AT,
        )

    consequence = BulkActionRow.objects.exclude(pk=row.pk).get()
    assert kept(consequence) == ("done", "", "provisional", False, event)
    assert (consequence.place, consequence.before) == (opened, {})
    assert kept(row) == ("to_do", "", "", False, None)


def test_outside_a_bulk_action_no_row_is_written():
    place = make_place("confirmed")
    row = row_of(place)

    with holding.part_of(row):
        pass
    transitions.move_place(place, to="withdrawn", at=AT)

    assert kept(row) == ("to_do", "", "", False, None)
    assert BulkActionRow.objects.count() == 1


def test_the_row_that_ran_before_runs_again_after_an_inner_one():
    outer, inner = row_of(make_place()), row_of(make_place())

    with holding.part_of(outer):
        with holding.part_of(inner):
            assert holding.current_action() == inner.bulk_action
        assert holding.current_action() == outer.bulk_action

    assert holding.current_action() is None


@pytest.mark.parametrize(
    ("wanted", "inside", "outside"),
    [("queued", "held", "queued"), ("draft", "draft", "draft")],
)
def test_only_emails_that_would_go_at_once_are_held(wanted, inside, outside):
    with holding.part_of(row_of(make_place())):
        found = holding.state_of_email(wanted)

    assert (found, holding.state_of_email(wanted)) == (inside, outside)


@pytest.mark.parametrize(
    ("state", "to", "is_allowed"),
    [
        ("withdrawn", "interested", False),
        ("confirmed", "withdrawn", True),
        ("interested", "waiting", True),
        ("offered", "declined", True),
        ("waiting", "not_selected", True),
    ],
)
def test_the_place_of_a_deleted_person_is_ended_but_not_restored(state, to, is_allowed):
    place = make_place(state)
    place.participant.erased_at = AT
    place.participant.save()

    if not is_allowed:
        with pytest.raises(NotAllowed, match="details of this person were deleted"):
            transitions.move_place(place, to=to, at=AT)
    else:
        transitions.move_place(place, to=to, at=AT)

    place.refresh_from_db()
    assert place.state == (to if is_allowed else state)
