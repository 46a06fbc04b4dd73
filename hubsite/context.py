"""What every page's frame needs: whose page it is and who helps."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """`hub` and help for the frame; a view that knows its hub overrides them."""
    hub = getattr(request, "hub", None)
    return {
        "hub": hub,
        "help_name": hub.contact_name if hub else "",
        "help_email": hub.contact_email if hub else "",
    }
