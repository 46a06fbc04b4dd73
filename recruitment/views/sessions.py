"""Calling off a session: who is told at once, and whom to ring."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import sessions as actions
from recruitment.errors import RecruitmentError
from recruitment.forms.sessions import CallOffForm
from recruitment.queries import sessions as queries
from recruitment.queries.sessions import home_url
from workgroups import words
from workgroups.models import Session
from workgroups.requests import SignedInRequest


@require_http_methods(["GET", "POST"])
def call_off_session(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask why, call the session off, and list the telephone numbers to ring."""
    rows = Session.objects.managed_by(request.user).select_related("work_group__hub")
    session = get_object_or_404(rows, pk=pk)
    request.hub = session.work_group.hub
    form = CallOffForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            told = actions.call_off_session(
                session, **form.cleaned_data, by=request.user, at=timezone.now()
            )
        except RecruitmentError as error:
            form.add_error(None, str(error))
        else:
            people = words.plural(told, "person", "people")
            messages.success(request, f"Called off. We write to {told} {people} now.")
            return redirect("recruitment:call_off_session", pk)
    expected = [place.participant for place in queries.expected_at(session)]
    page = {
        "session": session,
        "work_group": session.work_group,
        "form": form,
        "is_today": session.on == timezone.localdate(),
        "session_home_url": home_url(request.user, session),
        "expected": len(expected),
        "with_phone": [person for person in expected if person.phone],
        "without_phone": [person for person in expected if not person.phone],
    }
    return render(request, "recruitment/call_off_session.html", page)
