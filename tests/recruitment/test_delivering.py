"""Delivering: which email is claimed, what its row keeps, and what a failure leaves."""

import logging
import smtplib
from contextlib import contextmanager
from datetime import timedelta
from email.errors import HeaderParseError

import pytest

from recruitment import delivery, outbox
from recruitment.models import Email
from tests.factories import (
    FRIDAY_5PM,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_user,
)
from tests.recruitment.test_delivery import waiting_emails
from workgroups.models import Wording

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
AT = FRIDAY_5PM


def queued(kind="asked_to_confirm", place=None, **fields) -> Email:
    place = place or make_place("offered")
    return outbox.queue(kind, about=place, to=place.participant, at=AT, **fields)


def delivered(email: Email) -> Email:
    delivery.deliver(email.pk, at=AT)
    email.refresh_from_db()
    return email


def test_what_a_sent_email_keeps(mailoutbox):
    email = queued()
    Email.objects.update(problem="The address was busy.")

    state = delivery.deliver(email.pk, at=AT)

    email.refresh_from_db()
    (message,) = mailoutbox
    assert (state, email.state, email.sent_at) == ("sent", "sent", AT)
    assert (email.problem, email.lease_until, email.attempts) == ("", None, 1)
    assert email.subject_kept == message.subject != ""
    assert email.body_kept.endswith("\n")
    assert message.extra_headers == {
        "Message-ID": email.message_id,
        "Auto-Submitted": "auto-generated",
    }


def test_a_long_subject_is_kept_in_part(mailoutbox):
    delivered(queued())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            delivery, "compose", lambda *_, at: (mailoutbox[0], "S" * 300, "Body\n")
        )
        cut = delivered(queued())

    assert cut.subject_kept == "S" * 250


def test_an_email_that_another_worker_has_is_not_sent(mailoutbox):
    email = queued()
    outbox.claim(email.pk, at=AT)

    assert delivery.deliver(email.pk, at=AT) == ""
    assert delivery.deliver(email.pk + 1, at=AT) == ""
    assert mailoutbox == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"state": "confirmed", "offer_ends_at": None}, "No longer holds."),
        ({"offer_ends_at": AT - timedelta(seconds=1)}, "No longer holds."),
    ],
)
def test_an_email_that_is_no_longer_true_is_cancelled(mailoutbox, change, problem):
    place = make_place("offered")
    email = queued(place=place)
    type(place).objects.filter(pk=place.pk).update(**change)

    assert delivery.deliver(email.pk, at=AT) == "cancelled"

    email.refresh_from_db()
    assert (email.state, email.problem, mailoutbox) == ("cancelled", problem, [])


def test_an_email_about_a_row_that_is_gone_is_cancelled(mailoutbox):
    email = queued()
    Email.objects.update(about_id=0)

    assert delivered(email).problem == "No longer holds."
    assert mailoutbox == []


def test_an_email_to_somebody_who_is_gone_or_objected_has_no_address(mailoutbox):
    mentor = make_mentor()
    make_mentorship(make_participant(), mentor)
    emails = [
        outbox.queue("mentor_sign_in", about=mentor, to=mentor, at=AT, occasion=number)
        for number in range(2)
    ]
    Email.objects.filter(pk=emails[0].pk).update(recipient_id=0)
    type(mentor).objects.update(objected_at=AT)

    found = [delivered(email) for email in emails]

    assert [(each.state, each.problem) for each in found] == [
        ("cancelled", "There is no address to write to.")
    ] * 2
    assert mailoutbox == []


def test_a_second_address_that_somebody_has_not_given_is_no_address(mailoutbox):
    mentor = make_mentor()
    make_mentorship(make_participant(), mentor)
    without = outbox.queue(
        "mentor_sign_in", about=mentor, to=mentor, at=AT, address="second"
    )
    empty = queued(address="second")

    found = [delivered(each).problem for each in (without, empty)]

    assert found == ["There is no address to write to."] * 2
    assert mailoutbox == []


def test_an_email_without_a_hub_is_from_the_site_and_has_no_reply_address(
    mailoutbox, settings
):
    settings.DEFAULT_FROM_EMAIL = "Hubsite <site@example.org>"
    role = make_staff("national").roles.get()

    email = outbox.queue("account_invitation", about=role, to=role.user, at=AT)
    delivered(email)

    assert email.hub is None
    assert mailoutbox[0].from_email == "Hubsite <site@example.org>"
    assert mailoutbox[0].reply_to == []


def test_the_dates_are_attached_to_a_confirmation(mailoutbox):
    place = make_place("confirmed")
    make_session(place.work_group, on=AT.date() + timedelta(days=9))

    delivered(queued("place_confirmed", place))

    ((name, content, kind),) = mailoutbox[0].attachments
    assert name.endswith(".ics")
    assert kind.startswith("text/calendar")
    assert "BEGIN:VEVENT" in (content if isinstance(content, str) else content.decode())


# --- failures


class Server:
    """A mail server whose connection or whose sending fails with this error."""

    def __init__(self, error: Exception, *, at: str):
        self.error, self.at, self.acts = error, at, []

    def open(self) -> None:
        self.do("open")

    def send_messages(self, messages) -> None:
        self.do("send")

    def do(self, act: str) -> None:
        self.acts.append(act)
        if act == self.at:
            raise self.error


def failing(monkeypatch, error: Exception, *, at: str = "send") -> Server:
    server = Server(error, at=at)

    @contextmanager
    def connection():
        yield server

    monkeypatch.setattr("recruitment.mail_server.connection", connection)
    return server


