"""The tab of a person's home on which staff ask for a new address to be proved."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import address_changes
from recruitment.admin.mentors import may_change
from recruitment.choices import EmailState
from recruitment.errors import RecruitmentError
from recruitment.forms.address_changes import NewAddressForm
from recruitment.models import AddressChange, Email, Participant
from workgroups import words
from workgroups.admin_base.homes import url_of

CALLS_OFF = "call_off"  # the value of the button that ends a change


@dataclass(frozen=True)
class AddressLine:
    """One change, and whether the email to the new address came back or failed."""

    change: AddressChange
    came_back: bool
    may_be_proved: bool


def read_address(request: HttpRequest, person: Participant) -> dict[str, Any]:
    """The changes so far, the newest first, and the form; what was typed is kept."""
    asks = request.method == "POST" and request.POST.get("press") != CALLS_OFF
    return {
        "lines": _lines(request, person),
        "form": NewAddressForm(request.POST if asks else None),
        "may_change": may_change(request, person),
    }


def _lines(request: HttpRequest, person: Participant) -> list[AddressLine]:
    rows = AddressChange.objects.visible_to(request.user).filter(participant=person)
    changes = list(rows.select_related("asked_by"))
    emails = Email.objects.visible_to(request.user).filter(
        kind="prove_address",
        about_type=AddressChange._meta.label_lower,
        about_id__in=[change.pk for change in changes],
        state__in=[EmailState.BOUNCED, EmailState.FAILED],
    )
    back, now = set(emails.values_list("about_id", flat=True)), timezone.now()
    return [
        AddressLine(change, change.pk in back, change.may_be_proved(now))
        for change in changes
    ]


def write_address(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Ask for a new address or call that off; None shows again what was typed."""
    if not may_change(request, person):
        raise PermissionDenied
    if request.POST.get("press") == CALLS_OFF:
        done = _call_off(request, person)
    else:
        done = _ask(request, person)
    if not done:
        return None
    messages.success(request, done)
    return HttpResponseRedirect(url_of(person, "address"))


def _call_off(request: HttpRequest, person: Participant) -> str:
    by: Any = request.user
    if address_changes.call_off_address_change(person, by=by, at=timezone.now()):
        return "The change is called off, and its link no longer works."
    return "No change was waiting, so nothing was called off."


def _ask(request: HttpRequest, person: Participant) -> str:
    """What was done, in words; "" where the new address is refused."""
    form = NewAddressForm(request.POST)
    if not form.is_valid():
        return ""
    by: Any = request.user
    try:
        change = address_changes.ask_address_change(
            person, **form.cleaned_data, by=by, at=timezone.now()
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
        return ""
    until = words.local_day(change.proved_until)
    return (
        f"We write to {change.new_email}. The address is used once it is proved there, "
        f"by {until}."
    )
