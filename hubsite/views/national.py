"""The workspace of the national team: counts of the hubs, a new hub, one record."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hubsite.forms import AddHubForm, RecordForm
from hubsite.queries import national, records
from recruitment.actions import accounts
from recruitment.errors import RecruitmentError
from recruitment.models import Participant
from workgroups import academic_years, audit, exports, permissions
from workgroups.counted_lists import YEAR
from workgroups.models import Hub
from workgroups.rules import hub_slug


@require_GET
def national_workspace(request: HttpRequest) -> HttpResponse:
    """The counts of every hub in one year."""
    _national_only(request)
    year = _year_of(request)
    context = {
        "hubs": national.hub_counts(year, at=timezone.now()),
        "headings": [heading for heading, _ in national.OF_HUBS],
        **_years(year),
    }
    return render(request, "hubsite/national.html", context)


@require_GET
def open_hub(request: HttpRequest, slug: str) -> HttpResponse:
    """The counts of one hub's groups in one year."""
    _national_only(request)
    hub = get_object_or_404(Hub.objects.visible_to(request.user), slug=slug)
    year = _year_of(request)
    context = {
        "hub": hub,
        "groups": national.group_counts(hub, year, at=timezone.now()),
        "headings": [heading for heading, _ in national.OF_GROUPS],
        **_years(year),
    }
    return render(request, "hubsite/open_hub.html", context)


@require_POST
def export_hubs(request: HttpRequest) -> HttpResponseBase:
    """The table of hubs as a file."""
    _national_only(request)
    year = _year_of(request)
    lines = [
        [counts.hub.name, *counts.cells]
        for counts in national.hub_counts(year, at=timezone.now())
    ]
    columns = [("Hub", "hub"), *national.OF_HUBS]
    return _export(request, "hubs", columns, lines, year=year)


@require_POST
def export_hub(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The table of one hub's groups as a file."""
    _national_only(request)
    hub = get_object_or_404(Hub.objects.visible_to(request.user), slug=slug)
    year = _year_of(request)
    lines = [
        [counts.group.title, str(counts.group.local_authority or ""), *counts.cells]
        for counts in national.group_counts(hub, year, at=timezone.now())
    ]
    columns = [
        ("Work group", "group"),
        ("Local authority", "local_authority"),
        *national.OF_GROUPS,
    ]
    return _export(request, hub.slug, columns, lines, year=year, hub=hub)


@require_http_methods(["GET", "POST"])
def add_hub(request: HttpRequest) -> HttpResponse:
    """Add a hub and invite its lead."""
    _national_only(request)
    form = AddHubForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by: Any = request.user
        name, lead = form.cleaned_data["name"], form.cleaned_data["lead"]
        try:
            hub = accounts.create_hub(
                name, slug=hub_slug(name), lead=lead, by=by, at=timezone.now()
            )
        except RecruitmentError as error:
            form.add_error("name", str(error))
        else:
            said = (
                f"{hub} is added. The invitation to its lead is on its way to {lead}."
            )
            messages.success(request, said)
            return redirect("hubsite:national")
    return render(request, "hubsite/add_hub.html", {"form": form})


@require_http_methods(["GET", "POST"])
def open_record(request: HttpRequest) -> HttpResponse:
    """Show a person's record once a reason is given; each opening is audited."""
    _national_only(request)
    form = RecordForm(request.POST if request.method == "POST" else None)
    found = None
    if form.is_valid():
        email, reason = form.cleaned_data["email"], form.cleaned_data["reason"]
        people = list(
            Participant.objects.filter(email=email, merged_into=None).select_related(
                "hub"
            )
        )
        # a search without a result is audited too
        for person in people or [Participant()]:
            audit.record(
                "open_record",
                person,
                actor=request.user,  # type: ignore[arg-type]  # signed in
                reason=reason,
            )
        found = records.records_of(people)
    return render(request, "hubsite/open_record.html", {"form": form, "records": found})


def _export(
    request: HttpRequest,
    name: str,
    columns: Sequence[tuple[str, str]],
    lines: Sequence[Sequence[Any]],
    *,
    year: int,
    hub: Hub | None = None,
) -> HttpResponseBase:
    form = request.POST.get("format", "csv")
    if form not in exports.FORMATS:
        raise Http404
    audit.record(
        f"exported as {form}",
        hub or Hub(),
        actor=request.user,  # type: ignore[arg-type]  # signed in
        hub_id=hub.pk if hub else None,
        fields=[column for _, column in columns],
        reason=f"{len(lines)} rows",
    )
    about = [
        ("List", "Counts of the hub’s groups" if hub else "Counts of the hubs"),
        ("Hub", hub.name if hub else "all hubs"),
        ("Academic year", academic_years.label(year)),
        ("Exported on", exports.cell_value(timezone.now())),
        ("Exported by", str(request.user)),
    ]
    headings = [heading for heading, _ in columns]
    return exports.FORMATS[form](f"{name}-{year}", headings, lines, about)


def _years(year: int) -> dict[str, Any]:
    """The year that is shown, and every year to choose from."""
    now = academic_years.academic_year_of(timezone.localdate())
    choices = [(each, academic_years.label(each)) for each in national.years(now=now)]
    return {
        "year": year,
        "year_label": academic_years.label(year),
        "before": academic_years.label(year - 1),
        "years": choices,
    }


def _year_of(request: HttpRequest) -> int:
    now = academic_years.academic_year_of(timezone.localdate())
    return academic_years.parse(request.GET.get(YEAR, "")) or now


def _national_only(request: HttpRequest) -> None:
    if not permissions.scope_of(request.user).national:
        raise PermissionDenied
