"""Requests from a signed-in account, and the work group that one is about."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from workgroups.models import Hub, User, WorkGroup


class SignedInRequest(HttpRequest):
    """A request that LoginRequiredMiddleware let pass: `user` is an account."""

    user: User
    hub: Hub  # set by views that know the page's hub


def managed_group(request: SignedInRequest, slug: str) -> WorkGroup:
    """The group whose people the user manages, with what a page of it reads; or 404."""
    groups = WorkGroup.objects.managed_by(request.user).listed()
    work_group: WorkGroup = get_object_or_404(groups, slug=slug)
    request.hub = work_group.hub
    return work_group
