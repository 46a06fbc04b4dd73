"""The queue in which the hub agrees to session plans or sends them back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from workgroups import permissions, plan_reviews
from workgroups.actions import session_plans
from workgroups.forms.plans import ReviewForm
from workgroups.models import CommonPlan, Hub, PlanComment, Session
from workgroups.requests import SignedInRequest

#: What a press is about, by the name that the page posts.
ABOUT: dict[str, Any] = {"plan": CommonPlan, "session": Session}


@require_http_methods(["GET", "POST"])
def review_plans(request: SignedInRequest) -> HttpResponse:
    """Plans that wait, across the groups of the account's hubs; agree or send back."""
    hubs = permissions.scope_of(request.user).staff_hubs
    if not hubs:
        raise PermissionDenied
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        _review(request, hubs, form.cleaned_data)
        return redirect("hubsite:review_plans")
    for problems in form.errors.get_json_data().values():
        messages.error(request, problems[0]["message"])
    page = {
        "queue": plan_reviews.queue_of(hubs, at=timezone.now()),
        "pressed": f"{form.data.get('about')}-{form.data.get('pk')}",
        "typed": form.data.get("comment", ""),
        "has_several_hubs": len(hubs) > 1,
        "hubs": Hub.objects.filter(pk__in=hubs),
    }
    return render(request, "workgroups/review_plans.html", page)


def _review(request: SignedInRequest, hubs: Any, said: dict[str, Any]) -> None:
    rows = ABOUT[said["about"]].objects.filter(hub__in=hubs)
    plan = get_object_or_404(rows, pk=said["pk"])
    is_kept = session_plans.review_plan(
        plan,
        agrees=said["press"] == "agree",
        checked=request.POST.getlist("check"),
        comment=said["comment"],
        seen=said["seen"],
        by=request.user,
        at=timezone.now(),
    )
    if not is_kept:
        messages.warning(request, "This plan has changed meanwhile: read it again.")
    elif said["press"] == "agree":
        messages.success(request, f"The plan of session {plan.number} is agreed.")
    else:
        messages.success(request, f"The plan of session {plan.number} is sent back.")


@require_POST
def answer_plan_comment(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take what somebody proposed off the queue."""
    hubs = permissions.scope_of(request.user).staff_hubs
    comment = get_object_or_404(PlanComment, pk=pk, hub__in=hubs)
    session_plans.answer_comment(comment, by=request.user, at=timezone.now())
    messages.success(request, "It is off the list.")
    return redirect("hubsite:review_plans")
