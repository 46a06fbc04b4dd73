"""The job that makes reports: claimed, held, tried again, never half a file."""

import errno
import hashlib
import io
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from evaluation import tasks
from evaluation.actions import reports as actions
from evaluation.errors import TooManyReports
from evaluation.models import Report, ReportFile
from evaluation.reports import storage
from tests import factories as make
from workgroups import jobs
from workgroups.models import AuditEntry

AT = make.FRIDAY_5PM
KINDS = [
    *("html", "docx", "pdf", "xlsx", "csv"),
    *("board_html", "board_docx", "board_pdf", "plan_docx", "zip"),
]
DISK_FULL = "There is no room left to keep the files. Tell whoever runs this site."
NO_PERMISSION = "The person who asked for it may no longer see this evaluation."
GIVEN_UP = "Something went wrong while it was made, and it was tried again."


@pytest.fixture(autouse=True)
def enqueued(monkeypatch) -> list[int]:
    """Which reports a worker was woken for, instead of a broker."""
    sent: list[int] = []
    monkeypatch.setattr(jobs, "enqueue", lambda task, pk: sent.append(pk))
    return sent


@pytest.fixture
def evaluator(db):
    return make.make_staff("evaluator")


@pytest.fixture
def evaluation(db):
    return make.make_evaluation(work_groups=[make.make_work_group()])


def on_disk() -> list[str]:
    return sorted(path.name for path in storage.folder().iterdir())


def test_a_request_is_a_row_in_the_queue(evaluation, evaluator, enqueued):
    report = actions.request_report(evaluation, by=evaluator, at=AT)

    assert (report.state, report.version, report.total) == ("queued", 1, 13)
    assert enqueued == [report.pk]
    assert AuditEntry.objects.get().action == "request_report"


def test_nobody_has_more_than_two_waiting(evaluation, evaluator):
    first = actions.request_report(evaluation, by=evaluator, at=AT)
    actions.request_report(evaluation, by=evaluator, at=AT)

    with pytest.raises(TooManyReports):
        actions.request_report(evaluation, by=evaluator, at=AT)
    Report.objects.filter(pk=first.pk).update(state="done")
    third = actions.request_report(evaluation, by=evaluator, at=AT)

    assert third.version == 3
    other = make.make_staff("evaluator")
    assert actions.request_report(evaluation, by=other, at=AT).version == 4


@pytest.mark.django_db(transaction=True)
def test_a_made_report_has_all_its_files_whole(evaluation, evaluator):
    report = actions.request_report(evaluation, by=evaluator, at=AT)

    assert actions.make_report(report.pk, at=AT)

    report.refresh_from_db()
    assert (report.state, report.done, report.step) == ("done", 13, "")
    assert len(report.inputs_hash) == 64
    assert list(report.files.values_list("kind", flat=True)) == KINDS
    for file in report.files.all():
        content = storage.path_of(file.stored_as).read_bytes()
        assert len(content) == file.size
        assert hashlib.sha256(content).hexdigest() == file.sha256
        assert storage.is_intact(file.stored_as, file.sha256)
    assert on_disk() == sorted(ReportFile.objects.values_list("stored_as", flat=True))
    assert not any("+" in name or "." in name for name in on_disk())


@pytest.mark.django_db(transaction=True)
def test_a_doubled_message_makes_nothing_twice(evaluation, evaluator):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    tasks.make_report(report.pk)
    before = on_disk()

    tasks.make_report(report.pk)

    assert on_disk() == before
    assert Report.objects.get().attempts == 1


def test_a_running_report_is_not_taken_before_its_lease_ends(evaluation, evaluator):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    jobs.claim(actions.due(AT), report.pk, at=AT, seconds=20, running="running")

    assert not actions.due(AT + timedelta(seconds=20)).exists()
    assert actions.due(AT + timedelta(seconds=21)).exists()


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_made_again_from_its_snapshot(
    evaluation, evaluator
):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    jobs.claim(actions.due(AT), report.pk, at=AT, seconds=20, running="running")
    frozen = {**snapshot_of(evaluation), "conclusion": "As it stood."}
    Report.objects.update(snapshot=frozen, inputs_hash="a" * 64)
    storage.store(b"half of it", prefix=f"{report.pk}-")
    later = AT + timedelta(seconds=31)

    assert actions.make_report(report.pk, at=later)

    report.refresh_from_db()
    assert (report.state, report.attempts, report.inputs_hash) == ("done", 2, "a" * 64)
    html = report.files.get(kind="html")
    assert "As it stood." in storage.path_of(html.stored_as).read_text()
    assert len(on_disk()) == 10


