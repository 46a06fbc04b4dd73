"""What becomes of an implication, for its owner, the hub and the evaluator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from evaluation.actions import implications
from evaluation.choices import AddressedTo
from evaluation.errors import EvaluationError
from evaluation.implication_forms import ProgressForm
from evaluation.models import Implication
from evaluation.views import scoped
from workgroups import permissions
from workgroups.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def note_progress(request: SignedInRequest, pk: int) -> HttpResponse:
    implication = _implication(request, pk)
    today = timezone.localdate()
    form = ProgressForm(
        request.POST if request.method == "POST" else None,
        today=today,
        initial={"on": today, "state": implication.state},
    )
    if form.is_valid():
        implications.note_progress(
            implication, **form.cleaned_data, by=request.user, at=timezone.now()
        )
        messages.success(request, "It is noted.")
        return redirect("evaluation:note_progress", pk)
    context = {
        "implication": implication,
        "notes": implication.notes.select_related("written_by"),
        "form": form,
        "may_check_plans": _may_check_plans(request, implication),
    }
    return render(request, "evaluation/note_progress.html", context)


@require_POST
def keep_as_plan_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """The hub's staff alone, whose list it is."""
    hubs = permissions.scope_of(request.user).staff_hubs
    implication = get_object_or_404(Implication, pk=pk, hub__in=hubs)
    try:
        implications.keep_as_plan_check(implication, by=request.user, at=timezone.now())
    except EvaluationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Plans are checked for it from now on.")
    return redirect("evaluation:note_progress", pk)


def _implication(request: SignedInRequest, pk: int) -> Implication:
    rows = Implication.objects.visible_to(request.user).changeable_by(request.user)
    related = ("evaluation", "hub", "owner_account", "national_answer")
    found: Implication = get_object_or_404(rows.select_related(*related), pk=pk)
    scoped.set_hub(request, found)
    return found


def _may_check_plans(request: SignedInRequest, implication: Implication) -> bool:
    """Whether to offer that plans are checked for it."""
    hubs = permissions.scope_of(request.user).staff_hubs
    return implication.hub_id in hubs and implication.addressed_to == AddressedTo.LEADS
