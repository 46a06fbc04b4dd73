"""The page behind the link that proves a new address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from recruitment.actions import address_changes
from recruitment.choices import LinkPurpose
from recruitment.decorators import link_required
from recruitment.errors import RecruitmentError
from recruitment.forms.places import OwnAddressForm
from recruitment.links import KeptLink


def explain_address_link(
    request: HttpRequest, link: KeptLink, refusal: str = ""
) -> HttpResponse:
    """Explain why an address cannot be proved by this link; nothing was changed."""
    page = {"why": link.why, "refusal": refusal, "change": link.subject}
    status = 404 if link.why == "unknown" else 200
    return render(request, "recruitment/address_link_over.html", page, status=status)


@login_not_required
@require_http_methods(["GET", "POST"])
@link_required(LinkPurpose.ADDRESS, related=("hub",), explain=explain_address_link)
def change_address(request: HttpRequest, link: KeptLink) -> HttpResponse:
    """Prove a new address by a tick and a press; GET changes nothing."""
    change, now = link.subject, timezone.now()
    form = OwnAddressForm(request.POST if request.method == "POST" else None)
    page = {"change": change, "form": form}
    if not form.is_valid():
        return render(request, "recruitment/change_address.html", page)
    try:
        address_changes.change_address(change, at=now)
    except RecruitmentError as refusal:
        return explain_address_link(request, link, str(refusal))
    return render(request, "recruitment/address_changed.html", page)
