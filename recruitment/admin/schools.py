"""The tab of a person's home on which staff keep another school."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from recruitment.actions import schools
from recruitment.admin.mentors import may_change
from recruitment.forms.schools import SchoolForm
from recruitment.models import Participant
from workgroups import academic_years
from workgroups.admin_base.homes import url_of
from workgroups.school_search import SchoolsFound, search_schools
from workgroups.words import counted

LISTED = 10  # schools that a search shows
FINDS = "find"  # the value of the button that looks for schools


def read_school_of(request: HttpRequest, person: Participant) -> dict[str, Any]:
    """The school of each current place, what was looked for, and what was found."""
    places = list(
        schools.current_places(person, at=timezone.now()).select_related(
            "school", "work_group", "stage"
        )
    )
    found = _found(request, places)
    return {
        "places": [(each, academic_years.label(each.start_year)) for each in places],
        "form": _form(request, found),
        "found": found,
        "looked": bool(request.POST.get("looked_for", "").strip()),
        "may_change": may_change(request, person),
    }


def write_school_of(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Keep the school that is chosen; None shows the page with what was found."""
    if not may_change(request, person):
        raise PermissionDenied
    if request.POST.get("press") == FINDS:
        return None
    now, actor = timezone.now(), request.user
    places = list(schools.current_places(person, at=now).select_related("work_group"))
    form = _form(request, _found(request, places))
    if not form.is_valid():
        return None
    changed = schools.change_school(
        person,
        **form.cleaned_data,
        by=actor,  # type: ignore[arg-type]  # signed in
        at=now,
    )
    name = form.cleaned_data["school"] or form.cleaned_data["school_name"]
    said = f"{name} is kept for {counted(len(changed), 'place')}."
    messages.success(request, said if changed else f"It was {name} already.")
    return HttpResponseRedirect(url_of(person, "school"))


def _found(request: HttpRequest, places: list[Any]) -> SchoolsFound:
    """Schools by the words typed; those near the first place's group come first."""
    words = request.POST.get("looked_for", "")
    if not words.strip():
        return SchoolsFound([])
    groups = [each.work_group for each in places if each.work_group is not None]
    near = groups[0].local_authority_id if groups else None
    return search_schools(words, limit=LISTED, near=near)


def _form(request: HttpRequest, found: SchoolsFound) -> SchoolForm:
    """The form; looking for a school asks for no answer yet."""
    form = SchoolForm(request.POST or None, found=found.schools)
    if request.POST.get("press") == FINDS:
        form.errors.clear()
    return form
