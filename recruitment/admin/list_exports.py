"""Files of lists that the worker makes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from recruitment import outbox
from workgroups import export_files, exports, jobs
from workgroups.actions import list_exports
from workgroups.admin_base.exported_lists import ExportedList, exported, model_admin_of
from workgroups.admin_base.list_layouts import ListLayout, read_list
from workgroups.choices import ExportState
from workgroups.errors import ListNotFound
from workgroups.models import ListExport

EVERY = 2.0  # seconds between two renewals of the lease, which save the progress
NOT_STAFF = "The account may no longer read this list."


class LeaseOfFile(jobs.Heartbeat):
    """Renews the lease of a file, and saves how many of its rows are written."""

    written = 0

    def _renew(self) -> None:
        self.lost = not jobs.renew(
            self.rows.all(),
            self.pk,
            self.token,
            seconds=self.seconds,
            done=self.written,
        )

    def counted(self, lines: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        for self.written, line in enumerate(lines, start=1):
            yield line


def make_list_export(export_id: int, *, at: datetime) -> bool:
    """Make a file that is due; False if it is not due, or cannot be made.

    The rows are read with the rights that the account has now. The file stands under
    its name before the row says that it is ready.
    """
    seconds = list_exports.LEASE_SECONDS
    running, due = ExportState.RUNNING, list_exports.due(at)
    token = jobs.claim(due, export_id, at=at, seconds=seconds, running=running)
    if not token:
        return False
    export = ListExport.objects.select_related("hub", "asked_by").get(pk=export_id)
    export_files.remove_all(_prefix(export))
    stored_as = export_files.new_name(_prefix(export))
    try:
        made = _read(export)
        written = _write(export, token, made, stored_as)
        if not _finish(export, token, made, rows=written, stored_as=stored_as):
            export_files.remove(stored_as)
            return False
    except (ListNotFound, PermissionDenied) as error:
        said = str(error) or NOT_STAFF
        list_exports.give_up(export, token, said, again=False)
        return False
    except Exception:
        list_exports.give_up(export, token, list_exports.FAILED, again=True)
        raise
    return True


def _read(export: ListExport) -> ExportedList:
    """The list for the account as it is now. Raises ListNotFound, PermissionDenied."""
    if not export.may_be_had_by(export.asked_by):
        raise PermissionDenied
    model_admin = model_admin_of(export.list_of)
    layout = layout_of(export)
    found = read_list(
        model_admin,
        export.asked_by,
        export.query,
        hub_id=export.hub_id,
        as_at=export.as_at,
    )
    return exported(model_admin, found, layout, export.hub)


def layout_of(export: ListExport) -> ListLayout:
    saved = export.saved_list
    return ListLayout(export.name, export.query, export.columns, export.as_at, saved)


def _write(export: ListExport, token: str, made: ExportedList, stored_as: str) -> int:
    """Write the workbook under its lease; return how many rows it has."""
    rows = ListExport.objects.all()
    rows.filter(pk=export.pk, lease_token=token).update(total=made.number)
    seconds = list_exports.LEASE_SECONDS
    with (
        LeaseOfFile(rows, export.pk, token, seconds=seconds, every=EVERY) as lease,
        export_files.writing(stored_as) as file,
    ):
        lines = lease.counted(made.lines("xlsx"))
        exports.write_workbook(file, made.headings, lines, made.about)
    return lease.written


@transaction.atomic
def _finish(export: ListExport, token: str, made: ExportedList, **file: Any) -> bool:
    """Mark a file as ready, with its audit entry and its letter; False if it is not."""
    if not list_exports.finish(export, token, **file):
        return False
    model_admin_of(export.list_of).record_export(export.asked_by, "xlsx", made)
    kind = "monthly_list" if export.is_monthly else "export_ready"
    outbox.queue(kind, about=export, to=export.asked_by, at=timezone.now())
    return True


def _prefix(export: ListExport) -> str:
    return f"{export.pk}-"
