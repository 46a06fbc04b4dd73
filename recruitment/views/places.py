"""Confirm, decline or withdraw a place, by an emailed link or from "my places"."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment import calendars, links, participant_sessions, rate_limits
from recruitment.actions import apologies, places, sign_in
from recruitment.actions.transitions import pencilled_in_after
from recruitment.choices import SECURED, LinkPurpose, PlaceState
from recruitment.decorators import (
    PLACE,
    answer_too_often,
    explain_link,
    link_required,
    participant_required,
)
from recruitment.errors import BeingChanged, NoRoom, RecruitmentError
from recruitment.forms.places import ConfirmPlaceForm, LeaveForm, WithdrawForm
from recruitment.links import KeptLink
from recruitment.models import Place
from recruitment.participant_sessions import ParticipantSession
from recruitment.queries import other_groups
from workgroups.form_fields import whole_number
from workgroups.models import Session
from workgroups.rules import begun_in_words

PLACE_SECURED = "Your place is secured."
NOW_WAITING = (
    "Every place is taken at the moment, so you are on the waiting list, at the time "
    "at which you registered. We write to you as soon as a place is free."
)
ADDRESS_PROVED = "Thank you. We know now that our letters reach you."
DECLINED = "Thank you for telling us."
WELCOME = "We look forward to seeing you."
APOLOGIES = "Thank you for telling us. Whoever leads your group sees it."
GUEST = "Thank you for telling us. The leads of both groups see it."


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.CONFIRM, related=PLACE)
def confirm_place(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Secure an offer or a free seat; a person who waits proves their address."""
    place = link.subject
    if place.state == PlaceState.WAITING:
        return _prove_address(request, link)
    if place.state != PlaceState.OFFERED and not place.may_take_seat:
        return explain_link(request, link)
    form = ConfirmPlaceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done: list[Place] = []
        if _is_refused(request, partial(_confirm_into, done, place)):
            return explain_link(request, link)
        said, after = _confirmed_in_words(done[0]), _asks_again(place)
        return _show_my_places(request, link, said, after=after)
    return _ask_to_confirm(request, place, form, reverse("recruitment:decline_place"))


