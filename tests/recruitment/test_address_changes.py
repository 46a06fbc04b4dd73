"""A new address of a person: staff ask for it, and a link sent to it proves it."""

from datetime import timedelta

import pytest
from django.core import mail

from recruitment import delivery, links, outbox
from recruitment.actions import address_changes, emails, sign_in
from recruitment.errors import AddressTaken, LinkNotUsable, SameAddress
from recruitment.models import AddressChange, Email, Participant
from tests.factories import FRIDAY_5PM, make_hub
from tests.recruitment.address_cases import (
    LATER,
    NEW,
    OLD,
    ask,
    change,
    link_of,
    make_ola,
    make_priya,
    sent,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def staff():
    return make_ola()


def test_until_the_new_address_is_proved_nothing_changes(staff):
    priya = make_priya()

    asked = ask(priya, staff)
    message = sent("prove_address")

    priya.refresh_from_db()
    assert (priya.email, priya.former_emails) == (OLD, [])
    assert message.to == [NEW]
    assert link_of(asked) in message.body
    assert "The link works until Friday 23 October 2026, 5pm." in message.body
    assert Email.objects.count() == 1
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.fields) == (
        "ask_address_change",
        staff,
        "email",
    )


@pytest.mark.parametrize("proved_at", [None, FRIDAY_5PM])
def test_only_links_to_an_address_that_nobody_proved_stop_at_once(staff, proved_at):
    priya = make_priya(address_proved_at=proved_at)
    link = links.make(
        "sign_in", priya, hub_id=priya.hub_id, expires_at=LATER + timedelta(days=9)
    )

    ask(priya, staff)

    link.refresh_from_db()
    assert (link.superseded_at is None) == (proved_at is not None)


def test_a_proved_address_is_the_persons(staff):
    priya = make_priya(email_failed_at=FRIDAY_5PM, address_proved_at=FRIDAY_5PM)

    change(priya, staff)

    assert (priya.email, priya.former_emails) == (NEW, [OLD])
    assert (priya.email_failed_at, priya.address_proved_at) == (None, LATER)
    entry = AuditEntry.objects.get(action="change_address")
    assert (entry.actor, entry.object_id, entry.fields) == (
        None,
        str(priya.pk),
        "email",
    )


def test_the_old_address_is_told_without_the_new_one(staff):
    change(make_priya(), staff, at=FRIDAY_5PM)

    message = sent("address_changed")

    assert message.to == [OLD]
    assert NEW not in str(message.message())
    assert "Priya" not in message.body
    assert "on 16 October 2026 a new address was proved" in message.body


def test_a_second_time_changes_nothing(staff):
    asked = change(make_priya(), staff)

    address_changes.change_address(asked, at=LATER + SECOND)

    assert Email.objects.filter(kind="address_changed").count() == 1
    assert Participant.objects.get().former_emails == [OLD]
    asked.refresh_from_db()
    assert asked.proved_at == LATER


def test_going_back_to_a_former_address_lists_none_twice(staff):
    priya = make_priya()
    change(priya, staff)

    change(priya, staff, OLD)
    assert (priya.email, priya.former_emails) == (OLD, [NEW])
    change(priya, staff)

    assert (priya.email, priya.former_emails) == (NEW, [OLD])


def test_the_old_address_is_the_one_that_held_last(staff):
    priya = make_priya()
    asked = ask(priya, staff)
    Participant.objects.filter(pk=priya.pk).update(email="since@example.org")

    address_changes.change_address(asked, at=LATER)

    assert sent("address_changed").to == ["since@example.org"]


@pytest.mark.parametrize(("late", "works"), [(0 * SECOND, True), (SECOND, False)])
def test_a_change_may_be_proved_for_a_week(staff, late, works):
    asked = ask(make_priya(), staff)

    if works:
        address_changes.change_address(asked, at=FRIDAY_5PM + WEEK + late)
    else:
        with pytest.raises(LinkNotUsable):
            address_changes.change_address(asked, at=FRIDAY_5PM + WEEK + late)

    assert (Participant.objects.get().email == NEW) is works


