"""Template context for every page: the hub, help contacts and workspace links."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from hubsite import guides
from recruitment import participant_sessions
from workgroups import permissions
from workgroups.choices import HUB_STAFF, RoleKind

#: Links in the masthead by role; a page shows at most two.
WORKSPACE_LINKS = (
    (HUB_STAFF, "admin:index", "Hub desk"),
    ((RoleKind.EVALUATOR,), "evaluation:list_evaluations", "Evaluations"),
    ((RoleKind.WORK_GROUP_LEAD, *HUB_STAFF), "hubsite:lead", "Today"),
    ((RoleKind.LA_PARTNER,), "hubsite:recruiting", "Recruiting"),
    ((RoleKind.NATIONAL,), "hubsite:national", "All hubs"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Return `hub` and its contact; a view that sets its own context overrides them."""
    hub = getattr(request, "hub", None)
    if not hasattr(request, "participant_session"):
        who = SimpleLazyObject(lambda: participant_sessions.participants_of(request))
        request.participant_session = who  # type: ignore[attr-defined]
    return {
        "hub": hub,
        "workspace_links": SimpleLazyObject(lambda: workspace_links(request)),
        "help_url": SimpleLazyObject(lambda: help_url(request)),
        "help_name": hub.contact_name if hub else "",
        "help_email": hub.contact_email if hub else "",
    }


def help_url(request: HttpRequest) -> str:
    """Where the guides of the account's roles speak of this page; "" without one."""
    match = request.resolver_match
    name = match.view_name if match else ""
    return guides.help_url(getattr(request, "user", None), name)


def workspace_links(request: HttpRequest) -> list[dict[str, str]]:
    """The first two workspaces that the account's roles may open."""
    scope = permissions.scope_of(getattr(request, "user", None))
    return [
        {"name": name, "label": label}
        for kinds, name, label in WORKSPACE_LINKS
        if permissions.any_of(scope, kinds)
    ][:2]
