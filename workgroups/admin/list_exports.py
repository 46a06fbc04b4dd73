"""The page from which a file of a list is taken."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import slugify

from workgroups import export_files
from workgroups.actions import list_exports
from workgroups.admin_base.pages import Answer, add_page
from workgroups.choices import ExportState
from workgroups.models import ListExport

NOT_INTACT = "This file is not as it was put away, so it is not handed out. Ask anew."


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
