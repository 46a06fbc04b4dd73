"""A mail server that refuses, hangs and drops: nothing is lost, nobody waits for it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from recruitment import delivery, outbox
from recruitment.models import Letter, Place
from recruitment.tasks import deliver_letter
from tests.factories import FRIDAY_5PM, make_place
from tests.servers import free_port

pytestmark = [pytest.mark.drill("sqlite"), pytest.mark.django_db]


class Postbox:
    """Takes letters as `mode` says: "take", "550", "451", or "drop" after taking."""

    def __init__(self) -> None:
        self.mode = "take"
        self.letters: list[Envelope] = []

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        *_: object,
    ) -> str:
        if self.mode in {"550", "451"}:
            return f"{self.mode} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.letters.append(envelope)
        if self.mode == "drop":
            server.transport.abort()
        return "250 OK"


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    settings.EMAIL_TIMEOUT = 2
    yield box
    controller.stop()


def a_letter() -> Letter:
    place = make_place("offered")
    letter = outbox.queue(
        "asked_to_confirm", about=place, to=place.participant, at=FRIDAY_5PM
    )
    assert letter is not None
    return letter


def state_of(letter: Letter) -> str:
    return Letter.objects.get(pk=letter.pk).state


def test_a_letter_goes_to_one_recipient_under_its_own_message_id(postbox):
    letter = a_letter()

    delivery.deliver(letter.pk, at=FRIDAY_5PM)

    (envelope,) = postbox.letters
    assert state_of(letter) == "sent"
    assert envelope.rcpt_tos == [Place.objects.get().participant.email]
    assert letter.message_id.encode() in envelope.content


def test_delivering_twice_sends_once(postbox):
    letter = a_letter()

    delivery.deliver(letter.pk, at=FRIDAY_5PM)
    delivery.deliver(letter.pk, at=FRIDAY_5PM)

    assert len(postbox.letters) == 1


def test_a_busy_server_is_tried_again_and_the_letter_arrives(postbox):
    letter = a_letter()
    postbox.mode = "451"
    delivery.deliver(letter.pk, at=FRIDAY_5PM)
    assert state_of(letter) == "to_retry"

    postbox.mode = "take"
    delivery.deliver(letter.pk, at=FRIDAY_5PM)  # too early
    assert state_of(letter) == "to_retry"
    delivery.deliver(letter.pk, at=FRIDAY_5PM + timedelta(minutes=1))

    assert state_of(letter) == "sent"


def test_no_server_at_all_loses_nothing(settings, postbox):
    letter, port = a_letter(), settings.EMAIL_PORT
    settings.EMAIL_PORT = 1  # nobody listens there
    delivery.deliver(letter.pk, at=FRIDAY_5PM)
    assert state_of(letter) == "to_retry"

    settings.EMAIL_PORT = port
    delivery.deliver(letter.pk, at=FRIDAY_5PM + timedelta(minutes=1))

    assert state_of(letter) == "sent"


def test_a_server_that_stays_away_fails_the_letter_after_every_wait(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter, at = a_letter(), FRIDAY_5PM - timedelta(days=3)

    for minutes in (0, *outbox.BACK_OFF):
        at += timedelta(minutes=minutes)
        delivery.deliver(letter.pk, at=at)

    assert state_of(letter) == "failed"


def test_a_server_that_drops_after_taking_sends_again_under_the_same_id(postbox):
    letter = a_letter()
    postbox.mode = "drop"
    delivery.deliver(letter.pk, at=FRIDAY_5PM)

    postbox.mode = "take"
    delivery.deliver(letter.pk, at=FRIDAY_5PM + timedelta(minutes=1))

    assert state_of(letter) == "sent"
    assert len(postbox.letters) == 2
    assert all(letter.message_id.encode() in e.content for e in postbox.letters)


def test_a_refused_address_pauses_the_clock_and_tries_the_second(postbox):
    letter = a_letter()
    place = Place.objects.get()
    place.participant.second_email = "home@example.org"
    place.participant.save()
    postbox.mode = "550"

    deliver_letter(letter.pk)

    place.refresh_from_db()
    assert state_of(letter) == "bounced"
    assert place.clock_paused_at is not None
    assert place.participant.__class__.objects.get().email_failed_at is not None
    second = Letter.objects.get(address="second")
    postbox.mode = "take"
    deliver_letter(second.pk)
    assert postbox.letters[-1].rcpt_tos == ["home@example.org"]


def test_a_killed_workers_lease_runs_out(postbox):
    letter = a_letter()
    outbox.claim(letter.pk, at=FRIDAY_5PM)  # and then the worker dies

    delivery.deliver(letter.pk, at=FRIDAY_5PM + timedelta(seconds=119))
    assert postbox.letters == []
    delivery.deliver(letter.pk, at=FRIDAY_5PM + timedelta(seconds=121))

    assert state_of(letter) == "sent"


def test_a_letter_that_no_longer_holds_is_cancelled(postbox):
    letter = a_letter()
    Place.objects.update(state="withdrawn")

    delivery.deliver(letter.pk, at=FRIDAY_5PM)

    assert state_of(letter) == "cancelled"
    assert postbox.letters == []


@pytest.mark.parametrize(
    "name", ["Ada\nBcc: evil@example.org", "<b>Ada</b>", "Ada http://evil.example/"]
)
def test_a_name_injects_nothing(postbox, name):
    letter = a_letter()
    person = Place.objects.get().participant
    person.first_name = name
    person.save()

    delivery.deliver(letter.pk, at=FRIDAY_5PM)

    (envelope,) = postbox.letters
    assert envelope.rcpt_tos == [person.email]
    assert b"<b>Ada</b>" not in envelope.content.split(b"text/html")[-1]
