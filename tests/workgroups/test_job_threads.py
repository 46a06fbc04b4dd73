"""What jobs leave behind: messages held back, broken connections, threads that end."""

import logging
import threading
from datetime import timedelta

import pytest
from celery import current_app
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from recruitment.models import Email
from tests.factories import FRIDAY_5PM
from tests.workgroups.test_jobs import broker, clock, queued_email  # noqa: F401
from workgroups import jobs


@pytest.mark.django_db(transaction=True)
def test_inside_without_messages_nothing_is_sent_and_afterwards_it_is(broker):  # noqa: F811
    with jobs.without_messages():
        jobs.enqueue("task", 1)
        with jobs.without_messages():
            jobs.enqueue("task", 2)
        jobs.enqueue("task", 3)
    with pytest.raises(ZeroDivisionError), jobs.without_messages():
        raise ZeroDivisionError
    jobs.enqueue("task", 4)

    assert broker.sent == [("task", [4], False)]


@pytest.mark.django_db
def test_an_error_of_a_message_breaks_no_other_act_after_the_commit():
    with transaction.atomic():
        jobs.enqueue("task", 1)
        (_, call, robust) = connection.run_on_commit[-1]

    assert (call.func, call.args, robust) == (jobs._send, ("task", 1), True)


def test_what_could_not_be_enqueued_is_logged_and_closes_the_connection(
    broker,  # noqa: F811
    clock,  # noqa: F811
    caplog,
):
    broker.broken = True

    first = jobs._connection()
    with caplog.at_level(logging.WARNING, logger="workgroups.jobs"):
        jobs._send("task", 7)

    assert [record.getMessage() for record in caplog.records] == [
        "could not enqueue task 7: ConnectionRefusedError"
    ]
    assert jobs._connection() is not first


def test_a_message_goes_over_the_connection_that_is_kept(monkeypatch):
    given = []

    def send_task(name, **options):
        given.append((name, options))

    monkeypatch.setattr(current_app, "send_task", send_task)
    jobs.reset_connection()

    jobs._send("task", 7)
    jobs._send("task", 8)

    kept = jobs._connection()
    assert given == [
        ("task", {"args": [pk], "retry": False, "connection": kept}) for pk in (7, 8)
    ]


def test_a_reset_forgets_that_the_broker_rests(clock, broker):  # noqa: F811
    broker.broken = True
    jobs._send("task", 1)
    resting = jobs._retry_at

    jobs.reset_connection()

    assert (resting, jobs._retry_at) == (1010.0, 0.0)


@pytest.mark.django_db
def test_renewing_leaves_other_rows_of_the_same_token_alone():
    mine, other = queued_email(), queued_email()
    Email.objects.update(lease_token="mine", lease_until=FRIDAY_5PM)

    assert jobs.renew(Email.objects.all(), mine.pk, "mine", seconds=60) is True
    assert jobs.renew(Email.objects.none(), mine.pk, "mine", seconds=60) is False

    other.refresh_from_db()
    assert other.lease_until == FRIDAY_5PM


# --- heartbeats


def heartbeat(pk=1, **options) -> jobs.Heartbeat:
    values = {"seconds": 60, "every": 0.01, **options}
    return jobs.Heartbeat(Email.objects.all(), pk, "mine", **values)


def test_a_heartbeat_never_keeps_a_process_alive():
    assert heartbeat()._thread.daemon is True


def test_leaving_a_heartbeat_waits_five_seconds_for_its_thread_at_most(monkeypatch):
    acts = []
    beating = heartbeat()
    monkeypatch.setattr(beating._thread, "start", lambda: acts.append("start"))
    monkeypatch.setattr(
        beating._thread, "join", lambda timeout: acts.append((timeout, stopped()))
    )

    def stopped() -> bool:
        return beating._stop.is_set()

    with beating as entered:
        acts.append(stopped())

    assert entered is beating
    assert acts == ["start", False, (5, True)]


@pytest.fixture
def closed(monkeypatch):
    """How often a thread closed its connections."""
    found = []
    monkeypatch.setattr(jobs.connections, "close_all", lambda: found.append(1))
    return found


def test_a_heartbeat_beats_until_it_is_stopped_or_lost(monkeypatch, closed):
    waited, renewed = [], []
    beating = heartbeat(every=7)
    answers = [False, False, True]

    def wait(seconds):
        waited.append(seconds)
        return answers.pop(0)

    monkeypatch.setattr(beating._stop, "wait", wait)
    monkeypatch.setattr(beating, "_renew", lambda: renewed.append(1))
    beating._beat()
    answers[:] = [False, False]
    beating.lost = True
    beating._beat()

    assert (waited, len(renewed), len(closed)) == ([7, 7, 7, 7], 2, 2)


def test_a_heartbeat_that_breaks_closes_its_connections_too(monkeypatch, closed):
    beating = heartbeat()

    def breaks(seconds):
        raise ZeroDivisionError

    monkeypatch.setattr(beating._stop, "wait", breaks)
    with pytest.raises(ZeroDivisionError):
        beating._beat()

    assert closed == [1]


@pytest.mark.django_db
def test_a_heartbeat_renews_its_row_for_so_many_seconds():
    mine, other = queued_email(), queued_email()
    Email.objects.update(lease_token="mine", lease_until=FRIDAY_5PM)
    beating = heartbeat(mine.pk, seconds=600)

    beating._renew()
    kept = beating.lost
    Email.objects.update(lease_token="of another worker")
    beating._renew()

    mine.refresh_from_db()
    other.refresh_from_db()
    left = mine.lease_until - timezone.now()
    assert timedelta(seconds=590) < left <= timedelta(seconds=600)
    assert other.lease_until == FRIDAY_5PM
    assert (kept, beating.lost) == (False, True)


def test_a_missed_renewal_is_logged_with_its_row(monkeypatch, caplog, closed):
    def locked(*args, **options):
        raise OperationalError("database is locked")

    monkeypatch.setattr(jobs, "renew", locked)
    beating = heartbeat(41)

    beating._renew()

    (record,) = caplog.records
    assert record.getMessage() == "could not renew the lease of row 41"
    assert record.exc_info[0] is OperationalError
    assert (beating.lost, closed) == (False, [1])


def test_a_connection_belongs_to_one_thread(monkeypatch):
    made = []
    monkeypatch.setattr(
        current_app,
        "connection_for_write",
        lambda **options: made.append(1) or object(),
    )
    jobs.reset_connection()
    first = jobs._connection()

    other = []
    thread = threading.Thread(target=lambda: other.append(jobs._connection()))
    thread.start()
    thread.join()

    assert (len(made), other[0] is first) == (2, False)
    monkeypatch.undo()
    jobs._thread_state.connection = None
