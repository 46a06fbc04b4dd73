"""One press on a person's home, and taking it back: Undo at once, or within a day."""

from datetime import timedelta

import pytest
import time_machine

from recruitment import delivery
from recruitment.actions import places, taking_back
from recruitment.models import BulkAction, Email, Place
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.recruitment.bulk_cases import emails, states

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(FRIDAY_5PM, tick=False) as traveller:
        yield traveller


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


@pytest.fixture
def group():
    return make_work_group("Greenwich", hub=make_hub(), capacity=1)


def make_priya(group, state, **fields):
    person = make_participant(group.hub, first_name="Priya", last_name="Shah")
    return make_place(state, work_group=group, participant=person, **fields)


def home_of(place) -> str:
    return f"/admin/recruitment/participant/{place.participant_id}/"


def press(staff, place, words, reason=""):
    """Press a button of the person's home as the page holds it; the page after it."""
    client = client_of(staff)
    acts = client.get(home_of(place)).context["acts_of"][0][0]
    (act,) = [each for each in acts if each.words == words]
    posted = {"action": act.action, "_selected_action": act.row_id, "index": 0}
    if reason:
        posted["picked"] = {words: code for code, words in act.reasons}[reason]
    if act.comes_back:
        posted["from_home"] = 1
    return client.post(act.url, posted, follow=True)


def push(staff, button, bulk=None, place=None):
    """Push a button of what can be taken back."""
    bulk = bulk or BulkAction.objects.latest("pk")
    url = f"/admin/recruitment/bulkaction/{bulk.pk}/change/"
    posted = {"press": button, "from_home": 1}
    return client_of(staff).post(url, posted, follow=True)


def said(page) -> list[str]:
    return [str(each) for each in page.context["messages"]]


@pytest.mark.parametrize(
    ("state", "words", "reason", "after", "kept"),
    [
        ("interested", "Put on the waiting list", "", "waiting", ""),
        ("interested", "Offer a place", "", "offered", ""),
        (
            "waiting",
            "Do not select",
            "More people asked than there are places",
            "not_selected",
            "More people asked than there are places",
        ),
        (
            "withdrawn",
            "Restore to interested",
            "The person asked to come back",
            "interested",
            "The person asked to come back",
        ),
    ],
)
def test_one_press_does_it_and_the_home_opens_again_with_undo(
    staff, group, state, words, reason, after, kept
):
    place = make_priya(group, state)

    page = press(staff, place, words, reason)

    assert page.redirect_chain[-1][0] == home_of(place)
    assert states(place) == [after]
    assert place.events.latest("pk").reason == kept
    assert 'value="undo"' in page.content.decode()
    assert "before 5:01pm" in " ".join(page.content.decode().split())


def test_the_reasons_of_a_withdrawal_are_buttons_and_its_code_is_kept(staff, group):
    place = make_priya(group, "confirmed")

    press(staff, place, "Withdraw", "Moved school")

    place.refresh_from_db()
    assert (place.state, place.end_reason_id) == ("withdrawn", "moved_school")
    assert place.events.latest("pk").reason == "Moved school"


def test_a_reason_in_ones_own_words_is_one_press_as_well(staff, group):
    place = make_priya(group, "confirmed")
    url = "/admin/recruitment/place/"
    chosen = {"action": "withdraw_places", "_selected_action": place.pk, "index": 0}

    client_of(staff).post(url, {**chosen, "reason": "Expects a baby."})

    assert states(place) == ["withdrawn"]
    assert place.events.latest("pk").reason == "Expects a baby."


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_the_page_asks_for_one(staff, group, reason):
    place = make_priya(group, "confirmed")
    chosen = {"action": "withdraw_places", "_selected_action": place.pk, "index": 0}

    page = client_of(staff).post(
        "/admin/recruitment/place/", {**chosen, "reason": reason}, follow=True
    )

    assert "Why?" in page.content.decode()
    assert states(place) == ["confirmed"]


def test_the_email_and_the_seat_wait_a_minute(staff, group):
    place = make_priya(group, "confirmed")
    waiting = make_place("waiting", work_group=group)
    press(staff, place, "Withdraw", "Moved school")

    during = [emails(), states(waiting)]
    early = taking_back.release_due(at=FRIDAY_5PM + MINUTE - timedelta(seconds=1))
    late = taking_back.release_due(at=FRIDAY_5PM + MINUTE)

    assert during == [[("place_withdrawn", "held")], ["waiting"]]
    assert (early, late) == (0, 1)
    assert emails() == [("place_withdrawn", "queued"), ("seat_offered", "queued")]
    assert states(waiting) == ["offered"]


def test_undo_restores_the_place_and_nobody_is_written_to(staff, group):
    ends = FRIDAY_5PM + timedelta(days=3)
    place = make_priya(group, "offered", offer_ends_at=ends)
    waiting = make_place("waiting", work_group=group)
    press(staff, place, "Withdraw", "Moved school")

    page = push(staff, "undo")
    taking_back.release_due(at=FRIDAY_5PM + timedelta(hours=1))

    place.refresh_from_db()
    assert (place.state, place.offer_ends_at) == ("offered", ends)
    assert place.end_reason is None
    assert said(page) == ["Taken back: Priya Shah is asked to confirm."]
    assert page.redirect_chain[-1][0] == home_of(place)
    assert 'value="undo"' not in page.content.decode()
    assert emails() == [("place_withdrawn", "cancelled")]
    assert states(waiting) == ["waiting"]


