"""What new teachers here most need help with, and what is offered because of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from evaluation.actions import needs
from evaluation.models import Evaluation, Theme
from evaluation.queries.needs import needs_of
from evaluation.views import scoped
from workgroups import academic_years, permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.form_fields import whole_number
from workgroups.models import Stage
from workgroups.requests import SignedInRequest


@require_safe
def list_needs(request: SignedInRequest) -> HttpResponse:
    scope = permissions.scope_of(request.user)
    if not permissions.any_of(scope, {*HUB_STAFF, RoleKind.EVALUATOR}):
        raise PermissionDenied
    year = academic_years.academic_year_of(timezone.localdate())
    context = {
        "years": needs_of(Evaluation.objects.visible_to(request.user), year=year),
        "evaluator_hubs": scope.hubs(RoleKind.EVALUATOR),
        "staff_hubs": scope.staff_hubs,
        "stages": _stages(request).select_related("programme"),
    }
    return render(request, "evaluation/list_needs.html", context)


@require_POST
def mark_need(request: SignedInRequest, pk: int) -> HttpResponse:
    theme = scoped.row_to_write(request, Theme.objects.kept(), pk)
    is_need = request.POST.get("is_need") == "1"
    needs.mark_need(theme, is_need=is_need, by=request.user, at=timezone.now())
    return redirect("evaluation:list_needs")


@require_POST
def make_project(request: SignedInRequest, pk: int) -> HttpResponse:
    """The hub's staff alone, who say what is offered."""
    hubs = permissions.scope_of(request.user).staff_hubs
    theme = get_object_or_404(Theme.objects.kept(), pk=pk, hub__in=hubs)
    number = whole_number(request.POST.get("stage", ""))
    stage = _stages(request).filter(hub=theme.hub_id, pk=number or 0).first()
    if stage is None:
        messages.error(request, "Choose the programme to which it belongs.")
        return redirect("evaluation:list_needs")
    project = needs.make_project(theme, stage=stage, by=request.user, at=timezone.now())
    messages.success(request, f"{project} is a project. Say here what it offers.")
    return redirect(reverse("admin:workgroups_project_change", args=[project.pk]))


def _stages(request: SignedInRequest) -> QuerySet[Stage]:
    """Stages of programmes that the account's hubs still offer."""
    hubs = permissions.scope_of(request.user).staff_hubs
    rows = Stage.objects.filter(hub__in=hubs, programme__retired_on=None)
    return rows.order_by("programme__name", "pk")
