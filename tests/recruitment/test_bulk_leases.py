"""Bulk actions that take long or go wrong: workers, leases, and rows that fail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from recruitment.actions import bulk_actions, taking_back
from recruitment.models import BulkAction, Place
from tests.factories import FRIDAY_5PM, make_place, make_work_group
from tests.recruitment.bulk_cases import a_lead, done, proposed, results, states
from workgroups.models import AuditEntry

NOW = FRIDAY_5PM - timedelta(hours=2)
CLASHES = "The person has another place that stands in the way."
FAILED = "Something went wrong, so nothing was changed here."

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def enqueued(monkeypatch):
    found = []
    monkeypatch.setattr(
        "workgroups.jobs.enqueue", lambda task, pk: found.append((task, pk))
    )
    return found


@pytest.fixture
def renewed(monkeypatch):
    """Each renewal; a worker may go on until the list `answers` says otherwise."""
    calls, answers = [], [True] * 4

    def renew(pk, token):
        calls.append((pk, token))
        return answers.pop(0)

    monkeypatch.setattr(bulk_actions, "renew", renew)
    return calls, answers


def several(number: int, state: str = "confirmed") -> list[Place]:
    group = make_work_group()
    return [make_place(state, work_group=group) for _ in range(number)]


def begun(bulk: BulkAction, *, at=NOW) -> BulkAction:
    assert taking_back.begin_recall(bulk, at=at, actor=bulk.actor)
    return bulk


# --- who runs it


@pytest.mark.parametrize(("number", "by_worker"), [(1, 0), (50, 0), (51, 1)])
def test_a_worker_runs_and_recalls_more_than_fifty_rows(enqueued, number, by_worker):
    place = make_place()
    bulk = proposed("withdraw", place, at=NOW)
    bulk.chosen = number

    bulk_actions.start(bulk, at=NOW, reason="x")
    started = list(enqueued)
    bulk_actions.run(bulk.pk, at=NOW)
    del enqueued[:]
    begun(bulk)

    assert started == [("recruitment.tasks.run_bulk_action", bulk.pk)] * by_worker
    assert enqueued == [("recruitment.tasks.recall_bulk_action", bulk.pk)] * by_worker


def test_a_bulk_action_is_started_in_the_audit_log_once():
    lead = a_lead()
    bulk = proposed("withdraw", make_place(), at=NOW, actor=lead)

    bulk_actions.start(bulk, at=NOW, reason="No venue.")
    bulk_actions.start(bulk, at=NOW, reason="No venue.")

    fields = ("action", "object_id", "actor", "fields", "reason", "at")
    assert list(AuditEntry.objects.values_list(*fields)) == [
        ("bulk_withdraw", str(bulk.pk), lead.pk, "state", "No venue.", NOW)
    ]


@pytest.mark.parametrize(
    ("state", "lease", "is_due"),
    [
        ("queued", None, True),
        ("running", NOW - timedelta(seconds=1), True),
        ("running", NOW, False),
        ("draft", None, False),
        ("held", NOW - timedelta(days=1), False),
        ("recalling", NOW - timedelta(days=1), False),
    ],
)
def test_which_actions_a_worker_runs(state, lease, is_due):
    bulk = proposed("withdraw", make_place(), at=NOW)
    BulkAction.objects.update(state=state, lease_until=lease)

    assert list(bulk_actions.due(NOW)) == ([bulk] if is_due else [])


@pytest.mark.parametrize(
    ("state", "lease", "is_due"),
    [
        ("recalling", NOW, True),
        ("recalling", NOW + timedelta(seconds=1), False),
        ("running", NOW - timedelta(days=1), False),
        ("recalled", NOW, False),
    ],
)
def test_which_actions_a_worker_takes_back(state, lease, is_due):
    bulk = proposed("withdraw", make_place(), at=NOW)
    BulkAction.objects.update(state=state, lease_until=lease)

    assert list(taking_back.recall_due(NOW)) == ([bulk] if is_due else [])


# --- leases


def test_a_worker_that_runs_or_recalls_has_two_minutes_and_renews_each_twenty_rows():
    bulk = proposed("withdraw", make_place(), at=NOW)
    BulkAction.objects.update(lease_token="mine")

    kept = bulk_actions.renew(bulk.pk, "mine")
    lost = bulk_actions.renew(bulk.pk, "of another worker")

    bulk.refresh_from_db()
    assert (bulk_actions.RENEWED_EVERY, kept, lost) == (20, True, False)
    left = (bulk.lease_until - timezone.now()).total_seconds()
    assert left == pytest.approx(120, abs=5)


def test_the_lease_is_renewed_after_every_twenty_rows(renewed, monkeypatch):
    calls, _ = renewed
    monkeypatch.setattr(bulk_actions, "RENEWED_EVERY", 2)

    bulk = done("withdraw", *several(5), at=NOW)
    ran = list(calls)
    begun(bulk)
    taking_back.recall(bulk.pk, at=NOW)

    bulk.refresh_from_db()
    token = ran[0][1]
    assert ran == [(bulk.pk, token)] * 2
    assert calls[2:] == [(bulk.pk, bulk.lease_token)] * 2
    assert bulk.lease_token != token


def test_a_worker_that_lost_its_lease_stops(renewed, monkeypatch):
    _, answers = renewed
    answers[:] = [True, False]
    monkeypatch.setattr(bulk_actions, "RENEWED_EVERY", 1)
    people = several(3)
    bulk = proposed("withdraw", *people, at=NOW)
    bulk_actions.start(bulk, at=NOW, reason="x")

    assert bulk_actions.run(bulk.pk, at=NOW) is False

    bulk.refresh_from_db()
    assert (bulk.state, bulk.goes_at) == ("running", None)
    assert states(*people) == ["withdrawn", "withdrawn", "confirmed"]


def test_a_worker_that_lost_its_lease_takes_no_more_rows_back(renewed, monkeypatch):
    _, answers = renewed
    people = several(3)
    bulk = begun(done("withdraw", *people, at=NOW))
    answers[:] = [False]
    monkeypatch.setattr(bulk_actions, "RENEWED_EVERY", 2)

    assert taking_back.recall(bulk.pk, at=NOW) is False

    bulk.refresh_from_db()
    assert bulk.state == "recalling"
    assert states(*people) == ["withdrawn", "confirmed", "confirmed"]


def test_a_second_worker_takes_nothing_back_while_the_first_has_its_lease():
    bulk = begun(done("withdraw", *several(1), at=NOW))
    BulkAction.objects.update(lease_until=NOW + timedelta(seconds=1))

    assert taking_back.recall(bulk.pk, at=NOW) is False
    assert taking_back.recall(bulk.pk, at=NOW + timedelta(seconds=1)) is True


def test_an_action_that_another_worker_took_over_is_not_ended_by_the_first():
    bulk = proposed("withdraw", make_place(), at=NOW)
    BulkAction.objects.update(state="running", lease_token="of another worker")

    ended = bulk_actions._hold(bulk, "mine")

    bulk.refresh_from_db()
    assert (ended, bulk.state, bulk.goes_at) == (False, "running", None)


# --- rows that fail


@pytest.mark.parametrize(
    ("error", "why", "logged"),
    [
        (IntegrityError("UNIQUE constraint failed"), CLASHES, False),
        (ZeroDivisionError("secret"), FAILED, True),
    ],
)
def test_a_row_that_cannot_be_done_says_why(monkeypatch, caplog, error, why, logged):
    people = several(2)
    withdraw = bulk_actions.VERBS["withdraw"]

    def fails_once(place, bulk, at):
        withdraw(place, bulk, at)
        if place == people[0]:
            raise error

    monkeypatch.setitem(bulk_actions.VERBS, "withdraw", fails_once)

    bulk = done("withdraw", *people, at=NOW)

    assert results(bulk) == [("refused", why), ("done", "")]
    assert states(*people) == ["confirmed", "withdrawn"]
    row = bulk.rows.order_by("pk").first()
    said = [f"row {row.pk} of a bulk action failed"] if logged else []
    assert [record.getMessage() for record in caplog.records] == said


@pytest.mark.parametrize(
    ("error", "why", "logged"),
    [
        (IntegrityError("UNIQUE constraint failed"), CLASHES, False),
        (ZeroDivisionError("secret"), FAILED, True),
    ],
)
def test_a_row_that_cannot_be_taken_back_is_kept_and_says_why(
    monkeypatch, caplog, error, why, logged
):
    people = several(2)
    bulk = begun(done("withdraw", *people, at=NOW))
    restore = taking_back._restore

    def fails_once(row, place, **fields):
        restore(row, place, **fields)
        if place == people[1]:  # the first that is taken back
            raise error

    monkeypatch.setattr(taking_back, "_restore", fails_once)

    assert taking_back.recall(bulk.pk, at=NOW) is True

    assert results(bulk) == [("recalled", ""), ("kept", why)]
    assert states(*people) == ["confirmed", "withdrawn"]
    row = bulk.rows.order_by("pk").last()
    said = [f"row {row.pk} was not taken back"] if logged else []
    assert [record.getMessage() for record in caplog.records] == said


def test_a_long_reason_why_a_row_was_not_done_is_cut():
    place = make_place()
    bulk = proposed("withdraw", place, at=NOW)
    row = bulk.rows.get()

    bulk_actions._keep_result(row.pk, "refused", "x" * 300)
    row.refresh_from_db()
    refused = row.why
    bulk_actions._keep_result(row.pk, "done", "it is no longer to do")
    row.refresh_from_db()

    assert (refused, row.result, row.why) == ("x" * 200, "refused", "x" * 200)


def test_a_place_that_another_row_moved_as_its_consequence_is_no_surprise():
    place = make_place("confirmed")
    later = make_place(
        "provisional",
        work_group=place.work_group,
        registration=place.registration,
        start_year=2027,
    )

    bulk = done("withdraw", place, later, at=NOW)

    assert states(place, later) == ["withdrawn", "withdrawn"]
    own = bulk.rows.filter(origin=None).order_by("pk")
    assert list(own.values_list("result", "why")) == [
        ("done", ""),
        ("unchanged", "It was withdrawn already."),
    ]
