"""Certificates of attendance: a person's own, and all of a group."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from evaluation.reports import certificates as drawing
from evaluation.reports.safe_text import file_name
from recruitment.decorators import participant_required
from recruitment.participant_sessions import ParticipantSession
from recruitment.queries import certificates
from recruitment.queries.certificates import Certificate
from recruitment.views.places import own_place
from workgroups.models import WorkGroup
from workgroups.requests import SignedInRequest, managed_group


@login_not_required
@require_safe
@participant_required
def own_certificate(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    """The certificate of a person's own place, or why there is none yet."""
    place = own_place(request, own, pk)
    groups = WorkGroup.objects.listed().filter(pk=place.work_group_id)
    found = [
        certificate
        for group in groups
        for certificate in certificates.certificates_of(group, only=place)
    ]
    if not found:
        return render(request, "hubsite/no_certificate.html", {"place": place})
    return _file(found, "certificate")


@require_safe
def group_certificates(request: SignedInRequest, slug: str) -> HttpResponse:
    """The certificates of everybody in a group who completed, a page each."""
    work_group = managed_group(request, slug)
    found = certificates.certificates_of(work_group)
    if not found:
        messages.error(request, "Nobody in this group has completed the year yet.")
        return redirect("hubsite:complete_group", slug)
    return _file(found, "certificates")


def _file(found: Sequence[Certificate], what: str) -> HttpResponse:
    name = file_name(found[0].group, what, suffix="pdf")
    response = HttpResponse(
        drawing.render(found, at=timezone.now()), content_type="application/pdf"
    )
    response["Content-Disposition"] = content_disposition_header(True, name)
    return response
