"""The tab of a person's home on which staff delete the details for them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import deleting
from recruitment.errors import RecruitmentError
from recruitment.forms.codes import DeleteForThemForm
from recruitment.models import Participant
from recruitment.queries.deletion import deletion_of
from workgroups import permissions
from workgroups.admin_base import Tab
from workgroups.admin_base.homes import url_of

DONE = "The details are deleted. Registrations and places stay without a name."


def tab() -> Tab:
    words, template = "Delete details", "admin/delete_tab.html"
    return Tab(
        "deletion", words, template, read_deletion, write_deletion, under="change"
    )


def may_delete(request: HttpRequest, person: Participant) -> bool:
    scope = permissions.scope_of(request.user)
    allowed = permissions.allows(scope, "recruitment.Participant", "change")
    return allowed and person.erased_at is None


def read_deletion(request: HttpRequest, person: Participant) -> dict[str, Any]:
    """What would go and what would end, and the form that asks to be sure."""
    data = request.POST if request.method == "POST" else None
    return {
        "deletion": deletion_of(person, at=timezone.now()),
        "form": DeleteForThemForm(data),
        "may_change": may_delete(request, person),
    }


def write_deletion(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Delete the details; None shows again what is missing or in the way."""
    if not may_delete(request, person):
        raise PermissionDenied
    form = DeleteForThemForm(request.POST)
    if not form.is_valid():
        return None
    by: Any = request.user
    how = form.cleaned_data["asked_how"]
    try:
        deleting.delete_person(person, by=by, asked_how=how, at=timezone.now())
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, DONE)
    return HttpResponseRedirect(url_of(person, "deletion"))
