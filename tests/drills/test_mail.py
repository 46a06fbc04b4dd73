"""Emails with a mail server that refuses, hangs or drops the connection."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from recruitment import delivery, mail_server, outbox
from recruitment.models import Email, Place
from recruitment.tasks import deliver_email
from tests.drills.postbox import postbox  # a fixture
from tests.factories import FRIDAY_5PM, make_place

__all__ = ["postbox"]
pytestmark = [pytest.mark.drill("sqlite"), pytest.mark.django_db]


def make_email() -> Email:
    at = timezone.now()
    place = make_place("offered", offer_ends_at=at + timedelta(days=5))
    email = outbox.queue("asked_to_confirm", about=place, to=place.participant, at=at)
    assert email is not None
    return email


def to_of(email: Email) -> str:
    return Place.objects.get(pk=email.about_id).participant.email


def state_of(email: Email) -> str:
    return Email.objects.get(pk=email.pk).state


def test_an_email_has_one_recipient_and_its_own_message_id(postbox):
    email = make_email()

    delivery.deliver(email.pk, at=FRIDAY_5PM)

    (envelope,) = postbox.emails
    assert state_of(email) == "sent"
    assert envelope.rcpt_tos == [Place.objects.get().participant.email]
    assert email.message_id.encode() in envelope.content


def test_delivering_twice_sends_once(postbox):
    email = make_email()

    delivery.deliver(email.pk, at=FRIDAY_5PM)
    delivery.deliver(email.pk, at=FRIDAY_5PM)

    assert len(postbox.emails) == 1


def test_an_email_is_retried_while_the_server_is_busy(postbox):
    email = make_email()
    postbox.mode = "451"
    delivery.deliver(email.pk, at=FRIDAY_5PM)
    assert state_of(email) == "to_retry"

    postbox.mode = "take"
    delivery.deliver(email.pk, at=FRIDAY_5PM)  # too early
    assert state_of(email) == "to_retry"
    delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(minutes=1))

    assert state_of(email) == "sent"


def test_without_a_server_no_email_is_lost(settings, postbox):
    email, port = make_email(), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1  # no server listens there
    delivery.deliver(email.pk, at=FRIDAY_5PM)
    assert state_of(email) == "to_retry"

    settings.EMAIL_PORT = port
    delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(minutes=1))

    assert state_of(email) == "sent"


def test_an_email_fails_after_its_last_retry(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    email, at = make_email(), FRIDAY_5PM - timedelta(days=3)

    states = [delivery.deliver(email.pk, at=at)]
    for minutes in (1, 5, 15, 60, 360, 1440):
        at += timedelta(minutes=minutes)
        assert delivery.deliver(email.pk, at=at - timedelta(seconds=1)) == ""
        states.append(delivery.deliver(email.pk, at=at))

    assert states == ["to_retry"] * 6 + ["failed"]
    assert delivery.deliver(email.pk, at=at + timedelta(days=30)) == ""


def test_a_retry_after_a_dropped_connection_keeps_the_message_id(postbox):
    email = make_email()
    postbox.mode = "drop"
    delivery.deliver(email.pk, at=FRIDAY_5PM)

    postbox.mode = "take"
    delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(minutes=1))

    assert state_of(email) == "sent"
    assert len(postbox.emails) == 2
    assert all(email.message_id.encode() in e.content for e in postbox.emails)


def test_a_refused_address_pauses_the_offer_and_tries_the_second_address(postbox):
    email = make_email()
    place = Place.objects.get()
    place.participant.second_email = "home@example.org"
    place.participant.save()
    postbox.mode = "550"

    deliver_email(email.pk)

    place.refresh_from_db()
    assert state_of(email) == "bounced"
    assert place.clock_paused_at is not None
    assert place.participant.__class__.objects.get().email_failed_at is not None
    second = Email.objects.get(address="second")
    postbox.mode = "take"
    deliver_email(second.pk)
    assert postbox.emails[-1].rcpt_tos == ["home@example.org"]


def test_the_lease_of_a_killed_worker_expires(postbox):
    email = make_email()
    outbox.claim(email.pk, at=FRIDAY_5PM)  # then the worker is killed

    delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(seconds=119))
    assert postbox.emails == []
    delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(seconds=121))

    assert state_of(email) == "sent"


def test_an_email_that_no_longer_holds_is_cancelled(postbox):
    email = make_email()
    Place.objects.update(state="withdrawn")

    delivery.deliver(email.pk, at=FRIDAY_5PM)

    assert state_of(email) == "cancelled"
    assert postbox.emails == []


@pytest.mark.parametrize(
    "name", ["Ada\nBcc: evil@example.org", "<b>Ada</b>", "Ada http://evil.example/"]
)
def test_a_name_injects_no_header(postbox, name):
    email = make_email()
    person = Place.objects.get().participant
    person.first_name = name
    person.save()

    delivery.deliver(email.pk, at=FRIDAY_5PM)

    (envelope,) = postbox.emails
    assert envelope.rcpt_tos == [person.email]
    assert b"<b>Ada</b>" not in envelope.content.split(b"text/html")[-1]


def test_emails_of_one_worker_share_a_connection(postbox):
    emails = [make_email() for _ in range(3)]
    postbox.mode = "take"

    states = [delivery.deliver(email.pk, at=FRIDAY_5PM) for email in emails]

    assert states == ["sent"] * 3
    assert len(postbox.emails) == 3
    assert len({id(each) for each in postbox.connections}) == 1


def test_after_the_server_hung_up_the_next_email_opens_a_connection(postbox):
    first, second = make_email(), make_email()

    postbox.mode = "hang up"
    delivery.deliver(first.pk, at=FRIDAY_5PM)
    time.sleep(0.5)  # by now the server has hung up
    postbox.mode = "take"
    delivery.deliver(second.pk, at=FRIDAY_5PM)

    assert [state_of(first), state_of(second)] == ["sent", "sent"]
    assert len(postbox.emails) == 2
    assert len({id(each) for each in postbox.connections}) == 2


def test_a_refused_address_leaves_the_connection_for_the_next_email(postbox):
    first, refused, last = make_email(), make_email(), make_email()

    delivery.deliver(first.pk, at=FRIDAY_5PM)
    postbox.mode = "550"
    delivery.deliver(refused.pk, at=FRIDAY_5PM)
    postbox.mode = "take"
    delivery.deliver(last.pk, at=FRIDAY_5PM)

    assert [state_of(each) for each in (first, refused, last)] == [
        *("sent", "bounced", "sent"),
    ]
    addresses = [address for each in postbox.emails for address in each.rcpt_tos]
    assert addresses == [to_of(first), to_of(last)]
    assert len({id(each) for each in postbox.connections}) == 1


def test_a_connection_takes_only_so_many_emails(postbox, monkeypatch):
    monkeypatch.setattr(mail_server, "EMAILS_AT_MOST", 2)

    for _ in range(5):
        delivery.deliver(make_email().pk, at=FRIDAY_5PM)

    assert len(postbox.emails) == 5
    assert len({id(each) for each in postbox.connections}) == 3


def test_an_idle_connection_is_not_used_again(postbox):
    start = FRIDAY_5PM
    first, second = make_email(), make_email()

    delivery.deliver(first.pk, at=start)
    mail_server._thread_state.kept.used_at -= 21
    delivery.deliver(second.pk, at=start)

    assert len(postbox.emails) == 2
    assert len({id(each) for each in postbox.connections}) == 2
