"""A group's session plans on the pages of its lead."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workgroups import plan_sections, session_plans
from workgroups.actions import session_plans as actions
from workgroups.forms.plans import PlanForm, ProposalForm
from workgroups.models import CommonPlan, PlanComment
from workgroups.requests import SignedInRequest, managed_group


@require_safe
def show_plans(request: SignedInRequest, slug: str) -> HttpResponse:
    """All sessions of a group: what is inherited, and what departs here and elsewhere.

    Colleagues' departures are those of the same project at the same hub.
    """
    work_group = managed_group(request, slug)
    plans = session_plans.plans_of(work_group, at=timezone.now())
    comments = PlanComment.objects.filter(
        hub=work_group.hub_id, project=work_group.project_id, answered_at=None
    ).select_related("written_by")
    page = {
        "work_group": work_group,
        "plans": plans,
        "counts": session_plans.counts_of(plans),
        "touched": plan_sections.sections_touched(
            [each.session for each in plans], project_id=work_group.project_id
        ),
        "comments": comments,
    }
    return render(request, "workgroups/show_plans.html", page)


@require_http_methods(["GET", "POST"])
@transaction.atomic
def depart_from_plan(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Change a session's own plan; the session is locked before it is read."""
    work_group = managed_group(request, slug)
    rows = work_group.sessions.going_ahead()
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    session = get_object_or_404(rows, number=number)
    session.work_group = work_group
    common = CommonPlan.objects.filter(
        project=work_group.project_id, number=number
    ).first()
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, instance=session, common=common)
    if form.is_valid():
        fields = dict(form.cleaned_data)
        sections = fields.pop("own_sections")
        actions.depart_from_plan(
            session, fields, sections=sections, by=request.user, at=timezone.now()
        )
        messages.success(request, f"The plan of session {number} is saved.")
        return redirect(f"{_address(slug)}#session-{number}")
    page = {
        "work_group": work_group,
        "session": session,
        "common": common,
        "form": form,
        "proposal": ProposalForm(),
    }
    return render(request, "workgroups/depart_from_plan.html", page)


@require_http_methods(["GET", "POST"])
def propose_change(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Propose a change of a common plan, which the hub reads."""
    work_group = managed_group(request, slug)
    common = get_object_or_404(CommonPlan, project=work_group.project_id, number=number)
    form = ProposalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.propose_change(
            work_group,
            number,
            text=form.cleaned_data["text"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "Your hub reads what you propose.")
        return redirect(f"{_address(slug)}#session-{number}")
    page: dict[str, Any] = {"work_group": work_group, "common": common, "form": form}
    return render(request, "workgroups/propose_change.html", page)


def _address(slug: str) -> str:
    return reverse("hubsite:show_plans", args=[slug])
