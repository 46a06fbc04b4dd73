"""A new address of a person: staff ask for it, and a link sent to it proves it."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client

from recruitment import delivery, links
from recruitment.actions import address_changes, emails
from recruitment.errors import AddressTaken, LinkNotUsable, SameAddress
from recruitment.models import AddressChange, Email, Link, Participant
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
NEW, OLD = "new@example.org", "priya@example.org"
LATER = FRIDAY_5PM + timedelta(hours=1)


@pytest.fixture(autouse=True)
def on_friday():
    with time_machine.travel(FRIDAY_5PM, tick=False):
        yield


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub(), name="Ola Berg")


def make_priya(hub=None, **fields):
    values = {"first_name": "Priya", "last_name": "Shah", "email": OLD, **fields}
    return make_participant(hub or make_hub(), **values)


def ask(person, staff, new_email=NEW, at=FRIDAY_5PM):
    return address_changes.ask_address_change(
        person, new_email=new_email, by=staff, at=at
    )


def sent(kind):
    """The message of the one email of a kind."""
    delivery.deliver(Email.objects.get(kind=kind).pk, at=FRIDAY_5PM)
    return mail.outbox[-1]


def link_of(change) -> str:
    return links.address(Link.objects.get(purpose="address", subject_id=change.pk))


def address_tab(person) -> str:
    return f"/admin/recruitment/participant/{person.pk}/address/"


def path_of(change) -> str:
    return "/address/" + link_of(change).rstrip("/").rpartition("/")[2] + "/"


def test_until_the_link_is_used_nothing_changes(staff):
    priya = make_priya()

    change = ask(priya, staff)
    message = sent("prove_address")

    priya.refresh_from_db()
    assert (priya.email, priya.former_emails) == (OLD, [])
    assert message.to == [NEW]
    assert link_of(change) in message.body
    assert "The link works until Friday 23 October 2026." in message.body
    assert Email.objects.count() == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.fields) == (
        "ask_address_change",
        staff,
        "email",
    )


def test_opening_changes_nothing_and_pressing_does(staff):
    priya = make_priya(email_failed_at=FRIDAY_5PM)
    change, browser = ask(priya, staff), Client()

    for _ in range(2):
        page = browser.get(path_of(change), follow=True)
    priya.refresh_from_db()
    assert priya.email == OLD
    unticked = browser.post("/address/", {})
    done = browser.post("/address/", {"is_mine": "on"})

    assert NEW in page.content.decode()
    assert "Tick the box if this is your address." in unticked.content.decode()
    assert "Your address is changed" in done.content.decode()
    priya.refresh_from_db()
    assert (priya.email, priya.former_emails) == (NEW, [OLD])
    assert (priya.email_failed_at, priya.address_proved_at) == (None, FRIDAY_5PM)
    entry = AuditEntry.objects.get(action="change_address")
    assert (entry.actor, entry.object_id) == (None, str(priya.pk))


def test_the_old_address_is_told_without_the_new_one(staff):
    change = ask(make_priya(), staff)
    address_changes.change_address(change, at=FRIDAY_5PM)

    message = sent("address_changed")

    assert message.to == [OLD]
    assert NEW not in str(message.message())
    assert "Priya" not in message.body
    assert "16 October 2026" in message.body


def test_a_second_press_changes_nothing_and_says_so(staff):
    change, browser = ask(make_priya(), staff), Client()
    browser.get(path_of(change))
    browser.post("/address/", {"is_mine": "on"})

    again = browser.post("/address/", {"is_mine": "on"})
    address_changes.change_address(change, at=LATER)

    assert "Your address is changed already" in again.content.decode()
    assert Email.objects.filter(kind="address_changed").count() == 1
    assert Participant.objects.get().former_emails == [OLD]
    change.refresh_from_db()
    assert change.proved_at == FRIDAY_5PM


@pytest.mark.parametrize(
    ("days", "works"),
    [(timedelta(days=7), True), (timedelta(days=7, seconds=1), False)],
)
def test_a_link_works_for_a_week(staff, days, works):
    change, browser = ask(make_priya(), staff), Client()

    with time_machine.travel(FRIDAY_5PM + days, tick=False):
        page = browser.get(path_of(change), follow=True)
        browser.post("/address/", {"is_mine": "on"})

    text = page.content.decode()
    assert ("It worked for a week, which is over." in text) is not works
    assert (Participant.objects.get().email == NEW) is works


def test_a_wrong_link_says_so():
    page = Client().get("/address/nothing/", follow=True)

    assert page.status_code == 404
    assert "This link does not work" in page.content.decode()


def test_another_change_replaces_the_one_that_waits(staff):
    priya = make_priya()
    first = ask(priya, staff, "first@example.org")
    browser = Client()
    browser.get(path_of(first))
    second = ask(priya, staff)

    page = browser.post("/address/", {"is_mine": "on"})
    with pytest.raises(LinkNotUsable):
        address_changes.change_address(first, at=LATER)
    address_changes.change_address(second, at=LATER)

    assert "a newer letter has taken its place" in page.content.decode()
    assert Participant.objects.get().email == NEW


def test_a_press_twice_within_a_minute_asks_once(staff):
    priya = make_priya()
    soon, later = (FRIDAY_5PM + timedelta(seconds=each) for each in (59, 60))

    assert ask(priya, staff) == ask(priya, staff, at=soon)
    assert ask(priya, staff, at=later).asked_at == later
    assert AddressChange.objects.waiting().count() == 1


def test_an_address_of_somebody_else_at_the_hub_is_refused(staff):
    make_priya(first_name="Eve", email=NEW)

    with pytest.raises(AddressTaken):
        ask(make_priya(), staff)

    assert Email.objects.count() == 0


@pytest.mark.parametrize("other", ["another hub", "erased"])
def test_an_address_at_another_hub_or_of_somebody_erased_is_free(staff, other):
    if other == "erased":
        make_priya(email=NEW, erased_at=FRIDAY_5PM)
    else:
        make_priya(make_hub("Another Hub"), email=NEW)

    assert ask(make_priya(), staff).new_email == NEW


def test_of_two_people_who_prove_one_address_the_first_has_it(staff):
    first, second = (
        ask(make_priya(email=f"p{each}@example.org"), staff) for each in (1, 2)
    )
    browser = Client()
    browser.get(path_of(second))
    address_changes.change_address(first, at=FRIDAY_5PM)

    page = browser.post("/address/", {"is_mine": "on"}).content.decode()

    assert "Somebody else at this hub uses this address" in page
    assert "Your address was not changed." in page
    assert [each.email for each in Participant.objects.order_by("pk")] == [
        NEW,
        "p2@example.org",
    ]


def test_the_address_that_one_has_is_refused(staff):
    with pytest.raises(SameAddress):
        ask(make_priya(), staff, OLD)


def test_nobody_who_was_blanked_is_given_an_address(staff):
    priya = make_priya()
    change = ask(priya, staff)
    Participant.objects.filter(pk=priya.pk).update(erased_at=FRIDAY_5PM)

    with pytest.raises(LinkNotUsable):
        address_changes.change_address(change, at=LATER)


def test_links_to_the_old_address_stop_and_an_open_offer_is_emailed_again(staff):
    priya = make_priya()
    group = make_work_group(hub=priya.hub)
    place = make_place("offered", work_group=group, participant=priya)
    old = [
        links.make(purpose, place, hub_id=priya.hub_id, expires_at=LATER)
        for purpose in ("confirm", "come")
    ]

    address_changes.change_address(ask(priya, staff), at=FRIDAY_5PM)

    for link in old:
        link.refresh_from_db()
    assert [link.superseded_at for link in old] == [FRIDAY_5PM, FRIDAY_5PM]
    kinds = Email.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["prove_address", "asked_to_confirm", "address_changed"]


def test_the_link_sent_again_goes_to_the_new_address_too(staff):
    ask(make_priya(), staff)

    again = emails.send_again(Email.objects.get(), by=staff, at=LATER)
    delivery.deliver(again.pk, at=LATER)

    assert mail.outbox[-1].to == [NEW]


def test_a_bounce_of_the_new_address_is_not_one_of_the_old(staff):
    priya = make_priya()
    ask(priya, staff)
    Email.objects.update(state="bounced")

    emails.record_bounce(Email.objects.get().pk, at=LATER)

    priya.refresh_from_db()
    assert priya.email_failed_at is None


def test_staff_ask_and_call_off_on_the_persons_home(staff):
    priya, client = make_priya(), client_of(staff)
    url = address_tab(priya)

    asked = client.post(
        url, {"press": "ask", "new_email": " New@Example.org"}, follow=True
    )
    change = AddressChange.objects.get()
    off = client.post(url, {"press": "call_off"}, follow=True)
    client.post(url, {"press": "call_off"}, follow=True)

    assert (change.new_email, change.asked_by, change.hub) == (NEW, staff, priya.hub)
    assert "not proved" in asked.content.decode()
    assert "called off or replaced on 16 Oct 2026" in off.content.decode()
    assert AddressChange.objects.waiting().count() == 0
    browser = Client()
    page = browser.get(path_of(change), follow=True).content.decode()
    assert "The change was called off" in page
    called_off = AuditEntry.objects.filter(action="call_off_address_change")
    assert [entry.actor for entry in called_off] == [staff]


@pytest.mark.parametrize("typed", ["", "nothing", OLD, "taken@example.org"])
def test_a_refused_address_stays_in_the_box(staff, typed):
    priya = make_priya()
    make_priya(first_name="Eve", email="taken@example.org")

    answer = client_of(staff).post(address_tab(priya), {"new_email": typed})

    assert answer.status_code == 200
    assert answer.context["form"]["new_email"].value() == typed
    assert AddressChange.objects.count() == 0


def test_the_form_of_a_person_does_not_change_the_address(staff):
    priya = make_priya()

    page = client_of(staff).get(f"/admin/recruitment/participant/{priya.pk}/change/")

    assert "email" not in page.context["adminform"].form.fields


def test_somebody_at_another_hub_is_not_found(staff):
    theirs = make_priya(make_hub("Another Hub"))
    client = client_of(staff)

    assert client.get(address_tab(theirs)).status_code == 404
    answer = client.post(address_tab(theirs), {"press": "ask", "new_email": NEW})
    assert answer.status_code == 404
    assert AddressChange.objects.count() == 0
