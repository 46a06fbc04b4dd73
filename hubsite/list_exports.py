"""Files of lists that the worker makes, and the page from which each is taken."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify

from recruitment import outbox
from workgroups import export_files, exports, jobs
from workgroups.actions import list_exports
from workgroups.admin_base import own_hubs
from workgroups.admin_base.exported_lists import ExportedList
from workgroups.admin_base.list_layouts import ListLayout, ReadList, read_list
from workgroups.admin_base.pages import Answer, add_page
from workgroups.choices import ExportState
from workgroups.errors import ListNotFound
from workgroups.models import ListExport

logger = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two renewals of the lease, which save the progress
NOT_STAFF = "The account may no longer read this list."
NOT_INTACT = "This file is not as it was put away, so it is not handed out. Ask anew."


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


def model_admin_of(list_of: str) -> Any:
    """The ModelAdmin of a list that is exported. Raises ListNotFound."""
    registered: dict[Any, Any] = admin.site._registry
    for model, model_admin in registered.items():
        if model._meta.label_lower == list_of and model_admin.export_columns:
            return model_admin
    raise ListNotFound


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


def exported(
    model_admin: Any, found: ReadList, layout: ListLayout, hub: Any
) -> ExportedList:
    hubs = [hub] if hub is not None else own_hubs(found.request)
    made: ExportedList = model_admin.exported_list(
        found.request, found.rows, found.filters, hubs, layout
    )
    return made


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


# --- the page of one file ------------------------------------------------------------


def show_export(request: HttpRequest, public_id: UUID) -> Answer:
    """How far a file is; once it is ready, a press downloads it."""
    export = _own(request, public_id)
    if request.method == "POST":
        return _download(request, export)
    return {
        "title": f"Export: {export.name}",
        "export": export,
        "is_running": export.state in list_exports.UNFINISHED,
    }


def _own(request: HttpRequest, public_id: UUID) -> ListExport:
    """A file of the account, where it is still of the file's hub."""
    user: Any = request.user
    rows = ListExport.objects.visible_to(user).select_related("hub", "saved_list")
    export: ListExport = get_object_or_404(rows, public_id=public_id)
    if not export.may_be_had_by(user):
        raise Http404
    return export


def _download(request: HttpRequest, export: ListExport) -> HttpResponseBase:
    now, user = timezone.now(), request.user
    is_there = export.state == ExportState.DONE and _is_kept(export, now)
    if not is_there or export_files.digest(export.stored_as) != export.sha256:
        messages.error(request, NOT_INTACT)
        return redirect("admin:list_export", export.public_id)
    list_exports.record_download(export, by=user, at=now)  # type: ignore[arg-type]
    as_at = f"-as-at-{export.as_at}" if export.as_at else ""
    return FileResponse(
        export_files.path_of(export.stored_as).open("rb"),
        as_attachment=True,
        filename=f"{slugify(export.name) or 'list'}{as_at}.xlsx",
        headers={"Cache-Control": "no-store"},
    )


def _is_kept(export: ListExport, now: datetime) -> bool:
    return export.expires_at is not None and now < export.expires_at


add_page(
    "exports/<uuid:public_id>/", "list_export", "admin/list_export.html", show_export
)
