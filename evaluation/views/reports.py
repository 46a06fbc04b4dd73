"""Request a report, watch its progress and download its files."""

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions import reports
from evaluation.choices import ReportState
from evaluation.errors import EvaluationError
from evaluation.models import Report, ReportFile
from evaluation.queries import freezing, live_figures
from evaluation.reports import storage
from evaluation.views import scoped
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.requests import SignedInRequest

REFRESH_SECONDS = 3
# views of the evaluation; the others are of the report
READERS = (RoleKind.EVALUATOR, *HUB_STAFF)
NOT_INTACT = (
    "This file is not as it was put away, so it is not handed out. Make the report "
    "once more, or tell whoever runs this site."
)
FILE_KINDS = {
    "html": "a page to read",
    "docx": "a document to edit",
    "pdf": "a tagged PDF",
    "xlsx": "every figure as a spreadsheet",
    "csv": "codings, line by line",
    "board_html": "the paper for the Strategic Board, to read",
    "board_docx": "the paper for the Strategic Board, to edit",
    "board_pdf": "the paper for the Strategic Board, two pages",
    "plan_docx": "the action plan, to edit",
    "zip": "all of them in one",
    "signed": "the signed version, as it was put back",
}


@require_http_methods(["GET", "POST"])
def make_report(request: SignedInRequest, pk: int) -> HttpResponse:
    """What is still open before the report is frozen; POST asks for it."""
    evaluation = scoped.evaluation_to_write(request, pk)
    if request.method == "GET":
        context = {
            "evaluation": evaluation,
            "checks": freezing.open_checks(evaluation),
            "contradicted": freezing.contradicted(evaluation),
            "unknown": live_figures.unknown(evaluation),
        }
        return render(request, "evaluation/make_report.html", context)
    try:
        report = reports.request_report(evaluation, by=request.user, at=timezone.now())
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:show_evaluation", evaluation.pk)
    return redirect("evaluation:show_report", report.pk)


@never_cache
@require_safe
def show_report(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Report.objects.visible_to(request.user).select_related(
        "hub", "evaluation", "requested_by"
    )
    report = get_object_or_404(rows, pk=pk)
    scoped.set_hub(request, report)
    running = report.state in (ReportState.QUEUED, ReportState.RUNNING)
    context = {
        "report": report,
        "evaluation": report.evaluation,
        "files": [
            {"row": row, "about": FILE_KINDS.get(row.kind, "")}
            for row in report.files.all()
        ],
        "progress": {
            "done": report.done,
            "total": report.total if report.state == ReportState.RUNNING else 0,
            "text": _progress_text(report),
            "is_running": running,
        },
        "progress_url": request.path,
        "refresh_seconds": REFRESH_SECONDS if running else 0,
        "may_read": report.hub_id in permissions.scope_of(request.user).hubs(*READERS),
        "may_sign": report.hub_id
        in permissions.scope_of(request.user).hubs(RoleKind.EVALUATOR),
        "others": report.evaluation.reports.exclude(pk=report.pk)[:5],
    }
    return render(request, "evaluation/show_report.html", context)


def _progress_text(report: Report) -> str:
    if report.state == ReportState.QUEUED:
        return report.problem or "Waiting for its turn"
    return report.step or report.get_state_display()


@never_cache
@require_safe
def download_report_file(
    request: SignedInRequest, pk: int, kind: str
) -> HttpResponse | FileResponse:
    """Download a finished file; permissions are checked at every download."""
    rows = ReportFile.objects.visible_to(request.user)
    file = get_object_or_404(rows, report=pk, kind=kind, report__state=ReportState.DONE)
    if not storage.is_intact(file.stored_as, file.sha256):
        messages.error(request, NOT_INTACT)
        return redirect("evaluation:show_report", pk)
    stream = storage.path_of(file.stored_as).open("rb")
    response = FileResponse(stream, as_attachment=True, filename=file.name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
