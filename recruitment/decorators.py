"""View decorators for people without an account: by link, or by participant session."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from recruitment import links, participant_sessions, rate_limits
from recruitment.errors import BeingChanged
from recruitment.links import KeptLink
from recruitment.models import Place
from recruitment.participant_sessions import ParticipantSession

View = Callable[..., HttpResponse]
Explain = Callable[[HttpRequest, KeptLink], HttpResponse]

#: Relations of a place that the pages about it show.
PLACE = ("work_group__hub", "stage", "participant", "registration__work_group")


def explain_link(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Explain why a link does not work, and offer a new email to the same address."""
    place = link.subject if isinstance(link.subject, Place) else None
    context = {
        "why": link.why or "closed",
        "place": place,
        "is_changing": place is not None and place.is_changing,
    }
    status = 404 if link.why == "unknown" else 200
    return render(request, "recruitment/explain_link.html", context, status=status)


def answer_too_often(request: HttpRequest, words: str) -> HttpResponse:
    """Refuse a request that reached a limit, and say how long to wait."""
    page = {"words": words}
    return render(request, "recruitment/too_often.html", page, status=429)


def link_required(
    purpose: str,
    *,
    related: tuple[str, ...] = (),
    explain: Explain = explain_link,
    usable: bool = True,
) -> Callable[[View], View]:
    """Open a view by a link of this purpose only, and hand the link in.

    A token in the path goes into a signed cookie, and the browser is sent to the path
    without it; that writes no row. The view is called as `view(request, link, ...)`;
    `link.subject` is read with the relations in `related`. Without a usable link
    `explain` answers; with `usable=False` a used or expired link will do.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def by_link(
            request: HttpRequest, *args: Any, token: str = "", **kwargs: Any
        ) -> HttpResponse:
            if token:
                return _open_token(request, token, purpose, explain)
            link = links.kept(request, purpose=purpose, related=related)
            if usable and (not link.usable or link.subject is None):
                return explain(request, link)
            if isinstance(link.subject, Place) and link.subject.is_changing:
                return explain(request, link)
            return view(request, link, *args, **kwargs)

        by_link.link_purpose = purpose  # type: ignore[attr-defined]  # read by tests
        return by_link

    return decorate


def _open_token(
    request: HttpRequest, token: str, purpose: str, explain: Explain
) -> HttpResponse:
    """Keep a link that we made; explain any other token, and forget what was open."""
    link, now = links.read_token(token), timezone.now()
    if link is not None and link.purpose == purpose:
        response: HttpResponse = redirect(links.page_of(link))
        links.keep(response, link)
        return response
    too_often = rate_limits.limit_wrong_tokens(request, at=now)
    if too_often:
        response = answer_too_often(request, too_often)
    else:
        response = explain(request, KeptLink(None, now))
    links.forget(request, response, purpose=purpose)
    return response


def participant_required(view: View) -> View:
    """Open a view to a participant session only, and hand the session in.

    The view is called as `view(request, people, ...)`. Others go to the sign-in
    page. Using a page keeps the session alive. A place that is being changed is not
    opened: "my places" says so.
    """

    @wraps(view)
    def by_session(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        people = participant_sessions.participants_of(request)
        if not people:
            return redirect("hubsite:sign_in")
        participant_sessions.keep_alive(request)
        try:
            return view(request, people, *args, **kwargs)
        except BeingChanged as refusal:
            messages.info(request, str(refusal))
            return redirect("hubsite:my")

    by_session.participants_only = True  # type: ignore[attr-defined]  # read by tests
    return by_session


def fresh_code_required(purpose: str) -> Callable[[View], View]:
    """Open a view to those of a participant session who typed a fresh code for it.

    The others are sent to the page that emails the code. It stands under
    `participant_required`, and the view gets only those whose address was proved.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def after_code(
            request: HttpRequest, own: ParticipantSession, *args: Any, **kwargs: Any
        ) -> HttpResponse:
            fresh = participant_sessions.fresh_for(request, purpose)
            if not fresh:
                return redirect("hubsite:type_code", purpose)
            return view(request, fresh, *args, **kwargs)

        after_code.fresh_code_for = purpose  # type: ignore[attr-defined]  # for tests
        return after_code

    return decorate