def test_undo_says_why_not_where_the_place_has_changed(staff, group):
    place = make_priya(group, "waiting")
    press(staff, place, "Offer a place")
    Place.objects.filter(pk=place.pk).update(state="lapsed")

    page = push(staff, "undo")

    assert said(page) == [
        "Not taken back. It changed since: it is now not confirmed in time."
    ]
    assert states(place) == ["lapsed"]


def test_undo_after_the_minute_does_nothing_and_says_so(staff, group):
    place = make_priya(group, "confirmed")
    press(staff, place, "Withdraw", "Moved school")
    taking_back.release_due(at=FRIDAY_5PM + MINUTE)

    page = push(staff, "undo")

    assert said(page) == ["Too late: it cannot be taken back any more."]
    assert states(place) == ["withdrawn"]
    assert emails() == [("place_withdrawn", "queued")]


def test_let_it_go_now_ends_the_wait(staff, group):
    place = make_priya(group, "confirmed")
    press(staff, place, "Withdraw", "Moved school")

    page = push(staff, "let_go")

    assert page.redirect_chain[-1][0] == home_of(place)
    assert emails() == [("place_withdrawn", "queued")]


def test_within_the_day_it_is_taken_back_and_we_write_that_it_was_a_mistake(
    staff, group, clock, mailoutbox
):
    place = make_priya(group, "confirmed")
    press(staff, place, "Withdraw", "Moved school")
    taking_back.release_due(at=FRIDAY_5PM + MINUTE)
    delivery.deliver(Email.objects.get().pk, at=FRIDAY_5PM + MINUTE)
    clock.move_to(FRIDAY_5PM + timedelta(hours=23))

    home = client_of(staff).get(home_of(place)).content.decode()
    page = push(staff, "take_back")
    mistake = Email.objects.get(kind="written_by_mistake")
    delivery.deliver(mistake.pk, at=FRIDAY_5PM + timedelta(hours=23))

    assert 'value="take_back"' in home
    assert said(page) == ["Taken back: Priya Shah is secured."]
    assert states(place) == ["confirmed"]
    assert [each.to for each in mailoutbox] == [[place.participant.email]] * 2
    assert mailoutbox[1].subject == "We wrote to you by mistake: Greenwich"


def test_where_no_email_went_nobody_reads_of_a_mistake(staff, group, clock):
    place = make_priya(group, "withdrawn")
    press(staff, place, "Restore to interested", "It ended by mistake")
    taking_back.release_due(at=FRIDAY_5PM + MINUTE)

    push(staff, "take_back")

    assert states(place) == ["withdrawn"]
    assert emails() == []


def test_after_a_day_it_is_not_offered_and_not_done(staff, group, clock):
    place = make_priya(group, "confirmed")
    press(staff, place, "Withdraw", "Moved school")
    taking_back.release_due(at=FRIDAY_5PM + MINUTE)
    clock.move_to(FRIDAY_5PM + MINUTE + timedelta(days=1, seconds=1))

    home = client_of(staff).get(home_of(place)).content.decode()
    push(staff, "take_back")

    assert 'value="take_back"' not in home
    assert states(place) == ["withdrawn"]


def test_the_person_answers_nothing_while_it_can_be_undone(staff, group):
    place = make_priya(group, "waiting")
    press(staff, place, "Offer a place")

    with pytest.raises(places.BeingChanged):
        places.confirm_place(place, at=FRIDAY_5PM)


def test_what_was_done_to_several_is_not_undone_on_one_home(staff, group):
    place, other = make_priya(group, "waiting"), make_place("waiting", work_group=group)
    chosen = [place.pk, other.pk]
    posted = {"action": "refuse_places", "_selected_action": chosen, "index": 0}
    url = "/admin/recruitment/place/"
    client_of(staff).post(url, {**posted, "reason": "Full."})

    page = client_of(staff).get(home_of(place)).content.decode()

    assert states(place, other) == ["not_selected"] * 2
    assert 'value="undo"' not in page


def test_what_another_hub_did_is_neither_shown_nor_undone(staff, group):
    place = make_priya(group, "confirmed")
    press(staff, place, "Withdraw", "Moved school")
    stranger = make_staff("hub_lead", hub=make_hub("Wolds"))

    answer = push(stranger, "undo")
    theirs = make_priya(make_work_group("Wolds", hub=make_hub("Wolds")), "confirmed")
    page = client_of(stranger).get(home_of(theirs)).content.decode()

    assert answer.status_code == 404
    assert states(place) == ["withdrawn"]
    assert 'value="undo"' not in page


# --- offering where the group is full


def test_beyond_the_capacity_is_a_box_to_tick_not_an_error(staff, group):
    make_place("confirmed", work_group=group)
    place = make_priya(group, "waiting")

    page = press(staff, place, "Offer a place")
    here = page.redirect_chain[-1][0]
    before = states(place)
    client = client_of(staff)
    client.post(here, {"picked": "There is room for more"})
    unticked = states(place)

    assert 'name="beyond_capacity"' in page.content.decode()
    assert (before, unticked) == (["waiting"], ["waiting"])


def test_with_the_box_and_a_reason_the_person_is_offered_a_place(staff, group):
    make_place("confirmed", work_group=group)
    place = make_priya(group, "waiting")
    here = press(staff, place, "Offer a place").redirect_chain[-1][0]

    ticked = {"beyond_capacity": "on"}
    asked = client_of(staff).post(here, ticked)
    before = states(place)
    client_of(staff).post(here, {**ticked, "picked": "There is room for more"})

    assert "Pick a reason, or say it in your own words." in asked.content.decode()
    assert (before, states(place)) == (["waiting"], ["offered"])
    assert place.events.latest("pk").reason == "There is room for more"
