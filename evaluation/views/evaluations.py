"""The list of evaluations, each one's first page, questions and texts."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evaluation import queries, snapshots
from evaluation.actions import evaluations
from evaluation.choices import EvaluationState
from evaluation.errors import EvaluationError
from evaluation.forms import EvaluationForm, ResearchQuestionForm, TextsForm
from evaluation.models import Evaluation
from evaluation.queries import (
    live_figures,
    measures,
    mentors,
    recruiting,
    visit_checks,
)
from evaluation.report_forms import PlaceFigureForm
from evaluation.reports import wording
from evaluation.snapshots import evaluation_rows
from evaluation.views import scoped
from workgroups import academic_years, permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.models import Hub, WorkGroup
from workgroups.requests import SignedInRequest

PAGE_SIZE = 25


@require_safe
def list_evaluations(request: SignedInRequest) -> HttpResponse:
    scope = permissions.scope_of(request.user)
    if not permissions.any_of(scope, {*HUB_STAFF, RoleKind.EVALUATOR}):
        raise PermissionDenied
    rows = queries.evaluations_with_counts(
        Evaluation.objects.visible_to(request.user).select_related("hub")
    )
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "is_evaluator": bool(scope.hubs(RoleKind.EVALUATOR)),
    }
    return render(request, "evaluation/list_evaluations.html", context)


@require_http_methods(["GET", "POST"])
def start_evaluation(request: SignedInRequest) -> HttpResponse:
    hubs = permissions.scope_of(request.user).hubs(RoleKind.EVALUATOR)
    if not hubs:
        raise PermissionDenied
    this_year = academic_years.academic_year_of(timezone.localdate())
    years = range(this_year, this_year - 4, -1)
    form = EvaluationForm(
        request.POST if request.method == "POST" else None,
        hubs=Hub.objects.filter(pk__in=hubs),
        groups=WorkGroup.objects.filter(hub__in=hubs, start_year__in=years),
        years=[(year, academic_years.label(year)) for year in years],
    )
    if form.is_valid():
        made = evaluations.start_evaluation(
            **form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, "The evaluation is open. Now its questions.")
        return redirect("evaluation:ask_research_question", made.pk)
    return render(request, "evaluation/start_evaluation.html", {"form": form})


@require_safe
def show_evaluation(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_read(request, pk)
    now = timezone.now()
    forms = queries.readable_form_ids(evaluation)
    is_published = evaluation.state == EvaluationState.PUBLISHED
    context = {
        "evaluation": evaluation,
        "is_evaluator": _is_evaluator(request, evaluation),
        "rows": queries.question_table(evaluation, forms),
        "progress": queries.progress_of(evaluation, forms, at=now),
        "visits": queries.visits_of(evaluation),
        "last_year": _last_year(evaluation),
        "implications": queries.implications_of(evaluation),
        "reports": evaluation.reports.all()[:5],
        "may_publish": _is_evaluator(request, evaluation) and not is_published,
        "call_answers": recruiting.call_answers(evaluation),
        "call_answer_labels": recruiting.call_answer_labels(),
        "seen": visit_checks.seen_by_authority(evaluation),
        "mentors": mentors.mentor_rows(evaluation, at=now),
        "schemes": mentors.tried_by_scheme(evaluation),
    }
    return render(request, "evaluation/show_evaluation.html", context)


def _is_evaluator(request: SignedInRequest, evaluation: Evaluation) -> bool:
    scope = permissions.scope_of(request.user)
    return evaluation.hub_id in scope.hubs(RoleKind.EVALUATOR)


def _last_year(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Last year's implications, what became of each and what is counted of it."""
    rows = list(queries.last_years_implications(evaluation))
    counted = any(row.counted for row in rows)
    figures = measures.newest_figures([evaluation.pk]) if counted else {}
    told = evaluation_rows.with_figures(rows, evaluation)
    said = snapshots.with_new_figures(told, figures.get(evaluation.pk))
    return [
        {
            "implication": row,
            "what_became": wording.what_became(each),
            "figure": wording.then_and_now(each),
        }
        for row, each in zip(rows, said, strict=True)
    ]


@require_POST
def publish_evaluation(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    if "agreed" not in request.POST:
        messages.error(request, "Tick that it is agreed, then press again.")
        return redirect("evaluation:show_evaluation", pk)
    try:
        evaluations.publish_evaluation(evaluation, by=request.user, at=timezone.now())
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The evaluation is published.")
    return redirect("evaluation:show_evaluation", pk)


@require_http_methods(["GET", "POST"])
def write_texts(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    initial = {name: getattr(evaluation, name) for name in evaluations.TEXTS}
    figures = live_figures.placeable(evaluation)
    posted = request.POST if request.method == "POST" else None
    form = TextsForm(posted, initial=initial)
    place = PlaceFigureForm(
        posted if "place" in request.POST else None,
        names=[each.name for each in figures],
    )
    if form.is_valid() and (place.is_valid() or not place.is_bound):
        texts = form.cleaned_data
        try:
            evaluations.write_texts(
                evaluation,
                place.placed(texts) if place.is_bound else texts,
                by=request.user,
                at=timezone.now(),
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            return _after_texts(request, evaluation, is_placing=place.is_bound)
    context = {"evaluation": evaluation, "form": form, "place": place}
    return render(
        request, "evaluation/write_texts.html", context | {"figures": figures}
    )


def _after_texts(
    request: SignedInRequest, evaluation: Evaluation, *, is_placing: bool
) -> HttpResponse:
    if is_placing:
        messages.success(request, "The figure stands at the end. Move it as you like.")
        return redirect("evaluation:write_texts", evaluation.pk)
    messages.success(request, "The texts are saved.")
    return redirect("evaluation:show_evaluation", evaluation.pk)


@require_http_methods(["GET", "POST"])
def ask_research_question(
    request: SignedInRequest, pk: int, question: int | None = None
) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    asked = list(evaluation.research_questions.prefetch_related("asked_by"))
    row = None
    if question is not None:
        row = get_object_or_404(
            evaluation.research_questions.prefetch_related("asked_by"), pk=question
        )
    form = ResearchQuestionForm(
        request.POST if request.method == "POST" else None,
        questions=queries.questions_of_hub(evaluation),
        initial=_initial(row, asked),
    )
    if form.is_valid():
        try:
            evaluations.ask_research_question(
                evaluation,
                question=row,
                **form.cleaned_data,
                by=request.user,
                at=timezone.now(),
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "The question is saved.")
            return redirect("evaluation:ask_research_question", evaluation.pk)
    context = {"evaluation": evaluation, "form": form, "asked": asked, "row": row}
    return render(request, "evaluation/ask_research_question.html", context)


def _initial(row, asked):
    """The question's current values; for a new one, the last question's group."""
    if row is not None:
        return {
            "group_number": row.group_number,
            "group_title": row.group_title,
            "text": row.text,
            "asked_by": [question.pk for question in row.asked_by.all()],
        }
    last = asked[-1] if asked else None
    return {
        "group_number": last.group_number if last else 1,
        "group_title": last.group_title if last else "",
    }
