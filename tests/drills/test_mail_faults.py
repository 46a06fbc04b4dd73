"""Emails with a slow mail server, and with a worker that is killed while it sends."""

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.utils import timezone

from recruitment import delivery
from recruitment.models import Email, Participant, Place
from tests.drills.postbox import Postbox, postbox  # a fixture
from tests.drills.test_mail import make_email, state_of
from tests.drills.test_worker import WORKER, kill
from tests.servers import wait_until
from workgroups import jobs

__all__ = ["postbox"]
pytestmark = [pytest.mark.drill("sqlite"), pytest.mark.django_db(transaction=True)]

ONE_SECOND = timedelta(seconds=1)
NEXT_TRY = timedelta(minutes=1)


@pytest.fixture
def worker(child_environment, postbox) -> Iterator[subprocess.Popen[bytes]]:
    """A worker that sends through the postbox and has no messages of earlier tests."""
    jobs.reset_connection()
    current_app.control.purge()
    process = subprocess.Popen(
        WORKER,
        env={**child_environment, "EMAIL_URL": f"smtp://127.0.0.1:{postbox.port}"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    kill(process)


def ids_of(postbox: Postbox) -> list[str]:
    """The Message-ID of each email that the server took."""
    found = []
    for each in postbox.emails:
        lines = each.content.decode().splitlines()
        (header,) = [line for line in lines if line.startswith("Message-ID: ")]
        found.append(header.removeprefix("Message-ID: "))
    return found


def test_a_slow_server_takes_an_email_once(postbox):
    email, now = make_email(), timezone.now()
    postbox.mode = "slow"

    state = delivery.deliver(email.pk, at=now)

    assert state == "sent"
    assert delivery.deliver(email.pk, at=now + timedelta(days=1)) == ""
    assert ids_of(postbox) == [email.message_id]


def test_a_server_that_never_answers_holds_a_worker_for_the_time_limit_only(postbox):
    email, now = make_email(), timezone.now()
    postbox.mode = "stall"
    began = time.monotonic()

    state = delivery.deliver(email.pk, at=now)

    assert state == "to_retry"
    assert time.monotonic() - began < 5  # EMAIL_TIMEOUT is 2 here
    postbox.mode = "take"
    assert delivery.deliver(email.pk, at=now + NEXT_TRY) == "sent"
    assert ids_of(postbox) == [email.message_id]


@pytest.mark.parametrize("mode", ["451 text", "550 text"])
def test_a_text_that_is_refused_is_tried_again_and_fails_no_address(postbox, mode):
    email, now = make_email(), timezone.now()
    postbox.mode = mode

    state = delivery.deliver(email.pk, at=now)

    assert state == "to_retry"
    assert Participant.objects.get().email_failed_at is None
    assert Place.objects.get().clock_paused_at is None
    postbox.mode = "take"
    assert delivery.deliver(email.pk, at=now + NEXT_TRY) == "sent"
    assert ids_of(postbox) == [email.message_id]


def test_an_email_is_told_once_though_the_server_hung_up_after_it(postbox):
    email, now = make_email(), timezone.now()
    postbox.mode = "hang up"
    assert delivery.deliver(email.pk, at=now) == "sent"
    time.sleep(0.5)  # by now the server has hung up

    postbox.mode = "take"
    for later in (timedelta(minutes=3), timedelta(days=2)):
        assert delivery.enqueue_due(at=now + later) == 0
        assert delivery.deliver(email.pk, at=now + later) == ""

    assert ids_of(postbox) == [email.message_id]


def after_the_lease(email: Email) -> None:
    """Nobody sends the email while the killed worker's lease runs; then it is sent."""
    lease_until = Email.objects.get(pk=email.pk).lease_until
    assert lease_until is not None
    assert delivery.enqueue_due(at=lease_until - ONE_SECOND) == 0
    assert delivery.deliver(email.pk, at=lease_until - ONE_SECOND) == ""
    assert delivery.enqueue_due(at=lease_until + ONE_SECOND) == 1
    assert delivery.deliver(email.pk, at=lease_until + ONE_SECOND) == "sent"
    assert delivery.deliver(email.pk, at=lease_until + timedelta(days=2)) == ""


def test_an_email_whose_worker_is_killed_before_it_is_taken_is_sent_once(
    worker, postbox
):
    postbox.mode = "stall"
    email = make_email()
    wait_until(lambda: postbox.begun, seconds=60, what="the worker's email")

    kill(worker)
    assert worker.returncode == -signal.SIGKILL
    assert state_of(email) == "sending"
    postbox.mode = "take"
    after_the_lease(email)

    assert Email.objects.get(pk=email.pk).attempts == 2
    assert ids_of(postbox) == [email.message_id]


def test_an_email_whose_worker_is_killed_after_it_is_taken_keeps_its_message_id(
    worker, postbox
):
    """The server has it and no worker knows: SMTP has no way to ask."""
    file = str(django_settings.DATABASES["default"]["NAME"])
    with closing(sqlite3.connect(file, check_same_thread=False)) as other:
        # the worker waits for this connection when it comes to mark its email
        postbox.before_answer = lambda: other.execute("BEGIN IMMEDIATE")
        email = make_email()
        wait_until(lambda: other.in_transaction, seconds=60, what="the worker's email")
        time.sleep(0.5)  # by now the worker has its answer

        kill(worker)
        other.rollback()
        postbox.before_answer = lambda: None

    assert state_of(email) == "sending"
    after_the_lease(email)
    assert ids_of(postbox) == [email.message_id] * 2
