"""Sign-in for people without an account, and their own places."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment import links, participant_sessions, rate_limits
from recruitment.actions import sign_in as people
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.decorators import link_required, participant_required
from recruitment.forms.places import SignInForm
from recruitment.links import KeptLink
from recruitment.participant_sessions import ParticipantSession
from recruitment.queries import my_places, what_else
from recruitment.queries.my_places import HubPlaces
from workgroups import public_texts


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take an email address and always give the same answer; the email tells more."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email, now = form.cleaned_data["email"], timezone.now()
        too_often = rate_limits.limit_emails(request, email, at=now)
        if not too_often:
            people.ask_for_sign_in_links(email, at=now)
            return redirect("hubsite:sign_in_sent")
        form.add_error(None, too_often)
    status = 429 if form.has_error(NON_FIELD_ERRORS) else 200
    return render(request, "hubsite/sign_in.html", {"form": form}, status=status)


@login_not_required
@require_safe
def sign_in_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "hubsite/sign_in_sent.html")


def explain_sign_in(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why a sign-in link does not work."""
    return render(request, "hubsite/sign_in_over.html", {"why": link.why})


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.SIGN_IN, explain=explain_sign_in)
def finish_sign_in(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Open a sign-in link. GET changes nothing; POST opens the session."""
    if request.method == "POST" and link.link is not None:
        links.use(link.link, at=timezone.now())
        mine = people.participants_with_address_of(link.subject)
        people.prove_addresses(mine, at=timezone.now())
        participant_sessions.open_session(request, mine)
        return redirect("hubsite:my")
    return render(request, "hubsite/finish_sign_in.html")


@login_not_required
@require_safe
@participant_required
def my(request: HttpRequest, own: ParticipantSession) -> HttpResponse:
    """Show places over both years, each hub under its own heading."""
    now = timezone.localtime()
    places_by_hub = my_places.places_by_hub(own.participant_ids, now=now)
    if not places_by_hub:  # the details were deleted in another browser
        participant_sessions.finish_session(request)
        return redirect("hubsite:sign_in")
    if len(places_by_hub) == 1:
        request.hub = places_by_hub[0].hub  # type: ignore[attr-defined]
    notes = _closing_notes(places_by_hub)
    more = what_else.what_else_for(places_by_hub, today=timezone.localdate(now))
    hubs = [(e, notes.get(e.hub.pk, ""), more.get(e.hub.pk)) for e in places_by_hub]
    page = {"places_by_hub": hubs}
    return render(request, "hubsite/my.html", page)


def _closing_notes(mine: list[HubPlaces]) -> dict[int, SafeString]:
    """The closing note of each hub at which the person has completed a year."""
    hubs = [
        each.hub
        for each in mine
        if any(place.state == PlaceState.COMPLETED for place in each.places)
    ]
    return public_texts.shown_at(hubs, "completed") if hubs else {}


@login_not_required
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Close the session on a shared computer; the browser keeps nothing."""
    participant_sessions.finish_session(request)
    response = redirect("hubsite:home")
    links.forget_all(request, response)
    response["Clear-Site-Data"] = '"cache"'
    response.delete_cookie("registered_as")
    return response
