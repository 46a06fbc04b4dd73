"""A lead's sessions in their own calendar: the page with the address, and the feed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from recruitment import calendars, links, rate_limits
from recruitment.actions import lead_feeds
from recruitment.decorators import answer_too_often
from recruitment.queries import lead_feeds as queries
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def show_calendar_address(request: SignedInRequest) -> HttpResponse:
    """Show the address; POST makes a new one, and the old one stops working."""
    scope = permissions.scope_of(request.user)
    if not permissions.any_of(scope, (RoleKind.WORK_GROUP_LEAD, *HUB_STAFF)):
        raise PermissionDenied
    now = timezone.now()
    if request.method == "POST":
        lead_feeds.make_calendar_address(request.user, at=now)
        messages.success(request, "Your calendar has a new address.")
        return redirect("recruitment:show_calendar_address")
    link = queries.address_of(request.user, at=now)
    page = {"address": links.address(link) if link else ""}
    return render(request, "recruitment/show_calendar_address.html", page)


@login_not_required
@never_cache
@require_safe
def lead_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The sessions of a lead as a calendar; rights are read at each request."""
    now = timezone.now()
    lead = queries.lead_of(token, at=now)
    if lead is None:
        too_often = rate_limits.limit_wrong_tokens(request, at=now)
        if too_often:
            return answer_too_often(request, too_often)
        raise Http404
    content = calendars.of_lead(queries.sessions_of(lead, at=now), at=now)
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")
