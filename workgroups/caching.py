"""Caches of public pages: the site's own, and those between it and its visitors."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

PUBLIC_SECONDS = 60  # for so long a visitor may see the places left of a minute ago

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Let caches keep a page for a minute where it is the same for every visitor.

    It is so for a GET without cookies, apart from the one against forged requests, as
    long as the page holds no form that is posted. The site itself hands out such a page
    again for PUBLIC_PAGE_KEPT seconds, so that many visitors at once cost little.
    """

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        kept = _kept(request)
        if kept is not None:
            return kept
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if response.status_code == 200 and _is_for_everybody(request):
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
            _keep(request, response)
        return response

    return cached


def _kept(request: HttpRequest) -> HttpResponse | None:
    """A page that was made for another visitor some seconds ago."""
    if not settings.PUBLIC_PAGE_KEPT or has_own_cookies(request):
        return None
    page: HttpResponse | None = caches["pages"].get(_key(request))
    return page


def _keep(request: HttpRequest, response: HttpResponse) -> None:
    if settings.PUBLIC_PAGE_KEPT and request.method == "GET":
        caches["pages"].set(_key(request), response, settings.PUBLIC_PAGE_KEPT)


def _key(request: HttpRequest) -> str:
    """A page's address; hashed, because a cache's key may not be long."""
    return sha256(request.build_absolute_uri().encode()).hexdigest()


def has_own_cookies(request: HttpRequest) -> bool:
    """Whether the browser sent a cookie that says anything about its visitor."""
    return bool(set(request.COOKIES) - {settings.CSRF_COOKIE_NAME})


def _is_for_everybody(request: HttpRequest) -> bool:
    # Django sets this key as soon as a page prints its token
    has_form = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return not (has_own_cookies(request) or has_form)
