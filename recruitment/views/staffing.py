"""Who else was in the room of a session, and the days that its leads gave."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import staffing
from recruitment.errors import RecruitmentError
from recruitment.forms.staffing import InTheRoomForm, LeadDaysForm
from recruitment.queries import staffing as queries
from recruitment.queries.sessions import home_url
from recruitment.views.attendance import managed_session
from workgroups import permissions
from workgroups.models import Session
from workgroups.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def add_to_room(request: SignedInRequest, pk: int) -> HttpResponse:
    """List who was there besides the participants; add one, or take one back."""
    session = managed_session(request, pk)
    form = InTheRoomForm(request.POST if "name" in request.POST else None)
    try:
        if "out" in request.POST:
            staffing.take_out_of_room(
                session, request.POST["out"], by=request.user, at=timezone.now()
            )
            return redirect("recruitment:add_to_room", pk)
        if form.is_valid():
            staffing.add_to_room(
                session, **form.cleaned_data, by=request.user, at=timezone.now()
            )
            return redirect("recruitment:add_to_room", pk)
    except RecruitmentError as error:
        messages.error(request, f"Nothing was saved. {error}")
    page = {"session": session, "work_group": session.work_group, "form": form}
    page["in_the_room"] = queries.in_the_room(session)
    return render(request, "recruitment/add_to_room.html", page)


@require_http_methods(["GET", "POST"])
def note_lead_days(request: SignedInRequest, pk: int) -> HttpResponse:
    """For the hub's staff: days of delivery, preparation and meetings."""
    hubs = permissions.scope_of(request.user).staff_hubs
    rows = Session.objects.filter(hub__in=hubs).select_related("work_group__hub")
    session = get_object_or_404(rows, pk=pk)
    request.hub = session.work_group.hub
    form = LeadDaysForm(
        request.POST if request.method == "POST" else None,
        kept=queries.lead_days_of(session),
    )
    if form.is_valid():
        staffing.note_lead_days(session, form.given, by=request.user, at=timezone.now())
        messages.success(request, "The lead days are saved.")
        return redirect("recruitment:note_lead_days", pk)
    page = {
        "session": session,
        "work_group": session.work_group,
        "form": form,
        "of_group": queries.lead_days_of_group(session.work_group),
        "session_home_url": home_url(request.user, session),
    }
    return render(request, "recruitment/note_lead_days.html", page)
