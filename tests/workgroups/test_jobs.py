"""Enqueueing a task, claiming and renewing a job's lease.

The rows are emails; a broker is replaced by functions that note what they were given.
"""

import os
import time
from datetime import timedelta
from itertools import count

import pytest
from celery import current_app
from django.db import OperationalError, transaction
from django.utils import timezone

from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_hub
from workgroups import jobs

numbers = count(1)


class Broker:
    """Notes what is sent; `broken` raises what kombu raises without a server."""

    def __init__(self) -> None:
        self.sent: list[tuple] = []
        self.asked = 0
        self.broken = False

    def send_task(self, name, *, args, retry, connection):
        self.asked += 1
        if self.broken:
            raise ConnectionRefusedError
        self.sent.append((name, args, retry))


@pytest.fixture
def broker(monkeypatch):
    found = Broker()
    monkeypatch.setattr(current_app, "send_task", found.send_task)
    jobs.reset_connection()
    yield found
    jobs.reset_connection()


@pytest.fixture
def clock(monkeypatch):
    """Seconds of the monotonic clock, as the list's only item."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


def queued_email() -> Email:
    return Email.objects.create(
        hub=make_hub(),
        kind="sign_in",
        about_type="recruitment.participant",
        about_id=1,
        occasion=str(next(numbers)),
        recipient_type="recruitment.participant",
        recipient_id=1,
        message_id=f"<{next(numbers)}@example.org>",
        written_at=FRIDAY_5PM,
    )


def claim(email, **changes):
    values = {"at": FRIDAY_5PM, "seconds": 90, "running": "sending", **changes}
    return jobs.claim(Email.objects.filter(state="queued"), email.pk, **values)


@pytest.mark.django_db(transaction=True)
def test_a_task_is_sent_after_the_commit_and_without_a_retry(broker):
    with transaction.atomic():
        jobs.enqueue("recruitment.tasks.deliver_email", 7)
        assert broker.sent == []

    assert broker.sent == [("recruitment.tasks.deliver_email", [7], False)]


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_sends_nothing(broker):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("recruitment.tasks.deliver_email", 7)
        raise ZeroDivisionError

    assert broker.sent == []


@pytest.mark.django_db(transaction=True)
def test_a_broken_broker_stops_no_request_and_rests_for_ten_seconds(broker, clock):
    broker.broken = True
    jobs.enqueue("task", 1)
    assert broker.asked == 1

    broker.broken = False
    clock[0] = 1009.9
    jobs.enqueue("task", 2)
    assert broker.asked == 1
    clock[0] = 1010.0
    jobs.enqueue("task", 3)

    assert broker.sent == [("task", [3], False)]


@pytest.mark.django_db(transaction=True)
def test_a_reset_connection_tries_the_broker_at_once(broker, clock):
    broker.broken = True
    jobs.enqueue("task", 1)
    broker.broken = False

    jobs.reset_connection()
    jobs.enqueue("task", 2)

    assert broker.sent == [("task", [2], False)]


@pytest.fixture
def connections(monkeypatch):
    """The options of each connection to the broker that was made."""
    made = []

    class Connection:
        released = 0

        def release(self):
            self.released += 1
            raise OSError  # a broken connection may refuse to be closed

    def connect(**options):
        made.append((Connection(), options))
        return made[-1][0]

    monkeypatch.setattr(current_app, "connection_for_write", connect)
    jobs.reset_connection()
    yield made
    jobs.reset_connection()


def test_one_connection_is_kept_and_waits_a_second(connections):
    first = jobs._connection()

    assert jobs._connection() is first
    assert len(connections) == 1
    options = connections[0][1]
    assert options["connect_timeout"] == 1.0
    assert options["transport_options"]["socket_timeout"] == 1.0
    assert options["transport_options"]["socket_connect_timeout"] == 1.0


def test_a_forked_child_makes_a_connection_of_its_own(connections, monkeypatch):
    first = jobs._connection()
    monkeypatch.setattr(os, "getpid", lambda: -1)

    assert jobs._connection() is not first


def test_a_closed_connection_is_released_and_made_anew(connections):
    first = jobs._connection()

    jobs.reset_connection()
    jobs.reset_connection()

    assert first.released == 1
    assert jobs._connection() is not first


@pytest.mark.django_db
def test_one_worker_claims_a_row_and_the_next_gets_nothing():
    email, other = queued_email(), queued_email()

    token = claim(email)
    second = claim(email)

    email.refresh_from_db()
    other.refresh_from_db()
    assert len(token) == 32
    assert second == ""
    assert (email.state, email.lease_token, email.attempts) == ("sending", token, 1)
    assert email.lease_until == FRIDAY_5PM + timedelta(seconds=90)
    assert (other.state, other.lease_token, other.attempts) == ("queued", "", 0)


@pytest.mark.django_db
def test_each_claim_has_a_token_of_its_own_and_counts():
    email = queued_email()

    first = claim(email)
    Email.objects.update(state="queued")
    second = claim(email)

    email.refresh_from_db()
    assert first != second
    assert email.attempts == 2


@pytest.mark.django_db
def test_a_lease_is_renewed_from_now_by_its_holder_only():
    email = queued_email()
    token = claim(email)
    began = timezone.now()

    renewed = jobs.renew(Email.objects.all(), email.pk, token, seconds=60)
    stolen = jobs.renew(Email.objects.all(), email.pk, "other", seconds=900)

    email.refresh_from_db()
    assert (renewed, stolen) == (True, False)
    least = began + timedelta(seconds=60)
    assert least <= email.lease_until <= timezone.now() + timedelta(seconds=60)


@pytest.mark.django_db
def test_renewing_may_write_progress_too():
    email = queued_email()
    token = claim(email)

    jobs.renew(Email.objects.all(), email.pk, token, seconds=60, problem="busy")

    email.refresh_from_db()
    assert email.problem == "busy"


def heartbeat(email, token):
    rows = Email.objects.filter(pk=email.pk)
    return jobs.Heartbeat(rows, email.pk, token, seconds=600, every=0.01)


def wait_for(holds):
    for _ in range(500):
        if holds():
            return True
        time.sleep(0.01)
    return False


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_renews_the_lease_until_it_is_left():
    email = queued_email()
    token = claim(email)
    first = FRIDAY_5PM + timedelta(seconds=90)

    with heartbeat(email, token) as beating:
        assert wait_for(lambda: Email.objects.get().lease_until != first)
        assert not beating.lost
    assert not beating._thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_notices_a_lost_lease_and_stops():
    email = queued_email()
    claim(email)

    with heartbeat(email, "taken over") as beating:
        assert wait_for(lambda: beating.lost)
        assert wait_for(lambda: not beating._thread.is_alive())


@pytest.mark.django_db
def test_one_missed_renewal_does_not_lose_the_lease(monkeypatch):
    email = queued_email()
    beating = heartbeat(email, claim(email))

    def locked(*args, **kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(jobs, "renew", locked)
    monkeypatch.setattr(jobs.connections, "close_all", lambda: None)
    beating._renew()

    assert beating.lost is False
