"""A report whose worker is killed halfway, with real workers and both brokers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings as django_settings
from django.utils import timezone

from evaluation.actions import reports
from evaluation.models import Report
from recruitment import outbox
from tests.factories import (
    make_evaluation,
    make_evidence,
    make_form,
    make_place,
    make_response,
    make_session,
    make_staff,
    make_theme,
    make_work_group,
)
from tests.servers import wait_until
from workgroups import jobs

pytestmark = [pytest.mark.drill("sqlite"), pytest.mark.django_db(transaction=True)]

CELERY = [sys.executable, "-m", "celery", "-A", "hubsite"]
WORKER = [
    *CELERY,
    "worker",
    "-c1",
    "-lWARNING",
    "--without-gossip",
    "--without-mingle",
]
BEAT = [*CELERY, "beat", "-lWARNING", "--pidfile=", "-S", "celery.beat:Scheduler"]

Start = Callable[[list[str]], subprocess.Popen[bytes]]


@pytest.fixture(params=["embedded", "redis"])
def start(request, child_environment) -> Iterator[Start]:
    """Start a worker or beat on this test's database, with either broker."""
    environment = dict(child_environment)
    environment["FILES_URL"] = f"file://{django_settings.FILES_DIR}"
    if request.param == "redis":
        environment["REDIS_URL"] = request.getfixturevalue("redis_server").url
    temporary = Path(os.environ["HUBSITE_VAR"]) / "tmp"
    temporary.mkdir(exist_ok=True)
    environment["TMPDIR"] = str(temporary)
    started: list[subprocess.Popen[bytes]] = []

    def run(command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            command,
            env=environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole process group with SIGKILL."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait(10)


def a_report() -> Report:
    """A queued report with enough evidence to be interrupted halfway."""
    group = make_work_group()
    make_session(group)
    form = make_form(group)
    for _ in range(8):
        make_place(work_group=group)
        make_response(form, most_useful="The bar models were worth the journey.")
    evaluation = make_evaluation(group.hub, work_groups=[group])
    theme = make_theme(evaluation)
    for number in range(150):
        evidence = make_evidence(evaluation, f"Comment number {number}.")
        theme.codings.create(hub=group.hub, evidence=evidence, coded_at=timezone.now())
    lead = make_staff("evaluator", hub=group.hub)
    return reports.request_report(evaluation, by=lead, at=timezone.now())


def state_of(report: Report) -> str:
    return Report.objects.values_list("state", flat=True).get(pk=report.pk)


def test_a_report_is_finished_within_a_minute_of_its_worker_being_killed(start, figure):
    jobs.reset_connection()
    report = a_report()
    worker = start(WORKER)
    start(BEAT)
    wait_until(
        lambda: Report.objects.get(pk=report.pk).done >= 1,
        seconds=60,
        what="the first step",
    )
    kill(worker)
    killed = time.monotonic()
    assert state_of(report) == "running"

    start(WORKER)
    wait_until(
        lambda: state_of(report) in {"done", "failed"}, seconds=60, what="the report"
    )

    took = time.monotonic() - killed
    done = Report.objects.get(pk=report.pk)
    assert (done.state, done.attempts) == ("done", 2)
    assert done.files.count() == len({file.kind for file in done.files.all()}) >= 5
    figure("killed worker: report finished after", f"{took:.0f} s")


def test_periodic_tasks_run_at_their_intervals():
    """Reports are retried every ten seconds, emails every minute."""
    schedule = django_settings.CELERY_BEAT_SCHEDULE
    current_app.loader.import_default_modules()

    assert {entry["task"] for entry in schedule.values()} <= set(current_app.tasks)
    assert schedule["reports"]["schedule"] == 10
    assert schedule["emails"]["schedule"] == 60
    assert (reports.LEASE_SECONDS, reports.HEARTBEAT_SECONDS, outbox.LEASE_SECONDS) == (
        20,
        5,
        120,
    )
