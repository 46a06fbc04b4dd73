"""A second coder reads a blind sample; how far coders agree on each theme."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from evaluation import queries
from evaluation.actions import second_readings
from evaluation.coding_forms import SecondReadingForm
from evaluation.errors import EvaluationError
from evaluation.models import Evaluation
from evaluation.views import scoped
from workgroups.form_fields import whole_number
from workgroups.requests import SignedInRequest
from workgroups.words import counted


@require_http_methods(["GET", "POST"])
def show_agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    """How far coders agree; pressing draws a sample for the one who presses."""
    evaluation = scoped.evaluation_to_write(request, pk)
    if request.method == "POST":
        return _draw(request, evaluation)
    context = {
        "evaluation": evaluation,
        "rows": queries.agreement_by_theme(evaluation),
        "sample": queries.sample_of(evaluation, request.user),
    }
    return render(request, "evaluation/show_agreement.html", context)


def _draw(request: SignedInRequest, evaluation: Evaluation) -> HttpResponse:
    try:
        drawn = second_readings.draw_sample(
            evaluation, by=request.user, at=timezone.now()
        )
    except EvaluationError as error:
        messages.error(request, str(error))
        return redirect("evaluation:show_agreement", evaluation.pk)
    if drawn:
        messages.success(request, f"{counted(drawn, 'comment')} drawn at random.")
    return redirect("evaluation:read_again", evaluation.pk)


@require_http_methods(["GET", "POST"])
def read_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next comment of one's own sample, with nothing of what others gave it."""
    evaluation = scoped.evaluation_to_write(request, pk)
    if request.method == "POST":
        return _save(request, evaluation)
    context = {
        "evaluation": evaluation,
        "reading": queries.next_second_reading(evaluation, request.user),
        "form": SecondReadingForm(evaluation=evaluation),
        "themes": queries.codebook(evaluation),
        "sample": queries.sample_of(evaluation, request.user),
    }
    return render(request, "evaluation/read_again.html", context)


def _save(request: SignedInRequest, evaluation: Evaluation) -> HttpResponse:
    own = evaluation.second_readings.filter(coder=request.user)
    number = whole_number(request.POST.get("reading", "")) or 0
    reading = get_object_or_404(own, pk=number)
    form = SecondReadingForm(request.POST, evaluation=evaluation)
    if form.is_valid():
        try:
            second_readings.read_again(
                reading, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, "A theme was taken away meanwhile. Choose again.")
    return redirect("evaluation:read_again", evaluation.pk)
