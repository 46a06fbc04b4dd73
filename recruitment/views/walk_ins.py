"""Somebody came who is not on the register: a colleague of the hub, or a new person."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import walk_ins
from recruitment.errors import RecruitmentError
from recruitment.forms.attendance import WalkInForm, WhoCameForm
from recruitment.models import Place
from recruitment.queries import catch_ups
from recruitment.views.attendance import (
    closed_on,
    explain_closed,
    is_closed,
    managed_session,
)
from workgroups.form_fields import whole_number
from workgroups.models import Session
from workgroups.requests import SignedInRequest

LOOK_ID = "look_%s"  # ids of the boxes to look by, beside those of a new person


@require_http_methods(["GET", "POST"])
def add_walk_in(request: SignedInRequest, pk: int) -> HttpResponse:
    """Look among the hub's people of the project first, then take a new person.

    Names are looked for by POST, so that no address has them.
    """
    session = managed_session(request, pk)
    now = timezone.now()
    if is_closed(request, session, now):
        return explain_closed(request, session, now)
    asks_why = closed_on(session, now) is not None
    if request.method == "GET":
        return _render(request, session, look=WhoCameForm(auto_id=LOOK_ID))
    if "look" in request.POST:
        return _look(request, session, asks_why=asks_why)
    form = WalkInForm(request.POST, asks_why=asks_why)
    if "place" in request.POST:
        return _add_catch_up(request, session, form)
    if form.is_valid() and _add(request, session, form):
        return redirect("recruitment:record_attendance", pk)
    return _render(request, session, form=form)


def _look(request: SignedInRequest, session: Session, *, asks_why: bool) -> Any:
    look = WhoCameForm(request.POST, auto_id=LOOK_ID)
    if not look.is_valid():
        return _render(request, session, look=look)
    found = catch_ups.people_called(session, **look.cleaned_data)
    form = WalkInForm(initial=look.cleaned_data, asks_why=asks_why)
    return _render(request, session, look=look, found=found, form=form, looked=True)


def _add_catch_up(
    request: SignedInRequest, session: Session, form: WalkInForm
) -> HttpResponse:
    """Mark the person whose button was pressed; the reason may be asked for again."""
    pk = whole_number(request.POST["place"]) or 0
    own = Place.objects.filter(hub=session.hub_id).select_related(
        "participant", "work_group", "school", "provider"
    )
    place = get_object_or_404(own, pk=pk)
    try:
        walk_ins.add_catch_up(
            session,
            place,
            by=request.user,
            reason=request.POST.get("reason", "")[:200],
            at=timezone.now(),
        )
    except RecruitmentError as error:
        messages.error(request, str(error))
        return redirect("recruitment:add_walk_in", session.pk)
    messages.success(request, f"{place.participant} is on the register as a guest.")
    return redirect("recruitment:record_attendance", session.pk)


def _add(request: SignedInRequest, session: Session, form: WalkInForm) -> bool:
    """Register the new person; False, with the reason on the form, where refused."""
    try:
        walk_ins.add_walk_in(
            session,
            form.person,
            school_name=form.cleaned_data["school_name"],
            reason=form.cleaned_data.get("reason", ""),
            by=request.user,
            at=timezone.now(),
        )
    except RecruitmentError as error:
        form.add_error(None, str(error))
        return False
    name = "{first_name} {last_name}".format(**form.person)
    messages.success(request, f"{name} is on the register, marked present.")
    return True


def _render(request: SignedInRequest, session: Session, **context: Any) -> HttpResponse:
    page = {"session": session, "work_group": session.work_group, **context}
    return render(request, "recruitment/add_walk_in.html", page)
