"""Checking one's details before session 1: by an emailed link, or from "my places"."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment import participant_sessions
from recruitment.actions import later_answers
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
from recruitment.queries.details import unknown_of
from recruitment.registration import asked_again, details, domains
from recruitment.registration.forms import StepForm
from recruitment.registration.unknown import in_words
from recruitment.views.places import own_place

WITH_QUESTIONS = (*PLACE, "work_group__project__stage__programme")
SAVED = "Thank you. Your group's lead sees what you told us."
KEPT = "What is right is saved. Please look at the rest."


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.DETAILS, related=WITH_QUESTIONS)
def check_details(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """School, classes, training and mentor, by the link of an email.

    A press opens "my places"; the link works until it expires.
    """
    place = link.subject
    if place.state != PlaceState.CONFIRMED:
        return explain_link(request, link)
    return _check(request, place)


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def check_own_details(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    place = own_place(request, own, pk, WITH_QUESTIONS)
    if place.state != PlaceState.CONFIRMED:
        raise Http404
    return _check(request, place)


def _check(request: HttpRequest, place: Place) -> HttpResponse:
    posted = domains.as_meant(request.POST) if request.method == "POST" else None
    looked_up = request.GET.get(asked_again.LOOK_UP)
    unknown = unknown_of(place)
    form = details.form_of(place, posted, looked_up=looked_up, first=unknown)
    doubts: list[domains.Doubt] = []
    if posted is not None:
        form.full_clean()
        doubts = domains.doubtful(form, posted)
        if _keep(request, place, form, posted, doubts):
            messages.success(request, SAVED)
            return redirect("hubsite:my")
    page = {"place": place, "work_group": place.work_group, "form": form}
    looks = {"asked_about": doubts, "not_known": in_words(unknown), **look_of(form)}
    return render(request, "recruitment/check_details.html", page | looks)


def is_whole_page(form: StepForm, posted: Any, doubts: list[domains.Doubt]) -> bool:
    """Whether nothing on a page is wrong, in doubt, or asked only now."""
    return form.is_valid() and not doubts and not details.asks_more(form, posted)


def look_of(form: StepForm) -> dict[str, Any]:
    """What a page needs to look up a school."""
    looks_up = asked_again.LOOK_UP in form.fields
    looked_up = looks_up and form[asked_again.LOOK_UP].value()
    return {"look_up": looks_up, "looked_up": looked_up}


def _keep(
    request: HttpRequest,
    place: Place,
    form: StepForm,
    posted: Any,
    doubts: list[domains.Doubt],
) -> bool:
    """Keep each answer that is right and open "my places"; False where one is not."""
    doubtful = [each.key for each in doubts]
    answers = details.answers_of(form, posted, place, doubtful=doubtful)
    is_whole = is_whole_page(form, posted, doubts)
    keep = partial(later_answers.keep_checked_answers, place, at=timezone.now())
    try:
        keep(answers, is_whole=is_whole)
    except RecruitmentError as error:  # about the mentor; the rest is kept
        keep(replace(answers, mentor={}), is_whole=False)
        messages.error(request, str(error))
        is_whole = False
    participant_sessions.open_session(request, [place.participant_id])
    if not is_whole:
        messages.info(request, KEPT)
    return is_whole
