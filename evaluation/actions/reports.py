"""Request a report and make it as a background job with a lease."""

import errno
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from evaluation import reports, snapshots
from evaluation.choices import ReportState
from evaluation.errors import EvaluationError, TooManyReports
from evaluation.models import Evaluation, Report, ReportFile
from evaluation.reports import storage
from workgroups import audit, jobs
from workgroups.models import User

logger = logging.getLogger(__name__)

TASK = "evaluation.tasks.make_report"
MAX_UNFINISHED = 2  # unfinished reports per person
MAX_ATTEMPTS = 4
LEASE_SECONDS = 20.0  # seconds until a killed worker's report can be claimed again
HEARTBEAT_SECONDS = 5.0
# A report whose message had no effect is enqueued again after this time.
RETRY_AFTER = timedelta(seconds=10)
COUNT_STEP = "Counting"
STORE_STEP = "Putting the files away"
STEPS = [COUNT_STEP, *reports.STEPS.values(), STORE_STEP]
DISK_FULL = "There is no room left to keep the files. Tell whoever runs this site."
NO_PERMISSION = "The person who asked for it may no longer see this evaluation."
FAILED = "Something went wrong while it was made, and it was tried again."


class LeaseLost(EvaluationError):
    message = "Another worker has taken this report over."


@transaction.atomic
def request_report(evaluation: Evaluation, *, by: User, at: datetime) -> Report:
    """Create a new version of the report and enqueue it after the commit.

    Locks the row of the person first, so that of two requests at once each counts the
    other. Raises TooManyReports where two of their reports are unfinished.
    """
    User.objects.select_for_update().get(pk=by.pk)
    waiting = Report.objects.unfinished().filter(requested_by=by).count()
    if waiting >= MAX_UNFINISHED:
        raise TooManyReports
    evaluation = Evaluation.objects.select_for_update(of=("self",)).get(
        pk=evaluation.pk
    )
    last = evaluation.reports.aggregate(last=Max("version"))["last"] or 0
    report = Report.objects.create(
        hub_id=evaluation.hub_id,
        evaluation=evaluation,
        version=last + 1,
        requested_by=by,
        requested_at=at,
        dispatched_at=at,
        total=len(STEPS),
    )
    audit.record("request_report", report, actor=by, at=at)
    jobs.enqueue(TASK, report.pk)
    return report


def make_report(report_id: int, *, at: datetime) -> bool:
    """Make a report that is due; False if it is not due or another worker took over.

    The snapshot is frozen once and stored: a second attempt writes the same report.
    All files are stored before the row says "done". An error is stored in the row, and
    the periodic retry makes the report again until its attempts are used up.
    """
    token = jobs.claim(
        due(at), report_id, at=at, seconds=LEASE_SECONDS, running=ReportState.RUNNING
    )
    if not token:
        return False
    report = Report.objects.select_related("evaluation__hub", "requested_by").get(
        pk=report_id
    )
    if not _may_still_read(report):
        _mark_failed(report, token, NO_PERMISSION)
        return False
    storage.remove_leftovers(_prefix(report), keep=_stored_names(report))
    try:
        with jobs.Heartbeat(
            Report.objects.all(),
            report_id,
            token,
            seconds=LEASE_SECONDS,
            every=HEARTBEAT_SECONDS,
        ):
            _write_files(report, token, at)
    except LeaseLost:
        return False
    except Exception as error:
        _retry_or_fail(report, token, error)
        if isinstance(error, OSError):
            return False
        raise
    return True


def due(at: datetime) -> QuerySet[Report]:
    """Reports to make: queued, or claimed by a worker whose lease expired."""
    abandoned = Q(state=ReportState.RUNNING, lease_until__lt=at)
    return Report.objects.filter(
        Q(state=ReportState.QUEUED) | abandoned, attempts__lt=MAX_ATTEMPTS
    )


