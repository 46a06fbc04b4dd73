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
MOST_WAITING = 2  # unfinished reports per person
MOST_ATTEMPTS = 4
LEASE = 20.0  # seconds until a killed worker's report can be claimed again
BEAT = 5.0
# a message without effect is sent again after this time
AGAIN_AFTER = timedelta(seconds=10)
COUNTING = "Counting"
PUTTING_AWAY = "Putting the files away"
STEPS = [COUNTING, *reports.STEPS.values(), PUTTING_AWAY]
NO_ROOM = "There is no room left to keep the files. Tell whoever runs this site."
NO_LONGER = "The person who asked for it may no longer see this evaluation."
NOT_MADE = "Something went wrong while it was made, and it was tried again."


class LeaseLost(EvaluationError):
    message = "Another worker has taken this report over."


@transaction.atomic
def request_report(evaluation: Evaluation, *, by: User, at: datetime) -> Report:
    """Create a new version of the report and enqueue it after the commit.

    Locks the person's row first, so that two requests at once count each other. Raises
    TooManyReports where two of theirs are unfinished.
    """
    User.objects.select_for_update().get(pk=by.pk)
    waiting = Report.objects.unfinished().filter(requested_by=by).count()
    if waiting >= MOST_WAITING:
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
    Files are complete before the one update to "done". An error is stored in the row,
    and the periodic retry repeats the report until its attempts are used up.
    """
    token = jobs.claim(
        due(at), report_id, at=at, seconds=LEASE, running=ReportState.RUNNING
    )
    if not token:
        return False
    report = Report.objects.select_related("evaluation__hub", "requested_by").get(
        pk=report_id
    )
    if not _may_still_see(report):
        _give_up(report, token, NO_LONGER)
        return False
    storage.remove_leftovers(_prefix(report), keep=_kept(report))
    try:
        with jobs.Heartbeat(
            Report.objects.all(), report_id, token, seconds=LEASE, every=BEAT
        ):
            _make(report, token, at)
    except LeaseLost:
        return False
    except Exception as error:
        _try_again(report, token, error)
        if isinstance(error, OSError):
            return False
        raise
    return True


def due(at: datetime) -> QuerySet[Report]:
    """Reports to make: queued, or claimed by a worker whose lease expired."""
    left = Q(state=ReportState.RUNNING, lease_until__lt=at)
    return Report.objects.filter(
        Q(state=ReportState.QUEUED) | left, attempts__lt=MOST_ATTEMPTS
    )


def enqueue_due(*, at: datetime) -> int:
    """Enqueue every due report; mark those without attempts left as failed.

    Two calls at once send a message twice at most, which the claim makes harmless.
    """
    used_up = Report.objects.filter(
        state=ReportState.RUNNING, lease_until__lt=at, attempts__gte=MOST_ATTEMPTS
    )
    used_up.update(state=ReportState.FAILED, problem=NOT_MADE, lease_token="")
    quiet = Q(dispatched_at=None) | Q(dispatched_at__lte=at - AGAIN_AFTER)
    found = list(due(at).filter(quiet).order_by("pk").values_list("pk", flat=True))
    for pk in found:
        Report.objects.filter(pk=pk).update(dispatched_at=at)
        jobs.enqueue(TASK, pk)
    return len(found)


def _make(report: Report, token: str, at: datetime) -> None:
    """Count, write every file and mark the row as done, under the lease."""
    stored: list[tuple[reports.File, storage.StoredFile]] = []
    _step(report, token, COUNTING)
    if not report.snapshot:
        report.snapshot, report.inputs_hash = snapshots.freeze(report.evaluation, at=at)
        _hold(report, token, snapshot=report.snapshot, inputs_hash=report.inputs_hash)
    try:
        made = reports.make(
            report.snapshot,
            version=report.version,
            on_step=lambda step: _step(report, token, reports.STEPS[step]),
        )
        _step(report, token, PUTTING_AWAY)
        for file in made:
            stored.append((file, storage.store(file.content, prefix=_prefix(report))))
        _finish(report, token, stored)
    except BaseException:
        storage.remove([kept.stored_as for _, kept in stored])
        raise


@transaction.atomic
def _finish(
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
    _hold(
        report,
        token,
        state=ReportState.DONE,
        done=len(STEPS),
        total=len(STEPS),
        step="",
        problem="",
        finished_at=timezone.now(),
    )


def _step(report: Report, token: str, words: str) -> None:
    """Save the words of the step that begins; the page shows them as progress."""
    _hold(report, token, step=words, done=STEPS.index(words), total=len(STEPS))


def _hold(report: Report, token: str, **changes: object) -> None:
    """Renew the lease with these changes. Raises LeaseLost if another worker has it."""
    if not jobs.renew(Report.objects.all(), report.pk, token, seconds=LEASE, **changes):
        raise LeaseLost


def _try_again(report: Report, token: str, error: Exception) -> None:
    """Put the report back into the queue, later each time, until no attempt is left."""
    full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
    problem = NO_ROOM if full else NOT_MADE
    if report.attempts >= MOST_ATTEMPTS:
        _give_up(report, token, problem)
        return
    logger.warning("report %s: attempt %s failed", report.pk, report.attempts)
    Report.objects.filter(pk=report.pk, lease_token=token).update(
        state=ReportState.QUEUED,
        lease_token="",
        problem=problem,
        dispatched_at=timezone.now() + AGAIN_AFTER * (report.attempts - 1),
    )


def _give_up(report: Report, token: str, problem: str) -> None:
    Report.objects.filter(pk=report.pk, lease_token=token).update(
        state=ReportState.FAILED, lease_token="", problem=problem, step=""
    )


def _may_still_see(report: Report) -> bool:
    """Whether the person who asked may still read the evaluation."""
    if report.requested_by is None:
        return True
    seen = Evaluation.objects.visible_to(report.requested_by)
    return seen.filter(pk=report.evaluation_id).exists()


def _prefix(report: Report) -> str:
    return f"{report.pk}-"


def _kept(report: Report) -> list[str]:
    return list(report.files.values_list("stored_as", flat=True))
