"""The year's plans for partners of a hub: their page, and who may read it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import partner_plans as actions
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.forms.partner_plans import PartnerForm, PlanCommentForm
from recruitment.links import KeptLink
from recruitment.models import Link
from recruitment.queries import partner_plans as queries
from workgroups import permissions
from workgroups.actions import session_plans
from workgroups.models import Hub
from workgroups.requests import SignedInRequest


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.PLAN)
def read_plans(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Plans without any person; a comment goes to the hub and to the leads."""
    hub: Any = link.link and link.link.hub
    partner, now = link.subject, timezone.now()
    form = PlanCommentForm(
        request.POST if request.method == "POST" else None,
        sessions=queries.sessions_for(hub, at=now),
    )
    if form.is_valid():
        session_plans.comment_as_partner(
            form.cleaned_data["session"],
            organisation=str(partner),
            text=form.cleaned_data["text"],
            at=now,
        )
        messages.success(request, "Thank you. The hub and the leads read it.")
        return redirect("recruitment:read_plans")
    page = {
        "hub": hub,
        "partner": partner,
        "plans": queries.plans_for(hub, partner, at=now),
        "form": form,
    }
    return render(request, "recruitment/read_plans.html", page)


@require_http_methods(["GET", "POST"])
def let_partner_read(request: SignedInRequest, slug: str) -> HttpResponse:
    """Who reads the plans of a hub; make a link, or end one."""
    hub = get_object_or_404(
        Hub, slug=slug, pk__in=permissions.scope_of(request.user).staff_hubs
    )
    request.hub = hub
    now = timezone.now()
    if request.POST.get("do") == "stop":
        own = Link.objects.filter(hub=hub, purpose=LinkPurpose.PLAN)
        link = get_object_or_404(own, pk=_pk(request.POST.get("link", "")))
        actions.stop_partner_reading(link, by=request.user, at=now)
        messages.success(request, "The link opens nothing any more.")
        return redirect("recruitment:let_partner_read", slug)
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.let_partner_read(
            hub, form.cleaned_data["partner"], by=request.user, at=now
        )
        messages.success(request, "The link is made. Send it to your partner.")
        return redirect("recruitment:let_partner_read", slug)
    page = {"hub": hub, "shared": queries.shared_with(hub, at=now), "form": form}
    return render(request, "recruitment/let_partner_read.html", page)


def _pk(typed: str) -> UUID | None:
    try:
        return UUID(typed)
    except ValueError:
        return None
