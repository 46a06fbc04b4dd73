"""The check-list of a new hub: what is missing, and the presses that do it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from evaluation.actions.questions import copy_question_sets
from hubsite.queries import new_hub
from workgroups import academic_years, permissions, words
from workgroups.actions.catalogue import copy_programme
from workgroups.actions.hubs import read_notice
from workgroups.admin_base import current_hub
from workgroups.form_fields import whole_number
from workgroups.models import Hub

#: What each press changes; the account must be allowed to.
CHANGES = {
    "notice": ("workgroups.Hub", "change"),
    "questions": ("evaluation.QuestionSet", "create"),
    "programme": ("workgroups.Programme", "create"),
}


def check_list(request: HttpRequest) -> HttpResponse | dict[str, Any]:
    """Do what was pressed; otherwise the context of the page."""
    hub = current_hub(request)
    if hub is None:
        raise PermissionDenied
    if request.method == "POST":
        _press(request, hub)
        return HttpResponseRedirect(request.get_full_path())
    today = timezone.localdate()
    year = academic_years.academic_year_of(today)
    return {
        "title": f"Setting up {hub.name}",
        "hub": hub,
        "steps": new_hub.steps_of(hub, year=year, today=today),
        "year": academic_years.label(year),
        "masters": new_hub.masters_to_copy(hub),
    }


def _may(request: HttpRequest, name: str) -> bool:
    return permissions.allows(permissions.scope_of(request.user), *CHANGES[name])


def _press(request: HttpRequest, hub: Hub) -> None:
    """Do one step; what is done already stays as it is."""
    name, _, chosen = request.POST.get("do", "").partition(" ")
    if name not in CHANGES:
        raise Http404
    if not _may(request, name):
        raise PermissionDenied
    by: Any = request.user
    at = timezone.now()
    if name == "notice":
        read_notice(hub, by=by, at=at)
        said = "Noted: you have read the privacy notice."
    elif name == "questions":
        number = copy_question_sets(hub=hub, by=by, at=at)
        said = f"{words.counted(number, 'question set')} copied."
    else:
        pk = whole_number(chosen) or 0
        master = new_hub.masters_to_copy(hub).filter(pk=pk).first()
        if master is None:
            raise Http404
        own = copy_programme(master, hub=hub, by=by, at=at)
        said = f"{own} is copied. Next: a project of the year."
    messages.success(request, said)