def _prove_address(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Ask a person on the waiting list to press, which proves their address."""
    if request.method == "POST":
        places.prove_address(link.subject, at=timezone.now())
        return _show_my_places(request, link, ADDRESS_PROVED)
    return render(request, "recruitment/prove_address.html", {"place": link.subject})


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.CONFIRM, related=PLACE)
def decline_place(request: HttpRequest, link: KeptLink) -> HttpResponse:
    place = link.subject
    if place.state != PlaceState.OFFERED:
        return explain_link(request, link)
    form = LeaveForm(_posted(request), work_group=place.work_group)
    if form.is_valid():
        if _is_refused(request, lambda: decline(place, form)):
            return explain_link(request, link)
        return _show_my_places(request, link, DECLINED)
    return _ask_to_decline(request, place, form, reverse("recruitment:confirm_place"))


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def confirm_own_place(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    """Secure an offer or a free seat from "my places", without the email's link."""
    place = own_place(request, own, pk)
    form = ConfirmPlaceForm(_posted(request))
    is_open = place.state == PlaceState.OFFERED or place.may_take_seat
    if is_open and not form.is_valid():
        decline_url = reverse("recruitment:decline_own_place", args=[pk])
        return _ask_to_confirm(request, place, form, decline_url)
    done: list[Place] = []
    act = partial(_confirm_into, done, place)
    if request.method == "POST" and not _is_refused(request, act):
        messages.success(request, _confirmed_in_words(done[0]))
        return redirect(_asks_again(place) or "hubsite:my")
    return redirect("hubsite:my")


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def decline_own_place(
    request: HttpRequest, own: ParticipantSession, pk: int
) -> HttpResponse:
    place = own_place(request, own, pk)
    form = LeaveForm(_posted(request), work_group=place.work_group)
    if place.state == PlaceState.OFFERED and not form.is_valid():
        return _ask_to_decline(request, place, form, reverse("hubsite:my"))
    if form.is_valid() and not _is_refused(request, lambda: decline(place, form)):
        messages.success(request, DECLINED)
    return redirect("hubsite:my")


def confirm(place: Place) -> Place:
    return places.confirm_place(place, at=timezone.now())


def _confirm_into(done: list[Place], place: Place) -> None:
    done.append(confirm(place))


def _confirmed_in_words(place: Place) -> str:
    """What a page says after confirming: somebody else may have had the last seat."""
    return NOW_WAITING if place.state == PlaceState.WAITING else PLACE_SECURED


def decline(place: Place, form: LeaveForm) -> None:
    places.decline_place(place, at=timezone.now(), **form.cleaned_data)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _is_refused(request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do an act; where it is refused, keep the reason for the page that follows."""
    try:
        act()
    except RecruitmentError as error:
        messages.error(request, str(error))
        return True
    return False


def _ask_to_confirm(
    request: HttpRequest, place: Place, form: ConfirmPlaceForm, decline_url: str
) -> HttpResponse:
    sessions = calendars.sessions_of(place)
    days = [each.on for each in sessions]
    page = {
        "place": place,
        "form": form,
        "sessions": [each for each in sessions if each.starts_at > timezone.now()],
        "begun": begun_in_words(days, today=timezone.localdate()),
        "decline_url": decline_url,
    }
    return render(request, "recruitment/confirm_place.html", page)


def _ask_to_decline(
    request: HttpRequest, place: Place, form: LeaveForm, back_url: str
) -> HttpResponse:
    page = {"place": place, "form": form, "back_url": back_url}
    return render(request, "recruitment/decline_place.html", page)


def _asks_again(place: Place) -> str:
    """The page that asks who goes on about school, classes and mentor; or ""."""
    if not place.asks_for_answers:
        return ""
    return reverse("recruitment:answer_for_own_next_year", args=[place.pk])


def _show_my_places(
    request: HttpRequest, link: KeptLink, words: str, *, after: str = ""
) -> HttpResponse:
    """Mark the link as used and open "my places", or the page `after`."""
    if link.link is not None:
        links.use(link.link, at=timezone.now())
    participant_sessions.open_session(request, [link.subject.participant_id])
    messages.success(request, words)
    return redirect(after if after else "hubsite:my")


@login_not_required
@require_POST
@link_required(LinkPurpose.CONFIRM, related=PLACE, usable=False)
def send_link_again(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Send a new email to the stored address, which is not shown."""
    place, now = link.subject, timezone.now()
    if isinstance(place, Place):
        email = place.participant.email
        too_often = rate_limits.limit_emails(request, email, at=now)
        if too_often:
            return answer_too_often(request, too_often)
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
    place = own_place(request, own, pk)
    later = pencilled_in_after(place, *places.NEXT_YEARS)
    form = WithdrawForm(
        _posted(request),
        work_group=place.work_group or place.registration.work_group,
        has_next_year=bool(list(later)),
    )
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
            messages.success(
                request, "Thank you for telling us. You have left this group."
            )
        return redirect("hubsite:my")
    return render(
        request, "recruitment/withdraw_place.html", {"place": place, "form": form}
    )


@login_not_required
@require_safe
@participant_required
def calendar(request: HttpRequest, own: ParticipantSession, pk: int) -> HttpResponse:
    """The sessions to come of a person's own secured place as an .ics file."""
    place = own_place(request, own, pk)
    if place.work_group is None or place.state not in SECURED:
        raise Http404
    now = timezone.now()
    coming = calendars.in_calendar(place.work_group, at=now)
    return HttpResponse(
        calendars.of_sessions(place.work_group, coming, at=now),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="sessions.ics"'},
    )


@login_not_required
@require_http_methods(["GET", "POST"])
@participant_required
def send_apologies(
    request: HttpRequest, own: ParticipantSession, pk: int, session: int
) -> HttpResponse:
    """Tell the lead that the person cannot come to one session, or can after all."""
    place = own_place(request, own, pk)
    meeting = get_object_or_404(
        Session.objects.select_related("work_group"),
        pk=session,
        work_group=place.work_group_id,
    )
    others = other_groups.with_room(meeting, at=timezone.now())
    if request.method == "POST":
        chosen = whole_number(request.POST.get("instead", ""))
        found = [each.session for each in others if each.session.pk == chosen]
        instead = found[0] if found else None
        if chosen is not None and instead is None:
            messages.error(request, str(NoRoom()))
            return redirect(request.path)
        comes = request.POST.get("come") == "yes"
        _answer_once(request, place, meeting, comes=comes, instead=instead)
        return redirect("hubsite:my")
    apologies = place.apologies.select_related("instead__work_group")
    sent = apologies.filter(session=meeting).first()
    page = {"place": place, "session": meeting, "sent": sent, "others": others}
    return render(request, "recruitment/send_apologies.html", page)


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.COME, related=PLACE)
def answer_dates(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """The sessions to come of a place, each with one press, by an emailed link.

    The link works more than once and opens nothing else.
    """
    place, now = link.subject, timezone.now()
    if place.state not in SECURED:
        return explain_link(request, link)
    coming = calendars.coming_sessions(place.work_group, at=now)
    if request.method == "POST":
        chosen = whole_number(request.POST.get("session", ""))
        for session in [each for each in coming if each.pk == chosen]:
            comes = request.POST.get("come") == "yes"
            _answer_once(request, place, session, comes=comes)
        return redirect("recruitment:answer_dates")
    sent = set(place.apologies.values_list("session", flat=True))
    page = {"place": place, "sessions": coming, "sent": sent}
    return render(request, "recruitment/answer_dates.html", page)


def _answer_once(
    request: HttpRequest,
    place: Place,
    session: Session,
    *,
    comes: bool,
    instead: Session | None = None,
) -> None:
    def act() -> None:
        now = timezone.now()
        if comes:
            apologies.take_back_apologies(place, session, at=now)
        else:
            apologies.send_apologies(place, session, instead=instead, at=now)

    if not _is_refused(request, act):
        said = GUEST if instead else APOLOGIES
        messages.success(request, WELCOME if comes else said)


def _own(own: ParticipantSession) -> dict[str, Any]:
    """The people whose places a session opens, without those who were deleted."""
    return {
        "participant__in": own.participant_ids,
        "participant__erased_at": None,
    }


def own_place(
    request: HttpRequest,
    own: ParticipantSession,
    pk: int,
    related: tuple[str, ...] = PLACE,
) -> Place:
    """A place of the person's own; raises BeingChanged while staff may undo an act."""
    rows = Place.objects.with_change().select_related(*related)
    place = get_object_or_404(rows, pk=pk, **_own(own))
    request.hub = place.hub  # type: ignore[attr-defined]
    if place.is_changing:
        raise BeingChanged
    return place
