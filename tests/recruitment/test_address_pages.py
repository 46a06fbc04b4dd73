"""The page behind the link that proves a new address."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from recruitment import links
from recruitment.actions import address_changes, emails
from recruitment.models import Email, Link, Participant
from tests.factories import FRIDAY_5PM, make_hub
from tests.pages import one_line
from tests.recruitment.address_cases import (
    LATER,
    NEW,
    OLD,
    ask,
    make_ola,
    make_priya,
    path_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return make_ola()


def opened(asked) -> tuple[Client, str]:
    browser = Client()
    return browser, text_of(browser.get(path_of(asked), follow=True))


def press(browser) -> str:
    return text_of(browser.post("/address/", {"is_mine": "on"}))


def text_of(answer) -> str:
    return one_line(answer.content.decode())


def test_opening_changes_nothing_and_pressing_does(staff):
    priya = make_priya()
    browser, page = opened(ask(priya, staff))

    priya.refresh_from_db()
    assert priya.email == OLD
    unticked = text_of(browser.post("/address/", {}))
    priya.refresh_from_db()
    assert priya.email == OLD
    done = press(browser)

    assert f"letters from {priya.hub.name} come to <strong>{NEW}</strong>" in page
    assert "Tick the box if this is your address." in unticked
    assert "Your address is changed" in done
    assert "We tell your old address as well." in done
    assert "Other Maths Hubs that write to you keep the address" in done
    priya.refresh_from_db()
    assert (priya.email, priya.address_proved_at) == (NEW, FRIDAY_5PM)


def test_a_first_address_has_no_old_one_to_be_told(staff):
    browser, _ = opened(ask(make_priya(email=""), staff))

    assert "We tell your old address" not in press(browser)


def test_a_second_press_changes_nothing_and_says_so(staff):
    browser, _ = opened(ask(make_priya(), staff))
    press(browser)

    again = press(browser)

    assert "Your address is changed already" in again
    assert f"On 16 October 2026 it was changed to {NEW}" in again
    assert Email.objects.filter(kind="address_changed").count() == 1


def test_every_link_of_a_change_is_used_by_one_press(staff):
    asked = ask(make_priya(), staff)
    browser, _ = opened(asked)
    first = Link.objects.get()
    emails.send_again(Email.objects.get(), by=staff, at=LATER)
    other = Client()
    second = Link.objects.exclude(pk=first.pk).get()
    press(browser)

    page = other.get(f"/address/{links.token_of(second)}/", follow=True)

    assert "Your address is changed already" in text_of(page)
    assert set(Link.objects.values_list("used_at", flat=True)) == {FRIDAY_5PM}


@pytest.mark.parametrize(
    ("days", "works"),
    [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)],
)
def test_a_link_works_for_a_week(staff, days, works):
    asked = ask(make_priya(), staff)

    with time_machine.travel(FRIDAY_5PM + days, tick=False):
        browser, page = opened(asked)
        press(browser)

    assert ("It worked for a week, which is over." in page) is not works
    assert (Participant.objects.get().email == NEW) is works


def test_a_wrong_link_says_so():
    page = Client().get("/address/nothing/", follow=True)

    assert page.status_code == 404
    assert "This link does not work" in text_of(page)


@pytest.mark.parametrize("purpose", ["sign_in", "confirm"])
def test_a_link_of_another_purpose_proves_nothing(staff, purpose):
    asked = ask(make_priya(), staff)
    wrong = links.make(purpose, asked, hub_id=asked.hub_id, expires_at=LATER)
    browser = Client()

    page = browser.get(f"/address/{links.token_of(wrong)}/", follow=True)
    press(browser)

    assert page.status_code == 404
    assert Participant.objects.get().email == OLD


def test_a_link_changes_only_the_person_at_the_hub_that_sent_it(staff):
    here, there = make_priya(), make_priya(make_hub("Another Hub"))
    asked = ask(here, staff)
    ask(there, staff, "there@example.org")
    browser, page = opened(asked)

    done = press(browser)

    assert here.hub.name in page
    assert "Another Hub" not in page + done
    people = Participant.objects.order_by("pk").values_list("email", flat=True)
    assert list(people) == [NEW, OLD]


@pytest.mark.parametrize("how", ["called off", "replaced"])
def test_a_link_of_a_change_that_ended_says_so(staff, how):
    priya = make_priya()
    browser, _ = opened(ask(priya, staff))
    if how == "called off":
        address_changes.call_off_address_change(priya, by=staff, at=FRIDAY_5PM)
    else:
        ask(priya, staff, "other@example.org")

    page = press(browser)

    assert "The change was called off, or a newer letter has taken its place." in page
    assert "Your address was not changed." in page
    assert f"mailto:{priya.hub.contact_email}" in page
    assert Participant.objects.get().email == OLD


def test_of_two_people_who_prove_one_address_the_first_has_it(staff):
    first, second = (
        ask(make_priya(email=f"p{each}@example.org"), staff) for each in (1, 2)
    )
    browser, _ = opened(second)
    address_changes.change_address(first, at=FRIDAY_5PM)

    page = press(browser)

    assert "Somebody else at this hub uses this address" in page
    assert "Your address was not changed." in page
    people = Participant.objects.order_by("pk").values_list("email", flat=True)
    assert list(people) == [NEW, "p2@example.org"]
