"""The redirect after sign-in, the choice of a hub, and the workspace of partners."""

from typing import Any

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from hubsite.queries import partner
from recruitment import links
from recruitment.choices import CallAnswer
from recruitment.queries import recruiting
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.form_fields import whole_number

#: The workspace of each role; an account with several roles opens the first match.
WORKSPACES = (
    (HUB_STAFF, "admin:index"),
    ((RoleKind.EVALUATOR,), "evaluation:list_evaluations"),
    ((RoleKind.WORK_GROUP_LEAD,), "hubsite:lead"),
    ((RoleKind.LA_PARTNER,), "hubsite:recruiting"),
    ((RoleKind.NATIONAL,), "hubsite:national"),
)


@require_GET
def workspace(request: HttpRequest) -> HttpResponse:
    scope = permissions.scope_of(request.user)
    found = [name for kinds, name in WORKSPACES if permissions.any_of(scope, kinds)]
    if not found:
        return render(request, "hubsite/no_role.html", status=403)
    return redirect(found[0])


@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of an account; the browser forgets the links it has opened too."""
    response = account.logout(request)
    if request.method == "POST":
        links.forget_all(request, response)
    return response


@require_POST
def choose_hub(request: HttpRequest) -> HttpResponse:
    """Choose the hub that the pages of the admin are about, for staff of several."""
    own = permissions.scope_of(request.user).staff_hubs
    if not own:
        raise PermissionDenied
    chosen = whole_number(request.POST.get("hub", ""))
    if chosen not in own:
        raise Http404
    request.session["current_hub"] = chosen
    return redirect("admin:index")


@require_GET
def recruiting_workspace(request: HttpRequest) -> HttpResponse:
    """Recruiting in one local authority, the account's first unless asked for."""
    scope = permissions.scope_of(request.user)
    if not scope.recruits and not scope.staff_hubs:
        raise PermissionDenied
    now = timezone.now()
    areas = recruiting.areas_of(request.user, today=timezone.localdate(now))
    asked = request.GET.get("area", "")
    found = [each for each in areas if asked in ("", each.key)]
    if asked and not found:
        raise Http404
    page: dict[str, Any] = {"areas": areas, "area": None}
    if found:
        request.hub = found[0].hub  # type: ignore[attr-defined]
        page["area"] = partner.area_of(found[0], at=now)
        page["answers"] = partner.answers_by_area(found[0], at=now)
        page["answer_labels"] = partner.answer_labels()
        page["call_answers"] = CallAnswer.choices
    return render(request, "hubsite/recruiting.html", page)
