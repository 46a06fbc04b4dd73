"""Confirm, decline and leave a place, from an emailed link or "my places"."""

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

from recruitment import calendars, links, rate_limits
from recruitment.actions import places
from recruitment.actions import sign_in as people
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.errors import RecruitmentError
from recruitment.forms.places import ConfirmPlaceForm, LeaveForm, WithdrawForm
from recruitment.links import KeptLink
from recruitment.models import Place
from workgroups.models import Session
from workgroups.rate_limits import TOO_OFTEN
from workgroups.rules import begun_in_words


@login_not_required
@links.link_required(LinkPurpose.CONFIRM)
@require_http_methods(["GET", "POST"])
def confirm_place(request: HttpRequest, token: str = "") -> HttpResponse:
    if token:  # the token goes into the session; both paths are named confirm_place
        return redirect(
            links.keep(
                request,
                token,
                purpose=LinkPurpose.CONFIRM,
                then="recruitment:confirm_place",
            )
        )
    link = links.kept(request, purpose=LinkPurpose.CONFIRM)
    # explains whether it is used, superseded, expired or unknown
    if not _may_confirm(link):
        return explain_link(request, link)
    form = ConfirmPlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            places.confirm_place(link.subject, at=timezone.now())
        except RecruitmentError as error:
            messages.error(request, str(error))
            return explain_link(request, link)
        return _inside(request, link, "Your place is secured.")
    place = _with_group(link.subject)
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
@links.link_required(LinkPurpose.CONFIRM)
@require_http_methods(["GET", "POST"])
def decline_place(request: HttpRequest) -> HttpResponse:
    link = links.kept(request, purpose=LinkPurpose.CONFIRM)
    if not _may_confirm(link):
        return explain_link(request, link)
    place = _with_group(link.subject)
    data = request.POST if request.method == "POST" else None
    form = LeaveForm(data, work_group=place.work_group)
    if form.is_valid():
        try:
            places.decline_place(place, at=timezone.now(), **form.cleaned_data)
        except RecruitmentError as error:
            messages.error(request, str(error))
            return explain_link(request, link)
        return _inside(request, link, "Thank you for telling us.")
    return render(
        request,
        "recruitment/decline_place.html",
        {"place": place, "form": form},
    )


def _may_confirm(link: KeptLink) -> bool:
    return (
        link.usable
        and link.subject is not None
        and link.subject.state == PlaceState.OFFERED
    )


def _inside(request: HttpRequest, link: KeptLink, words: str) -> HttpResponse:
    """Mark the link as used and open "my places" after an act through it."""
    if link.link is not None:
        links.use(link.link, at=timezone.now())
    links.open_session(request, [link.subject.participant_id])
    messages.success(request, words)
    return redirect("hubsite:my")


def explain_link(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why a link does not work, and offer a new email to the same address."""
    place = _with_group(link.subject) if isinstance(link.subject, Place) else None
    status = 404 if link.why == "unknown" else 200
    return render(
        request,
        "recruitment/explain_link.html",
        {"why": link.why or "closed", "place": place},
        status=status,
    )


@login_not_required
@links.link_required(LinkPurpose.CONFIRM)
@require_POST
def send_link_again(request: HttpRequest) -> HttpResponse:
    """Send a new email to the stored address, which is not shown."""
    link = links.kept(request, purpose=LinkPurpose.CONFIRM)
    place, now = link.subject, timezone.now()
    if isinstance(place, Place):
        email = place.participant.email
        if not rate_limits.may_ask_for_email(request, email, at=now):
            messages.error(request, TOO_OFTEN)
            return redirect("hubsite:sign_in")
        people.tell_where_place_stands(place, at=now)
    messages.success(
        request, "If that link was one of ours, a new letter is on its way to you."
    )
    return redirect("hubsite:sign_in")


@login_not_required
@links.participant_required
@require_http_methods(["GET", "POST"])
def withdraw_place(request: HttpRequest, pk: int) -> HttpResponse:
    place = _own(request, pk)
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
@links.participant_required
@require_safe
def calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The sessions of a person's own place as an .ics file."""
    place = _own(request, pk)
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


def _own(request: HttpRequest, pk: int) -> Place:
    own = links.participants_of(request).participant_ids
    rows = Place.objects.select_related("work_group__hub", "stage", "participant")
    place = get_object_or_404(rows, pk=pk, participant__in=own)
    request.hub = place.hub  # type: ignore[attr-defined]
    return place


def _with_group(place: Place) -> Place:
    rows = Place.objects.select_related(
        "work_group__hub", "stage", "participant", "registration"
    )
    return rows.get(pk=place.pk)


def _sessions(place: Place) -> list[Session]:
    if place.work_group is None:
        return []
    return list(place.work_group.sessions.order_by("number"))
