"""Forms and emails while Redis is down, slow, or up again."""

import socket
import threading
import time
from datetime import timedelta

import pytest
import time_machine
from celery import current_app
from django.utils import timezone

from recruitment import delivery, outbox
from recruitment.models import Email, Place, Registration, SignInRequest
from recruitment.tasks import answer_sign_in_request, deliver_email, retry_emails
from tests.factories import FRIDAY_5PM, make_place
from tests.recruitment.test_registration_pages import (
    group_over_two_years,
    url,
    walk,
)
from workgroups import jobs

pytestmark = [pytest.mark.drill("sqlite"), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def broker(redis_server):
    """Point Celery at this test's Redis, and restore its settings afterwards."""
    before = (
        dict(current_app.conf.broker_transport_options),
        current_app.conf.broker_url,
    )
    current_app.conf.broker_transport_options = {}
    current_app.conf.broker_url = redis_server.url
    jobs.reset_connection()
    yield redis_server
    current_app.conf.broker_transport_options, current_app.conf.broker_url = before
    jobs.reset_connection()


def messages(server) -> int:
    with current_app.connection_for_read() as connection:
        return connection.default_channel.client.llen("celery")


def queue_an_email() -> Email:
    at = timezone.now()
    place = make_place("offered", offer_ends_at=at + timedelta(days=5))
    email = outbox.queue("asked_to_confirm", about=place, to=place.participant, at=at)
    assert email is not None
    return email


def test_a_committed_email_is_enqueued(broker):
    queue_an_email()

    assert messages(broker) == 1


def test_without_redis_an_email_stays_queued_and_is_sent_later(broker):
    broker.stop()
    began = time.monotonic()

    email = queue_an_email()

    assert time.monotonic() - began < 3
    assert Email.objects.get().state == "queued"
    broker.start()
    jobs.reset_connection()
    assert delivery.enqueue_due(at=FRIDAY_5PM) == 1
    assert messages(broker) == 1
    assert delivery.deliver(email.pk, at=FRIDAY_5PM) == "sent"


def test_a_redis_that_loses_its_data_loses_no_email(broker):
    queue_an_email()
    with current_app.connection_for_read() as connection:
        connection.default_channel.client.flushall()

    later = FRIDAY_5PM + timedelta(minutes=3)
    assert delivery.enqueue_due(at=later) == 1
    assert messages(broker) == 1


def test_a_form_posted_without_redis_registers_once_and_is_told_once(
    broker, client, mailoutbox
):
    with time_machine.travel(FRIDAY_5PM):
        group = group_over_two_years()
        walk(client, group)
        broker.stop()

        answers = [client.post(url(group, "check")) for _ in range(2)]

    done = f"/work-groups/{group.slug}/registered/"
    assert [each.url for each in answers] == [done, done]
    place = Place.objects.get(registration=Registration.objects.get())
    email = Email.objects.get(kind="asked_to_confirm")
    assert (place.state, email.state, mailoutbox) == ("offered", "queued", [])

    broker.start()
    jobs.reset_connection()
    with time_machine.travel(FRIDAY_5PM + timedelta(minutes=1)):
        for _ in range(2):
            retry_emails()
        assert messages(broker) == 1
        for _ in range(2):
            deliver_email(email.pk)

    assert [each.to for each in mailoutbox] == [["zoe.oak@example.org"]]
    assert Email.objects.count() == 1


def test_a_sign_in_link_asked_for_without_redis_is_sent_once(
    broker, client, mailoutbox
):
    person = make_place().participant
    broker.stop()

    answer = client.post("/sign-in/", {"email": person.email})

    assert answer.status_code == 302
    asked = SignInRequest.objects.get()
    broker.start()
    jobs.reset_connection()
    retry_emails()
    assert messages(broker) == 1
    for _ in range(2):
        answer_sign_in_request(asked.pk)
    for _ in range(2):
        deliver_email(Email.objects.get().pk)
    assert [each.to for each in mailoutbox] == [[person.email]]


def test_a_redis_that_never_answers_delays_one_form_only(broker):
    """The port accepts connections and never answers."""
    hole = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_accept, args=(hole,), daemon=True)
    thread.start()
    current_app.conf.broker_url = f"redis://127.0.0.1:{hole.getsockname()[1]}/0"
    jobs.reset_connection()

    began = time.monotonic()
    for _ in range(5):
        queue_an_email()
    taken = time.monotonic() - began
    hole.close()

    assert taken < 5
    assert Email.objects.filter(state="queued").count() == 5


def _accept(hole: socket.socket) -> None:
    held = []
    while True:
        try:
            held.append(hole.accept())
        except OSError:
            return
