"""Caches between the site and its visitors."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control, patch_vary_headers

PUBLIC_SECONDS = 60  # for so long a visitor may see the places left of a minute ago

View = Callable[..., HttpResponse]


def public_page(view: View) -> View:
    """Let caches keep a page for a minute where it is the same for every visitor.

    It is so for a GET without cookies, apart from the one against forged requests, as
    long as the page holds no form that is posted.
    """

    @wraps(view)
    def cached(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_vary_headers(response, ["Cookie"])
        if response.status_code == 200 and _is_for_everybody(request):
            patch_cache_control(response, public=True, max_age=PUBLIC_SECONDS)
        return response

    return cached


def has_own_cookies(request: HttpRequest) -> bool:
    """Whether the browser sent a cookie that says anything about its visitor."""
    return bool(set(request.COOKIES) - {settings.CSRF_COOKIE_NAME})


def _is_for_everybody(request: HttpRequest) -> bool:
    # Django sets this key as soon as a page prints its token
    has_form = request.META.get("CSRF_COOKIE_NEEDS_UPDATE", False)
    return not (has_own_cookies(request) or has_form)
