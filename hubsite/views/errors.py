"""Pages for requests that could not be served."""

import sys
from collections.abc import Iterator
from typing import Any

from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.views import defaults

from workgroups import permissions

#: What SQLite and PostgreSQL say where somebody else holds the database.
BUSY = ("database is locked", "database table is locked", "lock timeout")
NOT_REPEATED = {"csrfmiddlewaretoken", "password", "password1", "password2", "code"}


def server_error(request: HttpRequest) -> HttpResponse:
    """Explain that the database is busy, with the answers kept; else that we failed."""
    error = sys.exc_info()[1]
    if not is_busy(error):
        # without the request, whose context processors read what may have failed
        page = render_to_string("500.html", _account(request))
        return HttpResponse(page, status=500)
    context = {
        "is_post": request.method == "POST",
        "answers": list(_answers(request)),
        "url": request.get_full_path(),
        "csrf_token": get_token(request),
    }
    # without the request, because its account and messages are read from the database
    return HttpResponse(render_to_string("503.html", context), status=503)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say who is signed in, and whom to ask at their hub."""
    request.hub = getattr(request, "hub", None) or _account(request).get("hub")  # type: ignore[attr-defined]
    return defaults.permission_denied(request, exception)


def _account(request: HttpRequest) -> dict[str, Any]:
    """The account that is signed in and its hub; nothing where neither can be read."""
    try:
        user: Any = getattr(request, "user", None)
        if not getattr(user, "is_authenticated", False):
            return {}
        hubs = permissions.scope_of(user).hubs_read
        return {"account": user, "hub": hubs[min(hubs)] if hubs else None}
    except DatabaseError:
        return {}


def is_busy(error: BaseException | None) -> bool:
    words = str(error)
    return isinstance(error, OperationalError) and any(each in words for each in BUSY)


def _answers(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """What was posted, except secrets, which a page never repeats."""
    for name, values in request.POST.lists():
        if name not in NOT_REPEATED:
            yield from ((name, value) for value in values)
