"""Begin with what was reported elsewhere, typed or read from a Word document."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation.actions import reported
from evaluation.errors import EvaluationError
from evaluation.reported_forms import ReportedForm
from evaluation.reports.reported_tables import ReportedTable, read_table
from workgroups import academic_years, permissions, words
from workgroups.choices import RoleKind
from workgroups.models import Hub
from workgroups.requests import SignedInRequest

YEARS_BACK = 6


@require_http_methods(["GET", "POST"])
def start_from_report(request: SignedInRequest) -> HttpResponse:
    """Nothing is kept while one row of the document cannot be read."""
    hubs = permissions.scope_of(request.user).hubs(RoleKind.EVALUATOR)
    if not hubs:
        raise PermissionDenied
    now = academic_years.academic_year_of(timezone.localdate())
    form = ReportedForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        hubs=Hub.objects.filter(pk__in=hubs),
        years=[(now - n, academic_years.label(now - n)) for n in range(1, YEARS_BACK)],
    )
    table = ReportedTable()
    if form.is_valid():
        file = form.cleaned_data["file"]
        table = read_table(file.read()) if file else table
        if not table.problems:
            return _brought_in(request, form, table)
    context = {"form": form, "problems": table.problems}
    return render(request, "evaluation/start_from_report.html", context)


def _brought_in(
    request: SignedInRequest, form: ReportedForm, table: ReportedTable
) -> HttpResponse:
    fields = {name: form.cleaned_data[name] for name in form.KEPT}
    try:
        evaluation, brought = reported.start_from_report(
            **fields, themes=table.themes, by=request.user, at=timezone.now()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:list_evaluations")
    themes = words.counted(brought.themes, "theme")
    implications = words.counted(brought.implications, "implication")
    said = f"New: {themes} and {implications}. Add or change them here."
    messages.success(request, said)
    return redirect("evaluation:arrange_themes", evaluation.pk)
