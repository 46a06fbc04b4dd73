"""Confirming without a held seat, and proving an address, as visitors do it."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from recruitment import delivery, links
from recruitment.computers import key_of
from recruitment.models import Email, Participant, Place
from tests.factories import FRIDAY_5PM
from tests.recruitment.test_registration_pages import group_over_two_years
from tests.test_attacks import open_link, register

pytestmark = pytest.mark.django_db
NOW = FRIDAY_5PM - timedelta(hours=3)


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(NOW, tick=False):
        yield


def fill(group, people: int) -> list[Place]:
    """People register one after another in one room, each in their own browser."""
    for number in range(people):
        with time_machine.travel(NOW + timedelta(seconds=number), tick=False):
            register(group, email=f"ect{number}@example.org", last_name=f"Oak{number}")
    return list(group.places.order_by("registered_at"))


def press(place: Place, **ticked: str) -> Client:
    client = Client()
    assert client.get(f"/confirm/{open_link('confirm', place)}/").status_code == 302
    client.post("/confirm/", ticked)
    return client


def test_a_room_of_thirty_on_one_network_confirms_by_its_emails():
    group = group_over_two_years(capacity=30)
    room = fill(group, 30)
    held = [place.state for place in room]

    for email in Email.objects.filter(kind__in=["asked_to_confirm", "seat_not_held"]):
        client = Client()
        client.get(f"/confirm/{links.token_of(email.link)}/")
        client.post("/confirm/", {"can_attend": "on"})

    assert held == ["offered"] * 3 + ["interested"] * 27
    states = group.places.values_list("state", flat=True)
    assert list(states) == ["confirmed"] * 30


def test_the_page_says_that_no_place_is_held_and_changes_nothing_when_opened():
    room = fill(group_over_two_years(capacity=30), 4)
    client = Client()

    page = client.get(f"/confirm/{open_link('confirm', room[3])}/", follow=True)
    client.post("/confirm/", {})  # without the tick

    assert "No place is held for you yet." in page.text
    room[3].refresh_from_db()
    assert room[3].state == "interested"
    assert Participant.objects.exclude(address_proved_at=None).count() == 0


def test_a_late_press_is_told_of_the_waiting_list():
    group = group_over_two_years(capacity=3)
    room = fill(group, 3)
    Place.objects.filter(pk=room[2].pk).update(state="interested", offer_ends_at=None)
    register(group, client=Client(REMOTE_ADDR="203.0.113.9"), email="a@example.org")

    client = press(room[2], can_attend="on")

    assert "Every place is taken at the moment" in client.get("/my/").text
    room[2].refresh_from_db()
    assert room[2].state == "waiting"


def test_pressing_the_waiting_lists_link_proves_the_address():
    room = fill(group_over_two_years(capacity=1), 2)
    email = Email.objects.get(kind="waiting_list")
    client = Client()
    page = client.get(f"/confirm/{links.token_of(email.link)}/", follow=True)
    before = Participant.objects.exclude(address_proved_at=None).count()

    client.post("/confirm/")

    assert "You are on the waiting list" in page.text
    assert before == 0
    assert room[1].participant.address_proved_at == NOW


def test_emails_about_seats_that_are_not_held_are_sent_with_their_link(mailoutbox):
    fill(group_over_two_years(capacity=4), 4)
    fill(group_over_two_years(capacity=0), 1)
    emails = {
        kind: Email.objects.get(kind=kind) for kind in ("seat_not_held", "waiting_list")
    }

    states = [delivery.deliver(each.pk, at=NOW) for each in emails.values()]

    assert states == ["sent", "sent"]
    for email, sent in zip(emails.values(), mailoutbox, strict=True):
        assert f"/confirm/{links.token_of(email.link)}/" in sent.body
    assert "we do not hold a place for you yet" in mailoutbox[0].body
    assert "press the button" in mailoutbox[1].body


def test_the_computer_is_a_keyed_hash_of_an_address_or_a_56_bit_network(rf):
    def key(address: str, hub: int = 1) -> str:
        return key_of(rf.get("/", REMOTE_ADDR=address), hub_id=hub)

    assert len(key("203.0.113.9")) == 64
    assert key("203.0.113.9") != key("203.0.113.8")
    assert key("203.0.113.9") != key("203.0.113.9", hub=2)
    assert key("2001:db8:1:2::1") == key("2001:db8:1:fe::9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:100::1")
