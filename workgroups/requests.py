"""A request that came through the sign-in."""

from django.http import HttpRequest

from workgroups.models import Hub, User


class SignedInRequest(HttpRequest):
    """Annotates views that LoginRequiredMiddleware closes: `user` is an account."""

    user: User
    hub: Hub  # set by a view that knows whose page it is
