"""Sign-in for people without an account, and their own places."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from recruitment import links, rate_limits
from recruitment.actions import sign_in as people
from recruitment.choices import LinkPurpose
from recruitment.forms.places import SignInForm
from recruitment.queries import my_places
from workgroups.rate_limits import TOO_OFTEN


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take an email address and always give the same answer; the email tells more."""
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email, now = form.cleaned_data["email"], timezone.now()
        if rate_limits.may_ask_for_email(request, email, at=now):
            people.ask_for_sign_in(email, at=now)
            return redirect("hubsite:sign_in_sent")
        form.add_error(None, TOO_OFTEN)
    status = 429 if form.has_error(NON_FIELD_ERRORS) else 200
    return render(request, "hubsite/sign_in.html", {"form": form}, status=status)


@login_not_required
@require_safe
def sign_in_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "hubsite/sign_in_sent.html")


@login_not_required
@links.link_required(LinkPurpose.SIGN_IN)
@require_http_methods(["GET", "POST"])
def finish_sign_in(request: HttpRequest, token: str = "") -> HttpResponse:
    """Open a sign-in link. GET changes nothing; POST opens the session."""
    if token:
        return redirect(
            links.keep(
                request,
                token,
                purpose=LinkPurpose.SIGN_IN,
                then="hubsite:finish_sign_in",
            )
        )
    link = links.kept(request, purpose=LinkPurpose.SIGN_IN)
    if not link.usable or link.subject is None or link.link is None:
        return render(request, "hubsite/sign_in_over.html", {"why": link.why})
    if request.method == "POST":
        links.use(link.link, at=timezone.now())
        mine = people.participants_with_address_of(link.subject)
        links.open_session(request, mine)
        return redirect("hubsite:my")
    return render(request, "hubsite/finish_sign_in.html")


@login_not_required
@links.participant_required
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """Show places over both years, each hub under its own heading."""
    ids = links.participants_of(request).participant_ids
    now = timezone.localtime()
    parts = my_places.parts_of(ids, now=now)
    if len(parts) == 1:
        request.hub = parts[0].hub  # type: ignore[attr-defined]
    return render(request, "hubsite/my.html", {"parts": parts, "now": now})


@login_not_required
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Close the session on a shared computer; the browser keeps nothing."""
    links.finish_session(request)
    response = redirect("hubsite:home")
    response["Clear-Site-Data"] = '"cache"'
    response.delete_cookie("registered_as")
    return response
