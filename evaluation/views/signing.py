"""Put back the signed report, and set two versions against each other."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions import signing
from evaluation.choices import ReportState
from evaluation.errors import NotADocument
from evaluation.models import Report, ReportFile
from evaluation.report_forms import SignedReportForm
from evaluation.reports import differences, facts, signed, storage
from evaluation.views import scoped
from workgroups.requests import SignedInRequest

COMPARED_WITH = 50  # the newest versions of the hub that are offered


@require_http_methods(["GET", "POST"])
def sign_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take the edited Word file; show which of its figures are others now."""
    done = Report.objects.filter(state=ReportState.DONE)
    report = scoped.row_to_write(request, done, pk)
    is_posted = request.method == "POST"
    form = SignedReportForm(
        request.POST if is_posted else None, request.FILES if is_posted else None
    )
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            signing.sign_report(report, content, by=request.user, at=timezone.now())
        except NotADocument as error:
            form.add_error("file", str(error))
        else:
            messages.success(request, "The signed version is kept.")
            return redirect("evaluation:sign_report", report.pk)
    file = report.files.filter(kind=signing.SIGNED).first()
    context = {"report": report, "evaluation": report.evaluation, "form": form}
    context |= {"file": file, "changed": _changed(report, file) if file else []}
    return render(request, "evaluation/sign_report.html", context)


def _changed(report: Report, file: ReportFile) -> list[tuple[str, str]]:
    """The figures that no longer match; none where there is nothing to compare."""
    if not report.snapshot or not storage.is_intact(file.stored_as, file.sha256):
        return []
    content = storage.path_of(file.stored_as).read_bytes()
    return signed.changed_figures(report.snapshot, report.version, content)


@require_safe
def compare_reports(request: SignedInRequest, pk: int) -> HttpResponse:
    """One version against another of the same hub, of this year or of another."""
    done = Report.objects.visible_to(request.user).filter(state=ReportState.DONE)
    report = get_object_or_404(done.select_related("hub", "evaluation"), pk=pk)
    scoped.set_hub(request, report)
    others = done.filter(hub=report.hub_id).exclude(pk=report.pk)
    others = others.select_related("evaluation").order_by("-finished_at", "-pk")
    chosen = request.GET.get("with", "")
    other = None
    if chosen:
        number = int(chosen) if chosen.isdecimal() and len(chosen) < 10 else 0
        other = get_object_or_404(others, pk=number)
    context = {"report": report, "evaluation": report.evaluation, "other": other}
    context |= {
        "others": others.defer("snapshot")[:COMPARED_WITH],
        "sections": _sections(other, report) if other else [],
    }
    return render(request, "evaluation/compare_reports.html", context)


def _sections(before: Report, after: Report) -> list[differences.ComparedSection]:
    if not before.snapshot or not after.snapshot:
        return []
    return differences.by_section(
        facts.of_snapshot(before.snapshot), facts.of_snapshot(after.snapshot)
    )
