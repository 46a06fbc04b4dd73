"""A request that came through the sign-in."""

from django.http import HttpRequest

from workgroups.models import User


class SignedInRequest(HttpRequest):
    """Annotates views that LoginRequiredMiddleware closes: `user` is an account."""

    user: User
