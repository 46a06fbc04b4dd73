"""The tab of a person's home on which staff ask for a new address to be proved."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from hubsite.forms import NewAddressForm
from hubsite.person_mentors import may_change
from recruitment.actions import address_changes
from recruitment.errors import RecruitmentError
from recruitment.models import AddressChange, Participant
from workgroups.admin_base.homes import url_of

CALLS_OFF = "call_off"  # the value of the button that ends a change


def read_address(request: HttpRequest, person: Participant) -> dict[str, Any]:
    """The changes so far, the newest first, and the form; what was typed is kept."""
    rows = AddressChange.objects.visible_to(request.user).filter(participant=person)
    data = request.POST if request.method == "POST" else None
    return {
        "changes": list(rows.select_related("asked_by")),
        "form": NewAddressForm(data),
        "may_change": may_change(request, person),
    }


def write_address(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Ask for a new address or call that off; None shows again what was typed."""
    if not may_change(request, person):
        raise PermissionDenied
    actor: Any = request.user
    if request.POST.get("press") == CALLS_OFF:
        if address_changes.call_off_address_change(person, by=actor, at=timezone.now()):
            messages.success(request, "The change is called off. Its link is dead.")
        return HttpResponseRedirect(url_of(person, "address"))
    form = NewAddressForm(request.POST)
    if not form.is_valid():
        return None
    try:
        change = address_changes.ask_address_change(
            person, **form.cleaned_data, by=actor, at=timezone.now()
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(
        request,
        f"We write to {change.new_email}. Nothing changes until the link is opened.",
    )
    return HttpResponseRedirect(url_of(person, "address"))
