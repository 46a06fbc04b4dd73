"""Notes of the hub's own staff, and whose voice is missing."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.actions import hub_notes
from evaluation.errors import EvaluationError
from evaluation.evidence_forms import HubNoteForm
from evaluation.queries import hub_notes as queries
from evaluation.queries import team
from evaluation.views import scoped
from workgroups.requests import SignedInRequest

PAGE_SIZE = 30


@require_http_methods(["GET", "POST"])
def add_hub_note(request: SignedInRequest, pk: int) -> HttpResponse:
    evaluation = scoped.evaluation_to_read(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = HubNoteForm(posted, evaluation=evaluation)
    if form.is_valid():
        try:
            hub_notes.add_hub_note(
                evaluation, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except EvaluationError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"Saved {timezone.localtime():%H:%M}.")
            return redirect("evaluation:add_hub_note", evaluation.pk)
    rows = queries.notes_of_visits_and_hub(evaluation)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "evaluation": evaluation,
        "form": form,
        "may_answer": team.is_in_team(
            evaluation, request.user, on=timezone.localdate()
        ),
        "page": page,
        "notes": queries.notes_for(page, request.user),
    }
    return render(request, "evaluation/add_hub_note.html", context)


@require_safe
def show_voices(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which groups were never visited, and from whom nothing has come in."""
    evaluation = scoped.evaluation_to_write(request, pk)
    groups = queries.heard_groups(evaluation)
    context = {
        "evaluation": evaluation,
        "groups": groups,
        "never_visited": [each for each in groups if not each.visits],
        "sides": [
            ("phase", queries.voices_by(groups, lambda each: each.phase)),
            (
                "local authority",
                queries.voices_by(groups, lambda each: each.authority),
            ),
            ("year", queries.voices_by(groups, lambda each: each.year)),
        ],
    }
    return render(request, "evaluation/show_voices.html", context)
