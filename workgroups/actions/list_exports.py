"""Ask for the file of a list, and keep account of the worker that makes it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from workgroups import audit, export_files, jobs
from workgroups.choices import ExportState
from workgroups.errors import TooManyExports
from workgroups.models import ListExport, SavedList, User

TASK = "hubsite.tasks.make_list_export"
MAX_UNFINISHED = 3  # files per person, without those of each month
MAX_ATTEMPTS = 3
LEASE_SECONDS = 20.0  # seconds until a killed worker's file can be claimed again
# A file whose message had no effect is enqueued again after this time.
RETRY_AFTER = timedelta(seconds=10)
KEPT = timedelta(days=7)  # a file
ROWS_KEPT = timedelta(days=90)  # what was asked for
UNFINISHED = (ExportState.QUEUED, ExportState.RUNNING)
FAILED = "Something went wrong while it was made. Ask for it once more."


@transaction.atomic
def request_export(
    *,
    name: str,
    list_of: str,
    query: str,
    columns: Sequence[Sequence[str]] = (),
    hub_id: int | None,
    saved_list: SavedList | None = None,
    as_at: date | None = None,
    by: User,
    at: datetime,
) -> ListExport:
    """Ask the worker for a workbook of a list. Raises TooManyExports.

    Locks the row of the account first, so that of two requests at once each counts
    the other.
    """
    User.objects.select_for_update().get(pk=by.pk)
    waiting = ListExport.objects.filter(
        asked_by=by, state__in=UNFINISHED, is_monthly=False
    )
    if waiting.count() >= MAX_UNFINISHED:
        raise TooManyExports
    return _create(
        name=name[:80],
        list_of=list_of,
        query=query,
        columns=list(columns),
        hub_id=hub_id,
        saved_list=saved_list,
        as_at=as_at,
        asked_by=by,
        at=at,
    )


def request_monthly(
    row: SavedList, *, as_at: date | None, to: User, at: datetime
) -> ListExport:
    return _create(
        name=row.name,
        list_of=row.list_of,
        query=row.query,
        columns=row.columns,
        hub_id=row.hub_id,
        saved_list=row,
        as_at=as_at,
        is_monthly=True,
        asked_by=to,
        at=at,
    )


def _create(*, at: datetime, **fields: Any) -> ListExport:
    export = ListExport.objects.create(asked_at=at, dispatched_at=at, **fields)
    jobs.enqueue(TASK, export.pk)
    return export


def due(at: datetime) -> QuerySet[ListExport]:
    """Files to make: queued, or claimed by a worker whose lease expired."""
    abandoned = Q(state=ExportState.RUNNING, lease_until__lt=at)
    queued = Q(state=ExportState.QUEUED)
    return ListExport.objects.filter(queued | abandoned, attempts__lt=MAX_ATTEMPTS)


def enqueue_due(*, at: datetime) -> int:
    """Enqueue every due file again; mark those without attempts left as failed."""
    used_up = ListExport.objects.filter(
        state=ExportState.RUNNING, lease_until__lt=at, attempts__gte=MAX_ATTEMPTS
    )
    used_up.update(state=ExportState.FAILED, problem=FAILED, lease_token="")
    not_just_sent = Q(dispatched_at=None) | Q(dispatched_at__lte=at - RETRY_AFTER)
    found = list(due(at).filter(not_just_sent).values_list("pk", flat=True))
    for pk in found:
        ListExport.objects.filter(pk=pk).update(dispatched_at=at)
        jobs.enqueue(TASK, pk)
    return len(found)


def finish(export: ListExport, token: str, *, rows: int, stored_as: str) -> bool:
    """Mark a file as ready; False where another worker has taken it over."""
    now = timezone.now()
    return jobs.renew(
        ListExport.objects.all(),
        export.pk,
        token,
        seconds=0,
        state=ExportState.DONE,
        problem="",
        total=rows,
        done=rows,
        stored_as=stored_as,
        size=export_files.path_of(stored_as).stat().st_size,
        sha256=export_files.digest(stored_as),
        finished_at=now,
        expires_at=now + KEPT,
    )


def give_up(export: ListExport, token: str, problem: str, *, again: bool) -> None:
    """Queue a file again after an error, or mark it as failed after the last try."""
    again = again and export.attempts < MAX_ATTEMPTS
    ListExport.objects.filter(pk=export.pk, lease_token=token).update(
        state=ExportState.QUEUED if again else ExportState.FAILED,
        problem="" if again else problem,
        lease_token="",
    )


@transaction.atomic
def record_download(export: ListExport, *, by: User, at: datetime) -> None:
    audit.record("download_list", export, actor=by, at=at)


def forget_files(hub_id: int, *, list_of: Sequence[str], at: datetime) -> None:
    """Delete the files of a hub's lists once the transaction is over.

    Files of all hubs go too. One that a worker makes just now is begun again.
    """
    rows = ListExport.objects.filter(Q(hub=hub_id) | Q(hub=None), list_of__in=list_of)
    rows.filter(state=ExportState.RUNNING).update(
        state=ExportState.QUEUED, lease_token="", dispatched_at=None
    )
    ready = rows.filter(state=ExportState.DONE)
    names = list(ready.values_list("stored_as", flat=True))
    ready.update(state=ExportState.EXPIRED, stored_as="", expires_at=at)
    for name in names:
        transaction.on_commit(partial(export_files.remove, name))


def delete_expired(*, at: datetime) -> None:
    """Delete the files whose week is over, and much later what was asked for."""
    over = ListExport.objects.filter(state=ExportState.DONE, expires_at__lte=at)
    for export in over:
        export_files.remove(export.stored_as)
        over.filter(pk=export.pk).update(state=ExportState.EXPIRED, stored_as="")
    old = ListExport.objects.filter(asked_at__lte=at - ROWS_KEPT)
    old.exclude(state__in=UNFINISHED).delete()
