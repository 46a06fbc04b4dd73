"""Passages: bring in, list, code, and open the original, which is audited."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from evaluation import queries
from evaluation.actions import decisions, evidence, suggestions, themes
from evaluation.coding_forms import CodeForm, RedactionForm, initial_coding
from evaluation.errors import EvaluationError
from evaluation.evidence_forms import EvidenceFilterForm
from evaluation.implication_forms import ImplicationForm
from evaluation.models import Evaluation, Evidence
from evaluation.redaction import unrecognised_capitals
from evaluation.views import scoped
from workgroups.form_fields import whole_number
from workgroups.requests import SignedInRequest

PAGE_SIZE = 25


@require_safe
def list_evidence(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    chosen = request.GET.get("show", "")
    form = EvidenceFilterForm(request.GET, places=queries.places_of(evaluation))
    passages = queries.filtered_passages(evaluation, show=chosen)
    passages = queries.narrowed(passages, form.chosen)
    context = {
        "evaluation": evaluation,
        "page": Paginator(passages, PAGE_SIZE).get_page(request.GET.get("page")),
        "filters": queries.EVIDENCE_FILTERS,
        "form": form,
        "narrowing": urlencode(form.parameters),
        "query": urlencode({"show": chosen, **form.parameters}),
        "chosen": chosen,
        "waiting": queries.answers_to_bring_in(evaluation).count(),
    }
    return render(request, "evaluation/list_evidence.html", context)


@require_POST
def bring_in_feedback(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    try:
        new = evidence.bring_in_feedback(evaluation, by=request.user, at=timezone.now())
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request,
            f"{new} comments brought in, names taken out."
            if new
            else "There is nothing new to bring in: a form's words come once it has "
            f"closed with at least {evaluation.hub.smallest_count} answers.",
        )
    return redirect("evaluation:list_evidence", evaluation.pk)


@require_http_methods(["GET", "POST"])
def code_passages(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    passage = _passage(request, evaluation)
    posted = request.POST if request.method == "POST" else None
    initial = initial_coding(passage) if passage else {}
    form = CodeForm(posted, evaluation=evaluation, initial=initial)
    if passage and form.is_valid():
        try:
            _save_codings(request, evaluation, passage, form)
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{passage} is saved.")
            return redirect("evaluation:code_passages", evaluation.pk)
    context = {
        "evaluation": evaluation,
        "passage": passage,
        "form": form,
        "to_undo": queries.decision_to_undo(evaluation, request.user),
        **_coding_context(evaluation, passage, form),
    }
    return render(request, "evaluation/code_passages.html", context)


def _passage(request: SignedInRequest, evaluation: Evaluation) -> Evidence | None:
    """The requested passage; otherwise the most informative unread one.

    One that was posted is read without what the page shows beside it.
    """
    rows = queries.passages_to_code(evaluation)
    if request.method == "POST":
        rows = evaluation.evidence.select_related("answer")
    rows = rows.prefetch_related("codings")
    asked = request.POST.get("passage") or request.GET.get("passage", "")
    if asked:
        return get_object_or_404(rows, pk=whole_number(asked) or 0)
    after = whole_number(request.GET.get("after", "")) or 0
    return queries.next_unread(evaluation, after=after)


def _coding_context(
    evaluation: Evaluation, passage: Evidence | None, form: CodeForm
) -> dict[str, Any]:
    codebook = queries.codebook(evaluation)
    codings = (
        {coding.theme_id: coding for coding in passage.codings.all()} if passage else {}
    )
    ticked = {str(value) for value in form["themes"].value() or []}
    choices = [
        {
            "theme": theme,
            "coding": codings.get(theme.pk),
            "is_suggested": theme.pk in codings and not codings[theme.pk].reviewed,
            "ticked": str(theme.pk) in ticked,
        }
        for theme in codebook
    ]
    counts = queries.reading_counts(evaluation)
    return {
        "choices": choices,
        "has_suggestions": any(choice["is_suggested"] for choice in choices),
        "counts": counts,
        "decision": queries.latest_decision_id(passage) if passage else 0,
        "may_publish": passage is not None and passage.may_be_quoted,
        "doubtful": unrecognised_capitals(passage.redacted) if passage else [],
        "redaction": RedactionForm(
            initial={"redacted": passage.redacted if passage else ""}
        ),
        "implication_form": ImplicationForm(evaluation=evaluation, prefix="new"),
    }


def _save_codings(
    request: SignedInRequest, evaluation: Evaluation, passage: Evidence, form: CodeForm
) -> None:
    now = timezone.now()
    given = dict(form.cleaned_data)
    chosen, new = list(given.pop("themes")), given.pop("new_theme")
    if "accept" in request.POST:  # every suggestion and everything else that was ticked
        suggested = passage.codings.filter(reviewed=False).select_related("theme")
        chosen += [coding.theme for coding in suggested if coding.theme.state == "kept"]
    with transaction.atomic():
        if "none" in request.POST:
            chosen = []
        elif new:
            chosen.append(
                themes.write_theme(evaluation, name=new, by=request.user, at=now)
            )
        evidence.code_passage(
            passage,
            themes=chosen,
            decision=whole_number(request.POST.get("decision", "")),
            **given,
            by=request.user,
            at=now,
        )


@require_POST
def undo_decision(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take back one's own last decision, and open its comment again."""
    evaluation = scoped.evaluation_to_write(request, pk)
    try:
        passage = decisions.undo_decision(
            evaluation, by=request.user, at=timezone.now()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:code_passages", evaluation.pk)
    messages.success(request, f"{passage} is as it was before.")
    return redirect(_coding_page(passage))


def _coding_page(passage: Evidence) -> str:
    page = reverse("evaluation:code_passages", args=[passage.evaluation_id])
    return f"{page}?{urlencode({'passage': passage.pk})}"


@require_POST
def suggest_codings(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    try:
        suggestions.request_codings(evaluation, by=request.user, at=timezone.now())
    except EvaluationError as error:
        messages.error(request, str(error))
    return redirect("evaluation:code_passages", evaluation.pk)


@require_safe
def open_original(request: SignedInRequest, pk: int) -> HttpResponse:
    passage = scoped.row_to_write(request, Evidence.objects.all(), pk)
    words = evidence.open_original(passage, by=request.user, at=timezone.now())
    context = {"passage": passage, "words": words, "evaluation": passage.evaluation}
    response = render(request, "evaluation/open_original.html", context)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def correct_redaction(request: SignedInRequest, pk: int) -> HttpResponse:
    passage = scoped.row_to_write(request, Evidence.objects.all(), pk)
    form = RedactionForm(request.POST)
    if form.is_valid():
        try:
            evidence.correct_redaction(
                passage, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"{passage} is as you wrote it.")
    else:
        messages.error(request, str(form.errors["redacted"][0]))
    return redirect(_coding_page(passage))
