"""The tab of a person's home on which staff ask for a new address."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.models import AddressChange, Email
from tests.factories import FRIDAY_5PM, make_hub
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line
from tests.recruitment.address_cases import (
    NEW,
    OLD,
    ask,
    change,
    make_ola,
    make_priya,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return make_ola()


@pytest.fixture
def client(staff):
    return client_of(staff)


def tab_of(person, tab="address/") -> str:
    return f"/admin/recruitment/participant/{person.pk}/{tab}"


def page_of(client, person, tab="address/") -> str:
    return one_line(client.get(tab_of(person, tab)).content.decode())


def test_staff_ask_and_call_off_on_the_persons_home(client, staff):
    priya = make_priya()
    typed = {"press": "ask", "new_email": " New@Example.org"}

    asked = client.post(tab_of(priya), typed, follow=True)
    row = AddressChange.objects.get()
    off = client.post(tab_of(priya), {"press": "call_off"}, follow=True)
    again = client.post(tab_of(priya), {"press": "call_off"}, follow=True)

    assert (row.new_email, row.asked_by, row.hub) == (NEW, staff, priya.hub)
    page = one_line(asked.content.decode())
    assert f"We write to {NEW}." in page
    assert "The address is used once it is proved there, by 23 October 2026." in page
    assert "The link works until 23 Oct 2026, 5pm." in page
    assert "5pm, Ola Berg" in page
    assert "Called off or replaced on 16 Oct 2026." in off.content.decode()
    assert "No change was waiting" in again.content.decode()
    assert AddressChange.objects.waiting().count() == 0


def test_each_change_says_what_became_of_it(client, staff):
    priya = make_priya()
    change(priya, staff)
    ask(priya, staff, "third@example.org")

    page = page_of(client, priya)

    assert f"Proved on 16 Oct 2026, 6pm. We tell {OLD}." in page
    assert "Not proved yet." in page
    with time_machine.travel(FRIDAY_5PM + timedelta(days=7, minutes=1), tick=False):
        page = page_of(client, priya)
    assert "Not proved in time." in page
    assert "The link worked until 23 Oct 2026, 5pm." in page


@pytest.mark.parametrize(("state", "arrived"), [("bounced", False), ("sent", True)])
def test_an_email_that_came_back_is_seen(client, staff, state, arrived):
    priya = make_priya()
    ask(priya, staff)
    Email.objects.update(state=state)

    page = page_of(client, priya)

    assert ("Our letter did not arrive." in page) is not arrived
    assert ("The link works until" in page) is arrived


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Write the new e-mail address."),
        ("nothing", "Write one e-mail address"),
        (OLD, "Letters go to this address already."),
        (OLD.upper(), "Letters go to this address already."),
        ("taken@example.org", "Somebody else at this hub uses this address"),
        ("Taken@Example.ORG", "Somebody else at this hub uses this address"),
    ],
)
def test_a_refused_address_stays_in_the_box(client, typed, says):
    priya = make_priya()
    make_priya(first_name="Eve", email="taken@example.org")

    answer = client.post(tab_of(priya), {"new_email": typed})

    assert answer.status_code == 200
    assert says in one_line(answer.content.decode())
    assert answer.context["form"]["new_email"].value() == typed
    assert (AddressChange.objects.count(), Email.objects.count()) == (0, 0)


def test_somebody_without_an_address_is_given_a_first_one(client):
    priya = make_priya(email="")

    assert "none known" in page_of(client, priya, "")
    assert "Add an address" in page_of(client, priya, "")
    page = page_of(client, priya)

    assert "No address is known, so no letter goes to this person." in page
    assert "We tell the old one" not in page


def test_nobody_who_was_blanked_is_asked_about(client):
    priya = make_priya(email="", erased_at=FRIDAY_5PM)

    assert "an address</a>" not in page_of(client, priya, "")
    assert "Send the link" not in page_of(client, priya)
    answer = client.post(tab_of(priya), {"press": "ask", "new_email": NEW})

    assert answer.status_code == 403
    assert AddressChange.objects.count() == 0


def test_the_form_of_a_person_does_not_change_the_address(client):
    priya = make_priya()

    page = client.get(tab_of(priya, "change/"))

    assert "email" not in page.context["adminform"].form.fields


@pytest.mark.parametrize("press", ["ask", "call_off"])
def test_somebody_at_another_hub_is_not_found(client, press):
    theirs = make_priya(make_hub("Another Hub"))
    there = ask(theirs, make_ola(), "there@example.org")

    assert client.get(tab_of(theirs)).status_code == 404
    answer = client.post(tab_of(theirs), {"press": press, "new_email": NEW})

    assert answer.status_code == 404
    assert list(AddressChange.objects.waiting()) == [there]


def test_changes_of_somebody_else_are_not_shown(client, staff):
    ask(make_priya(first_name="Eve", email="eve@example.org"), staff)

    assert NEW not in page_of(client, make_priya())


def test_many_changes_take_as_many_statements_as_one(client, staff):
    few, many = make_priya(), make_priya(email="many@example.org")
    ask(few, staff, "a@example.org")
    for number in range(4):
        ask(many, staff, f"b{number}@example.org")
    counts = []
    client.get(tab_of(few))
    for person in (few, many):
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(tab_of(person))
        counts.append(len(found))

    assert counts[0] == counts[1] <= 15


def test_merging_says_which_new_address_it_calls_off(client, staff):
    priya, pria = make_priya(), make_priya(email="home@example.org")
    ask(pria, staff)

    page = page_of(client, priya, f"merge/?with={pria.pk}")

    assert f"The other record’s new address {NEW} is not proved." in page
    assert "That change is called off." in page
