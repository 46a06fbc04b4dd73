"""Request ids for the audit log, no-store headers, compression, second factor."""

import uuid
from collections.abc import Callable
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from recruitment import links
from workgroups import audit, permissions
from workgroups.caching import has_own_cookies
from workgroups.choices import RoleKind

#: Roles that need no second factor, because they see one group or counts only.
ONE_FACTOR = {RoleKind.WORK_GROUP_LEAD, RoleKind.LA_PARTNER}

#: Pages open before the second factor is given. None of them can remove it.
BEFORE_SECOND_FACTOR = {
    *("account_login", "account_logout", "account_inactive"),
    *("mfa_authenticate", "mfa_reauthenticate"),
}


class RequestIdMiddleware:
    """Give each request an id, for the audit log and a response header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = audit.request_id.set(uuid.uuid4().hex)
        try:
            response = self.get_response(request)
            response["X-Request-ID"] = audit.request_id.get()
        finally:
            audit.request_id.reset(token)
        return response


class NoStoreMiddleware:
    """Keep pages of a session or a link out of every cache, the browser's included.

    Computers in staff rooms are shared: after "finish" the back button shows nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_own = not request.session.is_empty() or links.has_opened(request)
        if is_own and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store, private"
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compress pages that hold no secret beside what a stranger typed.

    The length of a compressed page tells how much two of its parts have in common
    (the BREACH attack). So a page is compressed only for a browser without a session
    and without an opened link.
    A page for a browser with a draft is compressed only without a query string, which
    a link on another site could have written.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.streaming or not _may_be_compressed(request, response):
            return response
        return super().process_response(request, response)


def _may_be_compressed(request: HttpRequest, response: HttpResponseBase) -> bool:
    if request.method != "GET" or not _is_html(response):
        return False
    session = getattr(request, "session", None)
    has_session = session is not None and not session.is_empty()
    if has_session or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return False
    if links.has_opened(request):
        return False
    return not (has_own_cookies(request) and request.META.get("QUERY_STRING"))


def _is_html(response: HttpResponseBase) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


class SecondFactorMiddleware:
    """Redirect accounts that need a second factor to its set-up or its code.

    Each page of such an account costs one statement. A session that began before the
    authenticator was enrolled elsewhere is asked for its code.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        kinds = permissions.scope_of(request.user).kinds
        page = _sign_in_page(request)
        if not kinds - ONE_FACTOR or page in BEFORE_SECOND_FACTOR:
            return None
        user = request.user
        enrolled = Authenticator.objects.filter(
            user_id=user.pk, type=Authenticator.Type.TOTP
        )
        if not enrolled.exists():
            return None if page else redirect("mfa_activate_totp")
        records = get_authentication_records(request, user)
        if any(record.get("method") == "mfa" for record in records):
            return None
        query = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('mfa_reauthenticate')}?{query}")


def _sign_in_page(request: HttpRequest) -> str:
    """The URL name of an allauth sign-in page; "" for every other page."""
    match = request.resolver_match
    name = match.url_name or "" if match and not match.namespaces else ""
    return name if name.startswith(("account_", "mfa_")) else ""


def remember_enrolment(sender: Any, request: HttpRequest, user: Any, **_: Any) -> None:
    """Count enrolling an authenticator as giving the second factor."""
    record_authentication(
        request, user, method="mfa", type="totp", reauthenticated=True
    )
