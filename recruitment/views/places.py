"""Confirm or decline a place by an emailed link; withdraw from "my places"."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment import calendars, links, participant_sessions, rate_limits
from recruitment.actions import places, sign_in
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.decorators import (
    PLACE,
    explain_link,
    link_required,
    participant_required,
)
from recruitment.errors import RecruitmentError
from recruitment.forms.places import ConfirmPlaceForm, LeaveForm, WithdrawForm
from recruitment.links import KeptLink
from recruitment.models import Place
from recruitment.participant_sessions import ParticipantSession
from workgroups.models import Session
from workgroups.rate_limits import TOO_OFTEN
from workgroups.rules import begun_in_words


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.CONFIRM, related=PLACE)
def confirm_place(request: HttpRequest, link: KeptLink) -> HttpResponse:
    place = link.subject
    if place.state != PlaceState.OFFERED:
        return explain_link(request, link)
    form = ConfirmPlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            places.confirm_place(place, at=timezone.now())
        except RecruitmentError as error:
            messages.error(request, str(error))
            return explain_link(request, link)
        return _show_my_places(request, link, "Your place is secured.")
    sessions = _sessions(place)
    return render(
        request,
        "recruitment/confirm_place.html",
        {
            "place": place,
            "form": form,
            "sessions": sessions,
            "begun": begun_in_words(
                [each.on for each in sessions], today=timezone.localdate()
            ),
        },
    )


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.CONFIRM, related=PLACE)
def decline_place(request: HttpRequest, link: KeptLink) -> HttpResponse:
    place = link.subject
    if place.state != PlaceState.OFFERED:
        return explain_link(request, link)
    data = request.POST if request.method == "POST" else None
    form = LeaveForm(data, work_group=place.work_group)
    if form.is_valid():
        try:
            places.decline_place(place, at=timezone.now(), **form.cleaned_data)
        except RecruitmentError as error:
            messages.error(request, str(error))
            return explain_link(request, link)
        return _show_my_places(request, link, "Thank you for telling us.")
    context = {"place": place, "form": form}
    return render(request, "recruitment/decline_place.html", context)


def _show_my_places(request: HttpRequest, link: KeptLink, words: str) -> HttpResponse:
    """Mark the link as used and open "my places" after an act through it."""
    if link.link is not None:
        links.use(link.link, at=timezone.now())
    participant_sessions.open_session(request, [link.subject.participant_id])
    messages.success(request, words)
    return redirect("hubsite:my")


@login_not_required
@require_POST
@link_required(LinkPurpose.CONFIRM, related=PLACE, usable=False)
def send_link_again(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Send a new email to the stored address, which is not shown."""
    place, now = link.subject, timezone.now()
    if isinstance(place, Place):
        email = place.participant.email
        if not rate_limits.may_ask_for_email(request, email, at=now):
            messages.error(request, TOO_OFTEN)
            return redirect("hubsite:sign_in")
        sign_in.send_link_again(place, at=now)
    messages.success(
        request, "If that link was one of ours, a new letter is on its way to you."
    )
    return redirect("hubsite:sign_in")


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def withdraw_place(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    place = _own_place(request, own, pk)
    later = Place.objects.filter(
        registration=place.registration_id,
        start_year__gt=place.start_year,
        state=PlaceState.PROVISIONAL,
    )
    data = request.POST if request.method == "POST" else None
    form = WithdrawForm(data, work_group=place.work_group, has_next_year=later.exists())
    if form.is_valid():
        answers = dict(form.cleaned_data)
        next_year_too = answers.pop("next_year_too", "yes") == "yes"
        try:
            places.withdraw_place(
                place, at=timezone.now(), next_year_too=next_year_too, **answers
            )
        except RecruitmentError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, "You have left this group.")
        return redirect("hubsite:my")
    return render(
        request, "recruitment/withdraw_place.html", {"place": place, "form": form}
    )


@login_not_required
@require_safe
@participant_required
def calendar(request: HttpRequest, own: ParticipantSession, pk: int) -> HttpResponse:
    """The sessions of a person's own place as an .ics file."""
    place = _own_place(request, own, pk)
    content = b""
    if place.work_group is not None:
        content = calendars.of_sessions(
            place.work_group, _sessions(place), at=timezone.now()
        )
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="sessions.ics"'},
    )


def _own_place(request: HttpRequest, own: ParticipantSession, pk: int) -> Place:
    rows = Place.objects.select_related("work_group__hub", "stage", "participant")
    place = get_object_or_404(rows, pk=pk, participant__in=own.participant_ids)
    request.hub = place.hub  # type: ignore[attr-defined]
    return place


def _sessions(place: Place) -> list[Session]:
    if place.work_group is None:
        return []
    return list(place.work_group.sessions.order_by("number"))
