"""Somebody who was not on the attendance register is added to it."""

import pytest

from recruitment.models import Email, Place
from tests.recruitment.registers import make_led_group, marks_of, posted, url

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PRESENT = "present"


ADA = {
    "first_name": "Ada",
    "last_name": "Oak",
    "school_name": "Elm Primary School",
    "email": "Ada.Oak@example.org",
}


def test_a_walk_in_is_registered_and_marked_present(client, signed_in):
    lead, session, _ = make_led_group(people=0)

    answer = signed_in(lead).post(url(session, "add/"), ADA)
    page = client.get(answer.url).content.decode()

    place = Place.objects.get()
    assert marks_of(session) == {place.pk: PRESENT}
    assert place.registration.source == "walk_in"
    assert place.participant.email == "ada.oak@example.org"
    assert "Ada Oak is on the register, marked present." in page


def test_a_walk_in_added_twice_is_one_person_with_one_email(signed_in):
    lead, session, _ = make_led_group(people=0)
    client = signed_in(lead)

    client.post(url(session, "add/"), ADA)
    client.post(url(session, "add/"), ADA)

    assert Place.objects.count() == 1
    assert Email.objects.count() == 1


@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_a_colleague_at_the_same_address_is_another_walk_in(signed_in, name):
    lead, session, _ = make_led_group(people=0)
    client = signed_in(lead)

    client.post(url(session, "add/"), ADA)
    client.post(url(session, "add/"), {**ADA, name: "Eve"})

    assert list(marks_of(session).values()) == [PRESENT, PRESENT]


def test_the_walk_in_form_keeps_its_values_beside_the_error(signed_in):
    lead, session, _ = make_led_group(people=0)

    answer = signed_in(lead).post(url(session, "add/"), {**ADA, "email": "ada at"})
    page = answer.content.decode()

    assert "Error: " in page
    assert 'value="Elm Primary School"' in page
    assert not Place.objects.exists()


def test_adding_a_walk_in_saves_the_register_first(signed_in):
    lead, session, (first, second) = make_led_group()
    fields = posted([first, second], {first.pk: PRESENT})

    answer = signed_in(lead).post(url(session), {**fields, "then": "walk-in"})

    assert answer.url == url(session, "add/")
    assert marks_of(session) == {first.pk: PRESENT}
