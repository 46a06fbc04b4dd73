"""The type of a request from a signed-in account."""

from django.http import HttpRequest

from workgroups.models import Hub, User


class SignedInRequest(HttpRequest):
    """A request that LoginRequiredMiddleware let pass: `user` is an account."""

    user: User
    hub: Hub  # set by views that know the page's hub