def snapshot_of(evaluation) -> dict:
    return actions.snapshots.freeze(evaluation, at=AT)[0]


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_lost_its_lease_leaves_nothing(
    evaluation, evaluator, monkeypatch
):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    store = storage.store

    def store_and_lose(content: bytes, *, prefix: str) -> storage.StoredFile:
        Report.objects.update(lease_token="another's")
        return store(content, prefix=prefix)

    monkeypatch.setattr(storage, "store", store_and_lose)

    assert not actions.make_report(report.pk, at=AT)

    assert on_disk() == []
    assert ReportFile.objects.count() == 0
    assert Report.objects.get().state == "running"  # the other's, who goes on


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_no_half_file_and_says_so(
    evaluation, evaluator, monkeypatch
):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    calls = []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) > 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)

    assert not actions.make_report(report.pk, at=AT)

    report.refresh_from_db()
    assert (report.state, report.problem) == ("queued", DISK_FULL)
    assert on_disk() == []
    assert ReportFile.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_attempts_are_capped(evaluation, evaluator, monkeypatch):
    report = actions.request_report(evaluation, by=evaluator, at=AT)

    def broken(*args: object, **options: object) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(actions.snapshots, "freeze", broken)
    for _ in range(4):
        with pytest.raises(ValueError, match="broken"):
            actions.make_report(report.pk, at=AT)
    made = actions.make_report(report.pk, at=AT)

    report.refresh_from_db()
    assert not made
    assert (report.state, report.attempts) == ("failed", 4)
    assert report.problem == GIVEN_UP


def test_a_report_that_kills_every_worker_is_given_up(evaluation, evaluator, enqueued):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    Report.objects.update(state="running", attempts=4, lease_until=AT)
    enqueued.clear()

    actions.enqueue_due(at=AT + timedelta(seconds=1))

    report.refresh_from_db()
    assert (report.state, enqueued) == ("failed", [])


def test_the_periodic_retry_enqueues_what_no_worker_has(
    evaluation, evaluator, enqueued
):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    enqueued.clear()

    assert actions.enqueue_due(at=AT + timedelta(seconds=5)) == 0
    assert actions.enqueue_due(at=AT + timedelta(seconds=10)) == 1
    assert actions.enqueue_due(at=AT + timedelta(seconds=11)) == 0
    with time_machine.travel(AT + timedelta(hours=1), tick=False):
        tasks.retry_reports()

    assert enqueued == [report.pk, report.pk]


def test_a_report_is_not_made_for_who_may_no_longer_see_it(evaluation, evaluator):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    evaluator.roles.all().delete()

    assert not actions.make_report(report.pk, at=AT)

    report.refresh_from_db()
    assert (report.state, report.problem) == ("failed", NO_PERMISSION)


def test_reports_are_reached_from_their_own_hub_alone(evaluation, evaluator):
    report = actions.request_report(evaluation, by=evaluator, at=AT)
    other = make.make_staff("evaluator", hub=make.make_hub("Kent and Coast"))

    assert list(Report.objects.visible_to(evaluator)) == [report]
    assert not Report.objects.visible_to(other).exists()


def test_a_file_is_intact_or_it_is_not_that_file():
    kept = storage.store(b"report", prefix="1-")

    assert storage.is_intact(kept.stored_as, kept.sha256)
    storage.path_of(kept.stored_as).write_bytes(b"repor")
    assert not storage.is_intact(kept.stored_as, kept.sha256)
    storage.remove([kept.stored_as])
    assert not storage.is_intact(kept.stored_as, kept.sha256)


def suffixes_in(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


def test_the_command_writes_every_file_without_the_web(evaluation, tmp_path: Path):
    said = io.StringIO()

    call_command("theme_report", evaluation.pk, out=str(tmp_path / "a"), stdout=said)

    assert suffixes_in(tmp_path / "a") == [
        *("", ".csv", ".docx", ".html", ".pdf", ".xlsx", ".zip"),
    ]
    assert suffixes_in(tmp_path / "a" / "papers") == [".docx", ".docx", ".html", ".pdf"]
    assert said.getvalue().count("bytes") == 10
    assert Report.objects.count() == 0


def test_the_command_says_when_there_is_no_such_evaluation(db, tmp_path: Path):
    with pytest.raises(CommandError, match="There is no evaluation 404"):
        call_command("theme_report", 404, out=str(tmp_path))
