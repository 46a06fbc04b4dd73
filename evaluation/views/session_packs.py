"""The pack for session 1 of a group, for its lead: as a page, PDF and slides."""

from collections.abc import Callable
from datetime import datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from evaluation.reports import session_pack as pdf
from evaluation.reports import slides
from evaluation.reports.safe_text import file_name
from recruitment.queries.session_pack import SessionPack, pack_of
from workgroups.requests import SignedInRequest, managed_group

#: Each kind of file: who makes it, and its media type.
FILES: dict[str, tuple[Callable[..., bytes], str]] = {
    "pdf": (pdf.render, "application/pdf"),
    "pptx": (
        slides.render,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}


@require_safe
def show_pack(request: SignedInRequest, slug: str) -> HttpResponse:
    work_group = managed_group(request, slug)
    pack = pack_of(work_group, at=timezone.now())
    page = {"work_group": work_group, "pack": pack}
    return render(request, "evaluation/show_pack.html", page)


@require_safe
def download_pack(request: SignedInRequest, slug: str, kind: str) -> HttpResponse:
    work_group = managed_group(request, slug)
    if kind not in FILES:
        raise Http404
    now = timezone.now()
    return _file(pack_of(work_group, at=now), kind, at=now)


def _file(pack: SessionPack, kind: str, *, at: datetime) -> HttpResponse:
    make, media_type = FILES[kind]
    response = HttpResponse(make(pack, at=at), content_type=media_type)
    name = file_name(pack.title, "session 1 pack", suffix=kind)
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
