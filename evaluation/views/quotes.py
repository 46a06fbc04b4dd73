"""Quotes are checked one by one, the words as typed beside those that would leave."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import queries
from evaluation.actions import evidence, quotes
from evaluation.errors import EvaluationError
from evaluation.models import Evidence
from evaluation.redaction import unrecognised_capitals
from evaluation.views import scoped
from workgroups.requests import SignedInRequest

PAGE_SIZE = 25


@require_safe
def list_quotes(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_write(request, pk)
    rows = queries.quotes_to_check(evaluation)
    context = {
        "evaluation": evaluation,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "next": queries.next_quote(evaluation),
    }
    return render(request, "evaluation/list_quotes.html", context)


@require_http_methods(["GET", "POST"])
def check_quote(request: SignedInRequest, pk: int) -> HttpResponse:
    """Both wordings side by side; each opening is in the audit log."""
    rows = Evidence.objects.select_related("answer__response")
    passage = scoped.row_to_write(request, rows, pk)
    now = timezone.now()
    if request.method == "POST":
        return _check(request, passage)
    words = evidence.open_original(passage, by=request.user, at=now)
    context = {
        "evaluation": passage.evaluation,
        "passage": passage,
        "words": words,
        "doubtful": unrecognised_capitals(passage.redacted),
        "themes": passage.codings.filter(reviewed=True).select_related("theme"),
    }
    response = render(request, "evaluation/check_quote.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _check(request: SignedInRequest, passage: Evidence) -> HttpResponse:
    is_fit = "fit" in request.POST
    try:
        quotes.check_quote(
            passage,
            is_fit=is_fit,
            redacted=request.POST.get("redacted", ""),
            by=request.user,
            at=timezone.now(),
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:check_quote", passage.pk)
    said = "is fit to publish" if is_fit else "stays here"
    messages.success(request, f"{passage} {said}.")
    following = queries.next_quote(passage.evaluation)
    if following is None:
        return redirect("evaluation:list_quotes", passage.evaluation_id)
    return redirect("evaluation:check_quote", following.pk)
