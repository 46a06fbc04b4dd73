"""What a delivered email says, to whom it goes, and what is kept of it."""

import smtplib
from contextlib import contextmanager
from datetime import timedelta

import pytest

from recruitment import delivery, links, outbox
from recruitment.models import Email, Link
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_place,
    make_user,
    make_work_group,
)
from workgroups.models import Wording

pytestmark = pytest.mark.django_db
AT = FRIDAY_5PM
FITTING = "Dear {first name}. {privacy page}"


def offer(hub=None, **person):
    place = make_place("offered", work_group=make_work_group(hub=hub or make_hub()))
    for name, value in person.items():
        setattr(place.participant, name, value)
    place.participant.save()
    return place


def deliver(place, **fields) -> Email:
    email = outbox.queue(
        "asked_to_confirm", about=place, to=place.participant, at=AT, **fields
    )
    delivery.deliver(email.pk, at=AT)
    email.refresh_from_db()
    return email


@pytest.mark.parametrize(
    ("reply_to", "answers_to"),
    [("", "office@example.org"), ("replies@example.org", "replies@example.org")],
)
def test_an_email_comes_from_the_hub_and_is_answered_to_it(
    mailoutbox, settings, reply_to, answers_to
):
    settings.DEFAULT_FROM_EMAIL = "Hubsite <site@example.org>"
    hub = make_hub()
    hub.contact_email, hub.reply_to = "office@example.org", reply_to
    hub.save()

    deliver(offer(hub))

    (message,) = mailoutbox
    assert message.from_email == "London South East+ <site@example.org>"
    assert message.reply_to == [answers_to]


@pytest.mark.parametrize(
    ("address", "to"), [("main", "ada@example.org"), ("second", "holiday@example.org")]
)
def test_an_email_goes_to_the_chosen_address(mailoutbox, address, to):
    place = offer(email="ada@example.org", second_email="holiday@example.org")

    deliver(place, address=address)

    assert mailoutbox[0].to == [to]


def test_nothing_is_sent_to_a_mentor_who_objected_meanwhile(mailoutbox):
    place = make_place("confirmed")
    mentorship = make_mentorship(place.participant, make_mentor(place.hub))
    email = outbox.queue(
        "mentor_sign_in", about=mentorship.mentor, to=mentorship.mentor, at=AT
    )
    mentorship.mentor.objected_at = AT
    mentorship.mentor.save()

    state = delivery.deliver(email.pk, at=AT)

    assert (state, mailoutbox) == ("cancelled", [])


def test_what_somebody_typed_is_no_markup_in_an_email(mailoutbox):
    deliver(offer(first_name="<b>Ada</b>"))

    ((html, kind),) = mailoutbox[0].alternatives
    assert kind == "text/html"
    assert "&lt;b&gt;Ada&lt;/b&gt;" in html
    assert "<b>Ada" not in html


def test_what_is_kept_of_an_email_opens_nothing(mailoutbox):
    email = deliver(offer())

    token = links.token_of(email.link)
    assert token in mailoutbox[0].body
    assert token not in email.body_kept
    assert "[link]" in email.body_kept


def test_an_email_of_another_worker_is_left_as_it_is():
    email = outbox.queue(
        "sign_in", about=offer().participant, to=offer().participant, at=AT
    )
    first = outbox.claim(email.pk, at=AT)
    Email.objects.filter(pk=email.pk).update(lease_token="of another worker")

    outbox.finish(first, "sent")

    email.refresh_from_db()
    assert email.state == "sending"


def test_an_email_belongs_to_the_hub_of_what_it_is_about():
    place = offer(make_hub("Wolds and Dales"))

    email = deliver(place)

    assert email.hub == email.link.hub == place.hub


