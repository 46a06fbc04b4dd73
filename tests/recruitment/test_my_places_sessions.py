"""Signing in to "my places": what is shown, to whom, and for how long."""

import re

import pytest
import time_machine
from django.core import mail

from recruitment import delivery
from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_hub, make_place, make_work_group
from tests.workers import answer_sign_in_requests

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def sign_in(client, email):
    client.post("/sign-in/", {"email": email})
    answer_sign_in_requests()
    queued = Email.objects.filter(kind="sign_in").latest("pk")
    delivery.deliver(queued.pk, at=FRIDAY_5PM)
    path = re.search(r"http\S+/sign-in/\S+", mail.outbox[-1].body)[0]
    client.get(path.split("8000", 1)[1])
    return client.post("/sign-in/finish/")


def test_signing_in_shows_each_hub_under_its_own_heading(client):
    here = make_place(work_group=make_work_group())
    there = make_place(work_group=make_work_group(hub=make_hub("Wolds and Dales")))
    stranger = make_place(work_group=make_work_group("Somebody else's group"))
    email = "ada@example.org"
    for place in (here, there):
        place.participant.email = email
        place.participant.save()

    sign_in(client, email)
    page = client.get("/my/").content.decode()

    assert "London South East+" in page and "Wolds and Dales" in page
    assert stranger.work_group.title not in page


def test_the_sign_in_page_answers_alike_for_known_and_unknown_addresses(client):
    known = make_place().participant.email

    pages = [
        client.post("/sign-in/", {"email": email}, follow=True).content
        for email in (known, "nobody@example.org")
    ]

    assert pages[0] == pages[1]


def test_the_place_of_another_person_is_not_found(client):
    mine, theirs = make_place(), make_place()
    sign_in(client, mine.participant.email)

    assert client.get(f"/my/places/{mine.pk}/withdraw/").status_code == 200
    assert client.get(f"/my/places/{theirs.pk}/withdraw/").status_code == 404
    assert client.get(f"/my/places/{theirs.pk}/sessions.ics").status_code == 404


def test_my_places_without_a_session_redirects_to_sign_in(client):
    assert client.get("/my/").url == "/sign-in/"


def test_a_session_ends_after_two_idle_hours(client):
    place = make_place()
    sign_in(client, place.participant.email)

    with time_machine.travel(FRIDAY_5PM.replace(hour=18, minute=1)):
        assert client.get("/my/").url == "/sign-in/"
