"""Visits, and notes taken on a phone during them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from evaluation import queries
from evaluation.actions import evaluations, evidence
from evaluation.choices import EvidenceKind, HeardFrom
from evaluation.errors import EvaluationError
from evaluation.forms import NoteForm, SeenForm, VisitForm
from evaluation.models import Visit
from evaluation.views import scoped
from evaluation.visit_forms import ChecksForm
from workgroups import plan_words
from workgroups.requests import SignedInRequest

PAGE_SIZE = 30
SEEN = "seen"


@require_http_methods(["GET", "POST"])
def add_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    form = VisitForm(
        request.POST if request.method == "POST" else None,
        sessions=queries.sessions_to_visit(evaluation),
        initial={"who_went": request.user.get_full_name()},
    )
    if form.is_valid():
        try:
            visit = evaluations.add_visit(
                evaluation, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            return redirect("evaluation:show_visit", visit.pk)
    context = {"evaluation": evaluation, "form": form}
    return render(request, "evaluation/add_visit.html", context)


@require_http_methods(["GET", "POST"])
def show_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = NoteForm(posted, initial={"key_stage": request.GET.get("key_stage", "")})
    if form.is_valid():
        try:
            _save_note(request, visit, form)
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Saved {timezone.localtime():%H:%M}.")
            kept = urlencode({"key_stage": form.cleaned_data["key_stage"]})
            return redirect(f"{reverse('evaluation:show_visit', args=[pk])}?{kept}")
    notes = visit.evidence.order_by("-number")
    context = {
        "visit": visit,
        "evaluation": visit.evaluation,
        "form": form,
        "seen": SeenForm(initial={"seen": visit.seen}),
        "heard": [*HeardFrom.choices, (SEEN, "seen, not said")],
        "checks": _checks_form(visit) if visit.session_id else None,
        "page": Paginator(notes, PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "evaluation/show_visit.html", context)


@require_POST
def tick_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was seen of the plan check-list, line by line."""
    visit = _visit(request, pk)
    form = _checks_form(visit, request.POST)
    if form.is_valid():
        try:
            evaluations.tick_visit(
                visit, form.answers, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "What was seen is saved.")
    return redirect("evaluation:show_visit", visit.pk)


def _checks_form(visit: Visit, posted: QueryDict | None = None) -> ChecksForm:
    lines = plan_words.lines_of(visit.hub.plan_checks)
    given = dict(visit.checks.values_list("line", "answer"))
    return ChecksForm(posted, lines=lines, given=given)


def _visit(request: SignedInRequest, pk: int) -> Visit:
    rows = Visit.objects.select_related("hub", "session__work_group__local_authority")
    return scoped.row_to_write(request, rows, pk)


def _save_note(request: SignedInRequest, visit: Visit, form: NoteForm) -> None:
    heard = form.cleaned_data["heard_from"]
    evidence.note_on_visit(
        visit,
        form.cleaned_data["text"],
        kind=EvidenceKind.OBSERVATION if heard == SEEN else EvidenceKind.SPOKEN,
        heard_from="" if heard == SEEN else heard,
        key_stage=form.cleaned_data["key_stage"],
        by=request.user,
        at=timezone.now(),
    )


@require_POST
def change_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = _visit(request, pk)
    form = SeenForm(request.POST)
    if form.is_valid():
        try:
            evaluations.change_visit(
                visit, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "What was seen is saved.")
    return redirect("evaluation:show_visit", visit.pk)