class RefusingServer:
    """A mail server that refuses the recipients of each email with these codes."""

    def __init__(self, *codes: int):
        self.refused = {
            f"{number}@example.org": (code, b"")
            for number, code in enumerate(codes, start=1)
        }

    def open(self) -> None:
        """Nothing to connect to."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused(self.refused)


@pytest.mark.parametrize(
    ("codes", "state", "problem"),
    [
        ([550], "bounced", "The address refused it."),
        ([500], "bounced", "The address refused it."),
        ([599], "bounced", "The address refused it."),
        ([450], "to_retry", "The address was busy."),
        ([499], "to_retry", "The address was busy."),
        ([600], "to_retry", "The address was busy."),
        ([550, 450], "to_retry", "The address was busy."),
    ],
)
def test_only_a_final_refusal_says_that_the_address_is_wrong(
    monkeypatch, codes, state, problem
):
    @contextmanager
    def connection():
        yield RefusingServer(*codes)

    monkeypatch.setattr("recruitment.mail_server.connection", connection)

    email = deliver(offer())

    assert (email.state, email.problem, email.sent_at) == (state, problem, None)


def waiting_emails(number: int) -> list[int]:
    """Emails that the broker lost: in the database, and no worker knows of them."""
    found = []
    for _ in range(number):
        place = offer()
        email = outbox.queue(
            "sign_in", about=place.participant, to=place.participant, at=AT
        )
        found.append(email.pk)
    return found


def test_an_email_that_no_worker_took_is_enqueued_again_after_two_minutes():
    waiting_emails(1)

    assert delivery.enqueue_due(at=AT) == 1
    assert delivery.enqueue_due(at=AT + timedelta(seconds=119)) == 0
    assert delivery.enqueue_due(at=AT + timedelta(seconds=120)) == 0
    assert delivery.enqueue_due(at=AT + timedelta(seconds=121)) == 1


def test_an_email_is_tried_again_at_its_time_and_not_before():
    (email,) = waiting_emails(1)
    Email.objects.filter(pk=email).update(
        state="to_retry", dispatched_at=AT, next_try_at=AT + timedelta(seconds=60)
    )

    assert delivery.enqueue_due(at=AT + timedelta(seconds=59)) == 0
    assert delivery.enqueue_due(at=AT + timedelta(seconds=60)) == 1


def test_no_more_emails_are_enqueued_at_once_than_asked_for(monkeypatch):
    emails = waiting_emails(3)
    enqueued = []
    monkeypatch.setattr(
        "workgroups.jobs.enqueue", lambda task, pk: enqueued.append((task, pk))
    )

    assert delivery.enqueue_due(at=AT, limit=2) == 2
    assert delivery.enqueue_due(at=AT, limit=2) == 1

    assert {task for task, _ in enqueued} == {"recruitment.tasks.deliver_email"}
    assert sorted(pk for _, pk in enqueued) == sorted(emails)


def test_a_code_in_a_line_of_its_own_is_not_kept():
    email = deliver(offer())

    kept = delivery.without_secrets(
        email, "Your code:\n\n    123456\n\nof 654321 pupils"
    )

    assert kept == "Your code:\n\n    [code]\n\nof 654321 pupils"


# --- the words of the hub


@pytest.mark.parametrize(
    ("subject", "body", "fit"),
    [
        ("Goodbye {group}", FITTING, True),
        ("", FITTING, False),
        ("Goodbye", "", False),
        ("Goodbye {group and year}", FITTING, False),
        ("Goodbye {dinner}", FITTING, False),
        ("Goodbye", "Dear {first name}.", False),
        ("Goodbye", "{dinner} {privacy page}", False),
    ],
)
def test_a_wording_fits_with_the_placeholders_that_its_kind_needs(subject, body, fit):
    kind = outbox.kind_named("place_withdrawn")

    assert delivery.fits(kind, subject, body) is fit


def test_an_email_that_is_not_claimed_looks_for_the_wording_of_its_hub():
    place = make_place("withdrawn")
    email = outbox.queue("place_withdrawn", about=place, to=place.participant, at=AT)
    Wording.objects.create(
        hub=email.hub,
        name="place_withdrawn",
        subject="Goodbye {first name}",
        body=FITTING,
        saved_by=make_user(),
        saved_at=AT,
    )
    kind = outbox.kind_named("place_withdrawn")
    context = kind.context(place, place.participant, at=AT)

    worded = delivery.compose_text(email, place.participant, context)
    email.may_be_worded = False
    shipped = delivery.compose_text(email, place.participant, context)

    assert worded[0] == "Goodbye Ada"
    assert worded[1].startswith("Dear Ada. http")
    assert "Goodbye" not in shipped[0]


def test_the_subject_is_the_title_of_the_html_part(mailoutbox):
    deliver(offer())

    ((html, kind),) = mailoutbox[0].alternatives
    assert kind == "text/html"
    assert f"<title>{mailoutbox[0].subject}</title>" in html


def test_a_wording_is_tried_with_a_person_and_without_a_link_that_works():
    place = offer(first_name="Ada")
    kind = outbox.kind_named("asked_to_confirm")

    tried = delivery.try_wording(
        kind,
        place.hub,
        place,
        place.participant,
        subject="  A place for\n{first name} ",
        body="Dear {first name},  please confirm:\n\n\n\n{link}",
        at=AT,
    )

    assert tried == ("A place for Ada", "Dear Ada, please confirm:\n\n[link]\n")
    assert (Email.objects.count(), Link.objects.count()) == (0, 0)


def test_a_name_in_a_wording_is_written_as_it_is():
    place = offer(first_name="Ada & O'Neil")
    kind = outbox.kind_named("asked_to_confirm")

    subject, body = delivery.try_wording(
        kind,
        place.hub,
        place,
        place.participant,
        subject="A place for {first name}",
        body="Dear {first name}\n\n{link}",
        at=AT,
    )

    assert subject == "A place for Ada & O'Neil"
    assert body == "Dear Ada & O'Neil\n\n[link]\n"
