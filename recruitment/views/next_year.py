"""What people who go on to next year are asked again, and putting next year off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment import participant_sessions
from recruitment.actions import deferring, later_answers
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.decorators import (
    PLACE,
    explain_link,
    link_required,
    participant_required,
)
from recruitment.errors import RecruitmentError
from recruitment.links import KeptLink
from recruitment.models import Place
from recruitment.participant_sessions import ParticipantSession
from recruitment.registration import asked_again, domains
from recruitment.registration.forms import StepForm
from recruitment.views.places import own_place

OPEN = (PlaceState.PROVISIONAL, PlaceState.OFFERED, PlaceState.CONFIRMED)
SAVED = "Thank you. We have what you told us for next year."
PUT_OFF = "Thank you for telling us. We write to you when we plan the year after."


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.NEXT_YEAR, related=PLACE)
def answer_for_next_year(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """School, classes and mentor, with last year's answers, by an emailed link.

    A press opens "my places"; the link works until it expires.
    """
    place = link.subject
    if not _is_open(place):
        return explain_link(request, link)
    return _answer(request, place)


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def answer_for_own_next_year(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    place = own_place(request, own, pk)
    if not _is_open(place):
        raise Http404
    return _answer(request, place)


def _is_open(place: Place) -> bool:
    return place.state in OPEN and place.goes_on


def _answer(request: HttpRequest, place: Place) -> HttpResponse:
    elsewhere = _pages_of(place).get(request.POST.get("press", ""))
    if elsewhere:
        participant_sessions.open_session(request, [place.participant_id])
        return redirect(elsewhere, place.pk)
    group: Any = place.work_group or place.registration.work_group
    posted = domains.as_meant(request.POST) if request.method == "POST" else None
    looked_up = request.GET.get(asked_again.LOOK_UP)
    form = asked_again.form_of(place, posted, looked_up=looked_up)
    doubts: list[domains.Doubt] = []
    if posted is not None and form.is_valid():
        doubts = domains.doubtful(form, posted)
        if not doubts and _keep(request, place, form, posted):
            return redirect(_after(place))
    page = {"place": place, "work_group": group, "form": form, "asked_about": doubts}
    return render(request, "recruitment/answer_for_next_year.html", page | _look(form))


def _look(form: StepForm) -> dict[str, Any]:
    looks_up = asked_again.LOOK_UP in form.fields
    looked_up = looks_up and form[asked_again.LOOK_UP].value()
    return {"look_up": looks_up, "looked_up": looked_up}


def _pages_of(place: Place) -> dict[str, str]:
    """The other answers, by button, and the page that asks about each."""
    if place.state == PlaceState.PROVISIONAL:
        put_off, leave = "recruitment:put_off_place", "recruitment:withdraw_place"
        return {"put_off": put_off, "leave": leave}
    if place.state == PlaceState.OFFERED:
        return {"leave": "recruitment:decline_own_place"}
    return {}


def _after(place: Place) -> str:
    """The next page: an offer is confirmed there."""
    if place.state == PlaceState.OFFERED:
        return reverse("recruitment:confirm_own_place", args=[place.pk])
    return reverse("hubsite:my")


def _keep(request: HttpRequest, place: Place, form: StepForm, posted: Any) -> bool:
    """Keep the answers and open "my places"; False where they are refused."""
    answers = asked_again.answers_of(form, posted)
    try:
        later_answers.keep_checked_answers(place, answers, at=timezone.now())
    except RecruitmentError as error:
        messages.error(request, str(error))
        return False
    participant_sessions.open_session(request, [place.participant_id])
    messages.success(request, SAVED)
    return True


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def put_off_place(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    """Put a place that is pencilled in off to the year after, or ask whether to."""
    place = own_place(request, own, pk)
    if place.state != PlaceState.PROVISIONAL:
        return redirect("hubsite:my")
    if request.method == "POST":
        try:
            deferring.defer_place(place, at=timezone.now())
        except RecruitmentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, PUT_OFF)
        return redirect("hubsite:my")
    return render(request, "recruitment/put_off_place.html", {"place": place})
