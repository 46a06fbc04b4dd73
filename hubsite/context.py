"""What every page's frame needs: whose page it is and who helps."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from recruitment import links


def page(request: HttpRequest) -> dict[str, Any]:
    """`hub` and help for the frame; a view that knows its hub overrides them."""
    hub = getattr(request, "hub", None)
    if not hasattr(request, "participant_session"):
        who = SimpleLazyObject(lambda: links.participants_of(request))
        request.participant_session = who  # type: ignore[attr-defined]
    return {
        "hub": hub,
        "help_name": hub.contact_name if hub else "",
        "help_email": hub.contact_email if hub else "",
    }