def test_another_change_replaces_the_one_that_waits(staff):
    priya = make_priya()
    first = ask(priya, staff, "first@example.org")
    second = ask(priya, staff)

    with pytest.raises(LinkNotUsable):
        address_changes.change_address(first, at=LATER)
    address_changes.change_address(second, at=LATER)

    assert Participant.objects.get().email == NEW


def test_a_press_twice_within_a_minute_asks_once(staff):
    priya = make_priya()
    soon, later = (FRIDAY_5PM + timedelta(seconds=each) for each in (59, 60))

    assert ask(priya, staff) == ask(priya, staff, at=soon)
    assert ask(priya, staff, at=later).asked_at == later
    assert AddressChange.objects.waiting().count() == 1


def test_a_change_that_is_called_off_cannot_be_proved(staff):
    priya = make_priya()
    asked = ask(priya, staff)

    assert address_changes.call_off_address_change(priya, by=staff, at=LATER)
    with pytest.raises(LinkNotUsable):
        address_changes.change_address(asked, at=LATER)
    assert not address_changes.call_off_address_change(priya, by=staff, at=LATER)

    entries = AuditEntry.objects.filter(action="call_off_address_change")
    assert [entry.actor for entry in entries] == [staff]
    outcome = delivery.deliver(Email.objects.get().pk, at=LATER)
    assert (outcome, mail.outbox) == ("cancelled", [])


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


def test_an_address_that_was_taken_meanwhile_is_refused(staff):
    priya = make_priya()
    asked = ask(priya, staff)
    make_priya(first_name="Eve", email=NEW)

    with pytest.raises(AddressTaken):
        address_changes.change_address(asked, at=LATER)

    priya.refresh_from_db()
    asked.refresh_from_db()
    assert (priya.email, asked.proved_at) == (OLD, None)
    assert not Email.objects.filter(kind="address_changed").exists()


def test_the_address_that_one_has_is_refused(staff):
    with pytest.raises(SameAddress):
        ask(make_priya(), staff, OLD)


def test_nobody_who_was_blanked_is_given_an_address(staff):
    priya = make_priya()
    asked = ask(priya, staff)
    Participant.objects.filter(pk=priya.pk).update(erased_at=FRIDAY_5PM)

    with pytest.raises(LinkNotUsable):
        address_changes.change_address(asked, at=LATER)


def test_only_the_record_at_this_hub_changes(staff):
    here, there = make_priya(), make_priya(make_hub("Another Hub"))

    change(here, staff)
    sign_in.send_sign_in_links(OLD, at=LATER)

    there.refresh_from_db()
    assert (there.email, there.former_emails, here.email) == (OLD, [], NEW)
    told = sent("sign_in", at=LATER)
    assert (told.to, Email.objects.get(kind="sign_in").recipient_id) == (
        [OLD],
        there.pk,
    )
    asked = Email.objects.filter(recipient_id=here.pk)
    assert {email.hub_id for email in asked} == {here.hub_id}


def test_the_link_sent_again_goes_to_the_new_address_too(staff):
    ask(make_priya(), staff)

    again = emails.send_again(Email.objects.get(), by=staff, at=LATER)
    delivery.deliver(again.pk, at=LATER)

    assert mail.outbox[-1].to == [NEW]


def test_a_link_that_no_longer_works_is_not_sent_again(staff):
    ask(make_priya(), staff)
    late = FRIDAY_5PM + WEEK + SECOND

    again = emails.send_again(Email.objects.get(), by=staff, at=late)

    assert delivery.deliver(again.pk, at=late) == "cancelled"


def test_a_bounce_of_the_new_address_is_not_one_of_the_old(staff):
    priya = make_priya(second_email="holiday@example.org")
    ask(priya, staff)
    Email.objects.update(state="bounced")

    emails.record_bounce(Email.objects.get().pk, at=LATER)

    priya.refresh_from_db()
    assert priya.email_failed_at is None
    assert Email.objects.count() == 1


def test_an_email_that_waits_goes_to_the_new_address(staff):
    priya = make_priya()
    outbox.queue("sign_in", about=priya, to=priya, at=FRIDAY_5PM)

    change(priya, staff)

    message = sent("sign_in", at=LATER)
    assert message.to == [NEW]
