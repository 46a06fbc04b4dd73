"""The hub and leads question the facts of a report, and the evaluator answers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions import fact_checks
from evaluation.errors import EvaluationError
from evaluation.models import FactCheck, Report
from evaluation.report_forms import AnswerFactForm, QuestionFactForm
from evaluation.reports import facts
from evaluation.views import scoped
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.requests import SignedInRequest

READERS = (RoleKind.EVALUATOR, *HUB_STAFF)


@require_safe
def check_facts(request: SignedInRequest, pk: int) -> HttpResponse:
    report = _report_to_check(request, pk)
    checks = FactCheck.objects.visible_to(request.user).filter(report=report)
    context = {
        "report": report,
        "evaluation": report.evaluation,
        "facts": _facts(request, report),
        "checks": checks.select_related("raised_by"),
        "may_read": _reads_all(request, report),
        "may_answer": report.hub_id in _scope(request).hubs(RoleKind.EVALUATOR),
    }
    return render(request, "evaluation/check_facts.html", context)


@require_http_methods(["GET", "POST"])
def question_fact(request: SignedInRequest, pk: int) -> HttpResponse:
    """The fact is named in the query, since its key is no row's."""
    report = _report_to_check(request, pk)
    key = request.GET.get("fact")
    fact = next((each for each in _facts(request, report) if each.key == key), None)
    if fact is None:
        messages.error(request, "This is not in the report. Choose it from the list.")
        return redirect("evaluation:check_facts", report.pk)
    form = QuestionFactForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            fact_checks.question_fact(
                report, fact, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, "Thank you. The evaluator sees it before freezing."
            )
        return redirect("evaluation:check_facts", report.pk)
    context = {"report": report, "evaluation": report.evaluation, "fact": fact}
    return render(request, "evaluation/question_fact.html", context | {"form": form})


@require_http_methods(["GET", "POST"])
def answer_fact_check(request: SignedInRequest, pk: int) -> HttpResponse:
    check = scoped.row_to_write(
        request, FactCheck.objects.select_related("raised_by"), pk
    )
    form = AnswerFactForm(
        request.POST if request.method == "POST" else None,
        initial={"answer": check.answer},
    )
    if form.is_valid():
        try:
            fact_checks.answer_fact_check(
                check, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The answer is kept.")
        return redirect("evaluation:make_report", check.evaluation_id)
    context = {"check": check, "evaluation": check.evaluation, "form": form}
    return render(request, "evaluation/answer_fact_check.html", context)


def _report_to_check(request: SignedInRequest, pk: int) -> Report:
    rows = Report.objects.to_check_by(request.user).select_related("hub", "evaluation")
    report: Report = get_object_or_404(rows, pk=pk)
    scoped.set_hub(request, report)
    return report


def _facts(request: SignedInRequest, report: Report) -> list[facts.Fact]:
    """The facts that the user may see; none of a version without a snapshot."""
    if not report.snapshot:
        return []
    return facts.of_snapshot(report.snapshot, is_lead=not _reads_all(request, report))


def _reads_all(request: SignedInRequest, report: Report) -> bool:
    return report.hub_id in _scope(request).hubs(*READERS)


def _scope(request: SignedInRequest) -> permissions.Scope:
    return permissions.scope_of(request.user)
