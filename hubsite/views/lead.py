"""Pages of a work group lead: start page, a group and its people, session notes."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from hubsite.forms import SessionNoteForm
from hubsite.queries import lead as lead_queries
from recruitment.choices import PlaceState
from recruitment.models import Place
from recruitment.queries import attendance_register, group_people, mentor_figures
from recruitment.queries.grouping import GROUPINGS
from workgroups import permissions
from workgroups.actions import sessions
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.errors import NoteChanged
from workgroups.models import Session, WorkGroup
from workgroups.requests import SignedInRequest, managed_group
from workgroups.words import listed, time_range


@require_safe
def lead(request: SignedInRequest) -> HttpResponse:
    scope = permissions.scope_of(request.user)
    if not permissions.any_of(scope, (RoleKind.WORK_GROUP_LEAD, *HUB_STAFF)):
        raise PermissionDenied
    now = timezone.now()
    home = lead_queries.lead_home_of(request.user, at=now)
    if scope.staff_hubs and not home.groups and not home.earlier:
        return redirect("admin:workgroups_workgroup_changelist")
    if len(home.hubs) == 1:
        request.hub = home.hubs.pop()
    page = {"lead": home, "on": timezone.localdate(now)}
    return render(request, "hubsite/lead.html", page)


@require_safe
def show_group(request: SignedInRequest, slug: str) -> HttpResponse:
    work_group = managed_group(request, slug)
    now = timezone.now()
    counted = lead_queries.people_by_state(work_group)
    page = {
        "work_group": work_group,
        "figures": _figures(counted),
        "rows": lead_queries.session_rows([work_group], at=now),
        "to_decide": _offers_to_decide(work_group, counted),
        "group": group_people.people_of(work_group, on=timezone.localdate(now)),
        "forms": lead_queries.form_rows(request.user, [work_group]),
        "grouping": next(iter(GROUPINGS)),
        "leads_of_group": _whose_workspace(request, work_group),
    }
    return render(request, "hubsite/show_group.html", page)


@require_safe
def show_talked(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show whether mentors are in the picture, and what they wrote."""
    work_group = managed_group(request, slug)
    found = mentor_figures.figures_by_group([work_group.pk], now=timezone.now())
    page = {
        "work_group": work_group,
        "figures": found.get(work_group.pk),
        "lines": mentor_figures.lines_of_mentors(work_group),
    }
    return render(request, "hubsite/show_talked.html", page)


@require_http_methods(["GET", "POST"])
def write_session_note(
    request: SignedInRequest, slug: str, number: int
) -> HttpResponse:
    work_group = managed_group(request, slug)
    session = get_object_or_404(work_group.sessions, number=number)
    now = timezone.now()
    too_early = session.on > timezone.localdate(now)
    data = request.POST if request.method == "POST" and not too_early else None
    form = SessionNoteForm(data, initial=_saved_note(session))
    theirs = None
    if form.is_valid():
        try:
            sessions.write_session_note(
                session,
                **form.cleaned_data,
                by=request.user,
                at=now,
            )
        except NoteChanged as error:
            messages.warning(request, str(error))
            theirs = error.theirs
            form.mark_as_seen(theirs)
        else:
            messages.success(request, "Your note is saved.")
            return redirect("hubsite:show_group", slug)
    page = {
        "work_group": work_group,
        "session": session,
        "times": time_range(session.starts, session.ends),
        "too_early": too_early,
        "theirs": theirs,
        "form": form,
    }
    return render(request, "hubsite/write_session_note.html", page)


def _offers_to_decide(work_group: WorkGroup, counted: Counter[str]) -> list[Place]:
    """Read only where a place is offered, because most groups have none in the year."""
    if not counted[PlaceState.OFFERED]:
        return []
    return attendance_register.offers_to_decide(work_group, at=timezone.now())


def _saved_note(session: Session) -> dict[str, str]:
    return {
        "delivered_as": session.delivered_as,
        "delivered_why": session.delivered_why,
        "lead_note": session.lead_note,
        "seen": session.lead_note,
    }


def _whose_workspace(request: SignedInRequest, work_group: WorkGroup) -> str:
    """For hub staff: the names of the leads; "" for the leads themselves."""
    if work_group.hub_id not in permissions.scope_of(request.user).staff_hubs:
        return ""
    leads = list(work_group.leads.order_by("name"))
    if request.user in leads:
        return ""
    return listed([lead.name for lead in leads]) or "a group that nobody leads yet"


def _figures(counted: Counter[str]) -> list[tuple[str, int]]:
    return [
        ("secured", lead_queries.secured(counted)),
        ("asked to confirm", counted[PlaceState.OFFERED]),
        ("on the waiting list", counted[PlaceState.WAITING]),
        ("to be looked at by the hub", counted[PlaceState.INTERESTED]),
    ]