def enqueue_due(*, at: datetime) -> int:
    """Enqueue every due report; mark those without attempts left as failed.

    Two calls at once may send a message twice, which is harmless because of the claim.
    """
    used_up = Report.objects.filter(
        state=ReportState.RUNNING, lease_until__lt=at, attempts__gte=MAX_ATTEMPTS
    )
    used_up.update(state=ReportState.FAILED, problem=FAILED, lease_token="")
    not_just_sent = Q(dispatched_at=None) | Q(dispatched_at__lte=at - RETRY_AFTER)
    found = list(
        due(at).filter(not_just_sent).order_by("pk").values_list("pk", flat=True)
    )
    for pk in found:
        Report.objects.filter(pk=pk).update(dispatched_at=at)
        jobs.enqueue(TASK, pk)
    return len(found)


def _write_files(report: Report, token: str, at: datetime) -> None:
    """Freeze the snapshot, store every file and mark the row as done."""
    stored: list[tuple[reports.File, storage.StoredFile]] = []
    _start_step(report, token, COUNT_STEP)
    # A snapshot of an earlier version of this program may lack what the files need.
    if report.snapshot.get("format") != snapshots.FORMAT_VERSION:
        report.snapshot, report.inputs_hash = snapshots.freeze(report.evaluation, at=at)
        _renew_lease(
            report, token, snapshot=report.snapshot, inputs_hash=report.inputs_hash
        )
    try:
        files = reports.make(
            report.snapshot,
            version=report.version,
            on_step=lambda step: _start_step(report, token, reports.STEPS[step]),
        )
        _start_step(report, token, STORE_STEP)
        for file in files:
            stored.append((file, storage.store(file.content, prefix=_prefix(report))))
        _mark_done(report, token, stored)
    except BaseException:
        storage.remove([kept.stored_as for _, kept in stored])
        raise


@transaction.atomic
def _mark_done(
    report: Report,
    token: str,
    stored: Sequence[tuple[reports.File, storage.StoredFile]],
) -> None:
    ReportFile.objects.bulk_create(
        ReportFile(
            hub_id=report.hub_id,
            report=report,
            kind=file.kind,
            name=file.name,
            stored_as=kept.stored_as,
            size=kept.size,
            sha256=kept.sha256,
        )
        for file, kept in stored
    )
    _renew_lease(
        report,
        token,
        state=ReportState.DONE,
        done=len(STEPS),
        total=len(STEPS),
        step="",
        problem="",
        finished_at=timezone.now(),
    )


def _start_step(report: Report, token: str, text: str) -> None:
    """Save the step that starts, whose text the page shows as progress."""
    _renew_lease(report, token, step=text, done=STEPS.index(text), total=len(STEPS))


def _renew_lease(report: Report, token: str, **changes: object) -> None:
    """Renew the lease with these changes. Raises LeaseLost if another worker has it."""
    if not jobs.renew(
        Report.objects.all(), report.pk, token, seconds=LEASE_SECONDS, **changes
    ):
        raise LeaseLost


def _retry_or_fail(report: Report, token: str, error: Exception) -> None:
    """Queue the report again, each time after a longer wait; fail after the last."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    problem = DISK_FULL if full else FAILED
    if report.attempts >= MAX_ATTEMPTS:
        _mark_failed(report, token, problem)
        return
    logger.warning("report %s: attempt %s failed", report.pk, report.attempts)
    Report.objects.filter(pk=report.pk, lease_token=token).update(
        state=ReportState.QUEUED,
        lease_token="",
        problem=problem,
        dispatched_at=timezone.now() + RETRY_AFTER * (report.attempts - 1),
    )


def _mark_failed(report: Report, token: str, problem: str) -> None:
    Report.objects.filter(pk=report.pk, lease_token=token).update(
        state=ReportState.FAILED, lease_token="", problem=problem, step=""
    )


def _may_still_read(report: Report) -> bool:
    """Whether the person who requested the report may still read the evaluation."""
    if report.requested_by is None:
        return True
    seen = Evaluation.objects.visible_to(report.requested_by)
    return seen.filter(pk=report.evaluation_id).exists()


def _prefix(report: Report) -> str:
    return f"{report.pk}-"


def _stored_names(report: Report) -> list[str]:
    return list(report.files.values_list("stored_as", flat=True))