@pytest.mark.parametrize(
    ("error", "state", "problem", "next_try"),
    [
        (HeaderParseError("x"), "failed", "HeaderParseError", None),
        (ValueError("x"), "failed", "ValueError", None),
        (UnicodeError("x"), "failed", "UnicodeError", None),
        *(
            (error, "to_retry", "The mail server did not take it.", 1)
            for error in (
                OSError("x"),
                ConnectionRefusedError("x"),
                smtplib.SMTPServerDisconnected("x"),
                smtplib.SMTPDataError(554, b"x"),
                smtplib.SMTPSenderRefused(550, b"x", "a@example.org"),
            )
        ),
    ],
)
def test_what_becomes_of_an_email_that_could_not_be_sent(
    monkeypatch, caplog, error, state, problem, next_try
):
    failing(monkeypatch, error)
    email = queued()

    with caplog.at_level(logging.WARNING, logger="recruitment.delivery"):
        answer = delivery.deliver(email.pk, at=AT)

    email.refresh_from_db()
    later = AT + timedelta(minutes=1) if next_try else None
    assert (answer, email.state, email.problem) == (state, state, problem)
    assert (email.next_try_at, email.sent_at, email.body_kept) == (later, None, "")
    warning = f"email {email.pk} not sent: {type(error).__name__}"
    assert [record.getMessage() for record in caplog.records] == (
        [warning] if next_try else []
    )


def test_the_connection_is_opened_before_the_email_is_sent(monkeypatch):
    closed = failing(monkeypatch, OSError("x"), at="open")
    delivered(queued())
    working = failing(monkeypatch, OSError("x"), at="never")
    sent = delivered(queued())

    assert (closed.acts, working.acts) == (["open"], ["open", "send"])
    assert sent.state == "sent"


def test_an_address_that_was_busy_is_tried_again_in_a_minute(monkeypatch):
    refused = {"ada@example.org": (451, b"")}
    failing(monkeypatch, smtplib.SMTPRecipientsRefused(refused))

    email = delivered(queued())

    assert (email.state, email.next_try_at) == ("to_retry", AT + timedelta(minutes=1))


# --- the periodic retry


def test_two_hundred_emails_are_enqueued_at_once():
    first = waiting_emails(1)[0]
    email = Email.objects.get(pk=first)
    Email.objects.bulk_create(
        Email(
            kind="sign_in",
            about_type=email.about_type,
            about_id=email.about_id,
            recipient_type=email.recipient_type,
            recipient_id=email.recipient_id,
            occasion=str(number),
            message_id=f"<{number}@example.org>",
            written_at=AT,
            state="queued",
        )
        for number in range(200)
    )

    assert [delivery.enqueue_due(at=AT) for _ in range(3)] == [200, 1, 0]


def test_an_email_that_another_process_enqueues_meanwhile_is_left_to_it(monkeypatch):
    emails = waiting_emails(3)
    enqueued = []

    def enqueue(task, pk):
        enqueued.append(pk)
        Email.objects.filter(pk__in=emails).exclude(pk=pk).update(dispatched_at=AT)

    monkeypatch.setattr("workgroups.jobs.enqueue", enqueue)

    assert delivery.enqueue_due(at=AT) == len(enqueued) == 1


def test_the_time_of_the_next_try_is_kept_when_an_email_is_enqueued():
    (pk,) = waiting_emails(1)
    Email.objects.update(state="to_retry", next_try_at=AT)

    delivery.enqueue_due(at=AT)

    email = Email.objects.get(pk=pk)
    assert (email.dispatched_at, email.next_try_at) == (AT, AT)


@pytest.mark.parametrize("state", ["draft", "held", "sent", "failed", "cancelled"])
def test_emails_that_are_not_to_go_are_not_enqueued(state):
    waiting_emails(1)
    Email.objects.update(state=state)

    assert delivery.enqueue_due(at=AT) == 0


# --- what is stored


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        ("123456", "[code]"),
        ("a\n\n  123456\nb", "a\n\n  [code]\nb"),
        ("12345\n1234567", "12345\n1234567"),
        ("code 123456", "code 123456"),
        ("123456 is it", "123456 is it"),
        ("123456\n654321", "[code]\n[code]"),
    ],
)
def test_six_digits_in_a_line_of_their_own_are_not_stored(body, stored):
    assert delivery.without_secrets(Email(), body) == stored


def test_a_claimed_email_knows_that_its_hub_may_word_it_and_an_empty_text_fits_none():
    email = queued()
    Wording.objects.create(
        hub=email.hub,
        name="asked_to_confirm",
        subject="",
        body="",
        saved_by=make_user(),
        saved_at=AT,
    )
    found = outbox.claim(email.pk, at=AT)

    assert found.may_be_worded is True
    assert delivery.fits(outbox.kind_named("asked_to_confirm"), "", "") is False


def test_an_email_is_composed_of_its_context_and_of_what_its_occasion_adds(
    monkeypatch, mailoutbox
):
    kind = outbox.kind_named("asked_to_confirm")
    monkeypatch.setattr(
        kind,
        "context_of_occasion",
        lambda context, occasion: {"link": f"{sorted(context)[0]} on {occasion}"},
    )

    delivered(queued(occasion="Friday"))

    context = kind.context(make_place("offered"), None, at=AT)
    assert f"{sorted(context)[0]} on Friday" in mailoutbox[0].body
