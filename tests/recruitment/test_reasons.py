"""Staff give a reason for what they do to a place; the people themselves never must."""

from datetime import timedelta

import pytest
import time_machine

from recruitment import holding, outbox
from recruitment.actions import bulk_actions, places, seats, staff
from recruitment.errors import ReasonNeeded
from recruitment.forms.bulk_actions import BulkReasonForm
from recruitment.models import BulkAction, Email
from tests.factories import FRIDAY_5PM, make_hub, make_place, make_work_group
from tests.hubsite.test_group_home import client_of
from tests.recruitment.bulk_cases import a_lead, proposed, states

NOW = FRIDAY_5PM - timedelta(hours=2)
NEED_ONE = ["withdraw", "refuse", "restore", "move", "cancel_group"]

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def group():
    return make_work_group("Greenwich", hub=make_hub(), capacity=1)


def one_act(verb, place, actor, reason):
    """Each act of staff on one place, as an action does it."""
    other = make_work_group(project=place.work_group.project)
    given = {"at": NOW, "actor": actor, "reason": reason}
    return {
        "withdraw": lambda: places.withdraw_place(place, **given),
        "refuse": lambda: staff.refuse_place(place, **given),
        "restore": lambda: staff.restore_place(place, **given),
        "move": lambda: staff.move_to_group(place, other, **given),
        "cancel_group": lambda: staff.cancel_place(place, **given),
        "offer": lambda: seats.offer_place(place, beyond_capacity=True, **given),
    }[verb]()


@pytest.mark.parametrize("reason", ["", "   "])
@pytest.mark.parametrize("verb", [*NEED_ONE, "offer"])
def test_no_act_of_staff_goes_without_a_reason(group, verb, reason):
    make_place("confirmed", work_group=group)
    place = make_place("waiting", work_group=group)

    with pytest.raises(ReasonNeeded):
        one_act(verb, place, a_lead(), reason)

    assert states(place) == ["waiting"]
    assert not Email.objects.exists()


@pytest.mark.parametrize("reason", ["", "   "])
@pytest.mark.parametrize("verb", [*NEED_ONE, "offer"])
def test_no_bulk_action_starts_without_a_reason(group, verb, reason):
    bulk = proposed(verb, make_place("waiting", work_group=group), at=NOW)

    with pytest.raises(ReasonNeeded):
        bulk_actions.start(bulk, at=NOW, reason=reason, beyond_capacity=verb == "offer")

    bulk.refresh_from_db()
    assert bulk.state == "draft"


@pytest.mark.parametrize("words", ["", "   "])
@pytest.mark.parametrize("verb", [*NEED_ONE, "offer"])
def test_the_form_asks_for_a_reason_and_takes_one_picked_or_typed(group, verb, words):
    place = make_place("waiting", work_group=group)
    bulk = proposed(verb, place, at=NOW, work_group=group)
    data = {"words": words, "group_name": "Greenwich", "beyond_capacity": "on"}
    code = BulkReasonForm(bulk=bulk).reasons[0][0]

    empty = BulkReasonForm(data, bulk=bulk)
    picked = BulkReasonForm({**data, "picked": code}, bulk=bulk)
    typed = BulkReasonForm({**data, "words": "They rang."}, bulk=bulk)

    assert empty.errors == {"picked": ["Pick a reason, or say it in your own words."]}
    assert (picked.is_valid(), typed.is_valid()) == (True, True)
    assert typed.reason == "They rang."


def test_an_offer_within_the_capacity_and_a_place_on_the_list_need_none(group):
    for verb in ("offer", "wait"):
        bulk = proposed(verb, make_place("interested", work_group=group), at=NOW)

        assert BulkReasonForm({}, bulk=bulk).is_valid()
        assert bulk_actions.start(bulk, at=NOW)


@pytest.mark.parametrize("action", ["withdraw", "refuse", "restore", "move"])
def test_a_button_without_its_reason_asks_on_a_page(group, action):
    place = make_place("waiting", work_group=group)
    chosen = {"action": f"{action}_places", "_selected_action": place.pk, "index": 0}

    client = client_of(a_lead(group.hub))
    client.post("/admin/recruitment/place/", {**chosen, "reason": "  "})

    assert BulkAction.objects.get().state == "draft"
    assert states(place) == ["waiting"]


def test_the_person_withdraws_and_declines_without_a_reason(group):
    mine = make_place("confirmed", work_group=group)
    offered = make_place("offered", offer_ends_at=FRIDAY_5PM)

    places.withdraw_place(mine, at=NOW)
    places.decline_place(offered, at=NOW)

    assert states(mine, offered) == ["withdrawn", "declined"]
    assert list(mine.events.values_list("actor", "reason")) == [(None, "")]


def test_emails_queued_together_are_held_inside_a_bulk_action(group):
    place = make_place("confirmed", work_group=group)
    bulk = proposed("withdraw", place, at=NOW)
    row = bulk.rows.get()
    event = place.events.create(hub=group.hub, to_state="confirmed", at=NOW)
    news = [outbox.News("place_confirmed", place, place.participant)]

    with time_machine.travel(NOW, tick=False), holding.part_of(row):
        outbox.queue_all(news, occasion=event, at=NOW)

    email = Email.objects.get()
    assert (email.state, email.bulk_action) == ("held", bulk)
