"""The redirect after sign-in, and the workspaces of partners and national team."""

from typing import Any

from allauth.account import views as account
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hubsite.queries import national, partner
from recruitment import links
from recruitment.models import Participant
from workgroups import audit, permissions
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
    scope = permissions.scope_of(request.user)
    if not scope.recruits:
        raise PermissionDenied
    areas = partner.areas_of(request.user, at=timezone.now())
    return render(request, "hubsite/recruiting.html", {"areas": areas})


@require_GET
def national_workspace(request: HttpRequest) -> HttpResponse:
    _national_only(request)
    context: dict[str, Any] = {"hubs": national.hub_counts(at=timezone.now())}
    return render(request, "hubsite/national.html", context)


@require_http_methods(["GET", "POST"])
def open_record(request: HttpRequest) -> HttpResponse:
    """Show a person's record once a reason is given; each opening is audited."""
    _national_only(request)
    form = national.RecordForm(request.POST if request.method == "POST" else None)
    records = None
    if form.is_valid():
        email, reason = form.cleaned_data["email"], form.cleaned_data["reason"]
        people = list(
            Participant.objects.filter(email=email, merged_into=None).select_related(
                "hub"
            )
        )
        # a search without a result is audited too
        for person in people or [Participant()]:
            audit.record(
                "open_record",
                person,
                actor=request.user,  # type: ignore[arg-type]  # signed in
                reason=reason,
            )
        records = national.records_of(people)
    return render(
        request, "hubsite/open_record.html", {"form": form, "records": records}
    )


def _national_only(request: HttpRequest) -> None:
    if not permissions.scope_of(request.user).national:
        raise PermissionDenied
