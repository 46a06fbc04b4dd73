"""What nobody knows of a person, asked in the room of session 1."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import details as actions
from recruitment.errors import RecruitmentError
from recruitment.models import Place
from recruitment.queries import attendance_register
from recruitment.queries.attendance_register import EXPECTED
from recruitment.queries.details import unknown_of
from recruitment.registration import asked_again, details, domains
from recruitment.registration.forms import StepForm
from recruitment.views.details import is_whole_page, look_of
from workgroups.form_fields import whole_number
from workgroups.models import Session
from workgroups.requests import SignedInRequest

RELATED = ("work_group__hub", "participant", "registration__work_group", "school")
PROGRAMME = "work_group__project__stage__programme"


@require_http_methods(["GET", "POST"])
def fill_in_details(request: SignedInRequest, pk: int, place: int) -> HttpResponse:
    """A short form for the lead, or for the person on the lead's phone.

    It shows nothing of other people but the first name of who comes next.
    """
    rows = Session.objects.managed_by(request.user)
    session = get_object_or_404(
        rows.select_related("work_group__hub", PROGRAMME), pk=pk
    )
    request.hub = session.work_group.hub
    found = _place_at(session, place)
    posted = domains.as_meant(request.POST) if request.method == "POST" else None
    looked_up = request.GET.get(asked_again.LOOK_UP)
    form = details.form_of_unknown(
        found, posted, looked_up=looked_up, unknown=unknown_of(found)
    )
    doubts: list[domains.Doubt] = []
    if posted is not None:
        form.full_clean()
        doubts = domains.doubtful(form, posted)
        if _keep(request, found, form, posted, doubts):
            return _go_on(request, session)
    page = {"session": session, "work_group": session.work_group, "place": found}
    asks = {"form": form, "asked_about": doubts, "following": _next(session, found)}
    return render(
        request, "recruitment/fill_in_details.html", page | asks | look_of(form)
    )


def _place_at(session: Session, pk: int) -> Place:
    """A place of the session's own group whose person is expected."""
    own = Place.objects.filter(work_group=session.work_group_id, state__in=EXPECTED)
    return get_object_or_404(own.select_related(*RELATED, PROGRAMME), pk=pk)


def _keep(
    request: SignedInRequest,
    place: Place,
    form: StepForm,
    posted: Any,
    doubts: list[domains.Doubt],
) -> bool:
    """Keep each answer that is right; False where one is not."""
    doubtful = [each.key for each in doubts]
    answers = details.answers_of(form, posted, place, doubtful=doubtful)
    lent_phone = posted.get("said_by") == "person"
    keep = partial(
        actions.fill_in_details,
        place,
        by=request.user,
        lent_phone=lent_phone,
        at=timezone.now(),
    )
    is_whole = is_whole_page(form, posted, doubts)
    try:
        said = keep(answers=answers)
    except RecruitmentError as error:  # about the mentor; the rest is kept
        said, is_whole = keep(answers=replace(answers, mentor={})), False
        messages.error(request, str(error))
    if said:
        messages.success(request, f"Saved for {place.participant}.")
    return is_whole


def _go_on(request: SignedInRequest, session: Session) -> HttpResponse:
    following = whole_number(request.POST.get("following", ""))
    if following:
        return redirect("recruitment:fill_in_details", session.pk, following)
    return redirect("recruitment:record_attendance", session.pk)


def _next(session: Session, place: Place) -> Place | None:
    """The person after this one of whom something is not known."""
    rows = attendance_register.register_of(session).rows
    ids = [each.place_id for each in rows if each.unknown or each.place_id == place.pk]
    after = ids[ids.index(place.pk) + 1 :] if place.pk in ids else []
    found = Place.objects.select_related("participant")
    return found.filter(pk=after[0]).first() if after else None
