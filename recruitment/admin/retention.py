"""The page "What is kept how long", and the tab by which a person is held back."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from recruitment import retention as terms
from recruitment.actions import retention
from recruitment.admin.mentors import may_change
from recruitment.errors import RecruitmentError
from recruitment.forms.retention import HoldForm
from recruitment.models import (
    Participant,
    Place,
    RetentionHold,
    RetentionRun,
)
from recruitment.queries.retention import (
    access_needs_over,
    field_counts,
    going,
    last_year_of,
    standing_holds,
    years_ahead,
)
from recruitment.queries.untold import Untold, soon_forgotten
from workgroups import academic_years, permissions, words
from workgroups.admin_base import Tab, current_hub
from workgroups.admin_base.homes import url_of
from workgroups.admin_base.pages import add_page
from workgroups.counted_lists import Asked
from workgroups.counted_lists import url_of as url_of_list
from workgroups.models import Hub

GOES_NEXT = "details-go"  # the task that lists the people of the next run
NAMES_SHOWN = 50
RUNS_SHOWN = 10
ENDS = "end"  # the value of the button that ends a hold


def kept_how_long(request: HttpRequest) -> dict[str, Any]:
    """What is kept how long at a hub, and what goes next; nothing goes from here."""
    hub = current_hub(request)
    scope = permissions.scope_of(request.user)
    label = RetentionRun._meta.label
    if hub is None or not permissions.allows(scope, label, "read"):
        raise PermissionDenied
    now = timezone.now()
    places = Place.objects.visible_to(request.user).filter(hub=hub)
    runs = RetentionRun.objects.visible_to(request.user).filter(hub=hub)
    return {
        "title": "What is kept how long",
        "hub": hub,
        "terms": terms.terms_of(hub.retention_months),
        "years": _years(hub),
        "access_needs": access_needs_over(places, now).count(),
        "untold": [(each, _url_of(each.row)) for each in _untold(hub, at=now)],
        "holds": standing_holds(hub.pk, today=timezone.localdate(now)),
        "runs": runs.exclude(finished_at=None)[:RUNS_SHOWN],
        "hub_url": reverse("admin:workgroups_hub_change", args=[hub.pk]),
        **_next_run(request, hub, runs.filter(finished_at=None).first()),
    }


def _untold(hub: Hub, *, at: datetime) -> list[Untold]:
    return soon_forgotten(hub.pk, at=at, limit=NAMES_SHOWN)


def _url_of(row: Any) -> str:
    """The page on which staff write down how somebody was told."""
    if isinstance(row, Participant):
        return url_of(row)
    page = f"admin:{row._meta.label_lower.replace('.', '_')}_change"
    return reverse(page, args=[row.pk])


def _years(hub: Hub) -> list[tuple[str, int, str]]:
    return [
        (academic_years.label(each.start_year), each.people, words.day(each.on))
        for each in years_ahead(hub)
    ]


def _next_run(
    request: HttpRequest, hub: Hub, run: RetentionRun | None
) -> dict[str, Any]:
    """The dry run: how many people, what is blanked with them, and who they are."""
    if run is None:
        return {"run": None}
    people = going(Participant.objects.visible_to(request.user), run)
    named = list(people.order_by("last_name", "first_name", "pk")[:NAMES_SHOWN])
    number = people.count()
    now = timezone.now()
    year = academic_years.academic_year_of(timezone.localdate(now))
    return {
        "run": run,
        "number": number,
        "named": named,
        "more": number - len(named),
        "counts": field_counts(people),
        "list_url": url_of_list(GOES_NEXT, Participant, Asked(hub.pk, year, now)),
    }


add_page("kept/", "kept_how_long", "admin/kept_how_long.html", kept_how_long)


def tab() -> Tab:
    words_of_tab, template = "How long kept", "admin/kept_tab.html"
    return Tab("kept", words_of_tab, template, read_kept, write_kept, under="change")


def read_kept(request: HttpRequest, person: Participant) -> dict[str, Any]:
    """When the details go, who holds them back, and the form that does."""
    rows = RetentionHold.objects.visible_to(request.user).filter(participant=person)
    holds = list(rows.select_related("held_by"))
    today = timezone.localdate()
    posted = request.method == "POST" and request.POST.get("press") != ENDS
    year = last_year_of(person)
    months = person.hub.retention_months
    return {
        "goes_on": None if year is None else terms.goes_on(year, months),
        "last_year": None if year is None else academic_years.label(year),
        "standing": [h for h in holds if h.ended_at is None and h.until_on >= today],
        "former": [h for h in holds if h.ended_at is not None or h.until_on < today],
        "form": HoldForm(request.POST if posted else None),
        "may_change": may_change(request, person),
    }


def write_kept(request: HttpRequest, person: Participant) -> HttpResponse | None:
    """Hold a person back or end that; None shows again what was typed."""
    if not may_change(request, person):
        raise PermissionDenied
    done = (
        _end(request, person)
        if request.POST.get("press") == ENDS
        else _hold(request, person)
    )
    if not done:
        return None
    messages.success(request, done)
    return HttpResponseRedirect(url_of(person, "kept"))


def _end(request: HttpRequest, person: Participant) -> str:
    by: Any = request.user
    rows = RetentionHold.objects.visible_to(request.user).filter(participant=person)
    hold = get_object_or_404(rows.select_related("participant"), ended_at=None)
    retention.end_hold(hold, by=by, at=timezone.now())
    return "The details are kept no longer than those of other people."


def _hold(request: HttpRequest, person: Participant) -> str:
    """What was done, in words; "" where it is refused."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return ""
    by: Any = request.user
    try:
        hold = retention.hold_back(
            person, **form.cleaned_data, by=by, at=timezone.now()
        )
    except RecruitmentError as refusal:
        messages.error(request, str(refusal))
        return ""
    return f"The details are kept until {words.day(hold.until_on)}."
