"""The page that says who goes on to which group of next year, before anything is sent.

Going on from it opens the preview of a bulk action, with the letters.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from recruitment.actions import bulk_actions
from recruitment.models import Place
from recruitment.queries import rolling_over
from recruitment.queries.rolling_over import RollOverPart
from workgroups import academic_years, audit, exports, permissions
from workgroups.admin_base import current_hub
from workgroups.counted_lists import HUB, YEAR
from workgroups.form_fields import whole_number
from workgroups.models import Hub, WorkGroup
from workgroups.next_year_plans import url_of_plans

PAGE = "recruitment_bulkaction_roll_over"
TO = "to-"  # before the key of a part, in the name of its list of groups
BECOMES = {
    rolling_over.OFFERED: "asked to confirm",
    rolling_over.WAITING: "waits, before every newcomer",
    rolling_over.PENCILLED_IN: "pencilled in until the dates are settled",
}
COLUMNS = ("Name", "E-mail", "From", "To", "What becomes of it", "Why not")


def url_of_roll_over(hub_id: int, year: int | None = None) -> str:
    """The page of a hub's people of one year, or of this year."""
    asked = [(HUB, hub_id), *([(YEAR, year)] if year else [])]
    return f"{reverse(f'admin:{PAGE}')}?{urlencode(asked)}"


class RollOverPage(admin.ModelAdmin):
    """Adds the page to the admin of bulk actions."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.roll_over_view)
        return [path("roll-over/", view, name=PAGE), *super().get_urls()]

    def roll_over_view(self, request: HttpRequest) -> HttpResponseBase:
        hub = current_hub(request)
        scope = permissions.scope_of(request.user)
        if hub is None or not permissions.allows(scope, Place._meta.label, "change"):
            raise PermissionDenied
        year, now = _year_asked(request), timezone.now()
        said = request.POST if request.method == "POST" else request.GET
        parts = rolling_over.roll_over_of(hub, year, at=now, chosen=_chosen(said))
        if request.method == "POST":
            return _go_on(request, hub, parts)
        if request.GET.get("people") == "csv":
            return _people(request, hub, parts)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Roll over to {academic_years.label(year + 1)}",
            "opts": self.opts,
            **_shown(request, hub, year, parts),
        }
        return TemplateResponse(request, "admin/roll_over.html", context)


def _year_asked(request: HttpRequest) -> int:
    """The academic year in the address; this one where there is none."""
    asked = academic_years.parse(request.GET.get(YEAR, ""))
    return asked or academic_years.academic_year_of(timezone.localdate())


def _chosen(said: QueryDict) -> dict[str, int | None]:
    """The group for each part that the page names; None for no group."""
    return {
        name.removeprefix(TO): whole_number(said.get(name, ""))
        for name in said
        if name.startswith(TO)
    }


def _go_on(
    request: HttpRequest, hub: Hub, parts: Sequence[RollOverPart]
) -> HttpResponse:
    """Keep who goes on, in turn, and open the preview with the letters."""
    going = rolling_over.in_order(parts)
    if not going:
        messages.warning(request, "Nobody goes on, so there is nothing to do.")
        return redirect(request.get_full_path())
    actor: Any = request.user
    bulk = bulk_actions.propose_rolling_over(
        [(each.place, each.target) for each in going],
        hub_id=hub.pk,
        actor=actor,
        at=timezone.now(),
    )
    return redirect(bulk)


def _shown(
    request: HttpRequest, hub: Hub, year: int, parts: Sequence[RollOverPart]
) -> dict[str, Any]:
    groups = WorkGroup.objects.filter(hub=hub).order_by("-start_year")
    years = groups.values_list("start_year", flat=True).distinct()
    numbers = [part.numbers for part in parts]
    query = request.GET.copy()
    query["people"] = "csv"
    return {
        "hub": hub,
        "year": year,
        "this_year": academic_years.label(year),
        "next_year": academic_years.label(year + 1),
        "parts": [(part, _numbers_in_words(part.numbers)) for part in parts],
        "totals": [
            (BECOMES[name], sum(each[name] for each in numbers)) for name in BECOMES
        ],
        "staying": sum(len(part.staying) for part in parts),
        "years": [(each, academic_years.label(each), each == year) for each in years],
        "people_url": f"?{query.urlencode()}",
        "groups_url": url_of_plans(hub.pk, year),
    }


def _numbers_in_words(numbers: dict[str, int]) -> str:
    """Such as "5 asked to confirm, 2 wait"; "" where nobody goes on."""
    return ", ".join(f"{n} {BECOMES[name]}" for name, n in numbers.items() if n)


def _people(
    request: HttpRequest, hub: Hub, parts: Sequence[RollOverPart]
) -> HttpResponseBase:
    """Everybody of the page as CSV, who goes on and who does not."""
    actor: Any = request.user
    form = "csv"
    audit.record(f"exported as {form}", hub, actor=actor, hub_id=hub.pk, fields=COLUMNS)
    return exports.FORMATS[form]("people", COLUMNS, _lines(parts))


def _lines(parts: Sequence[RollOverPart]) -> Iterator[list[str]]:
    for part in parts:
        before = part.group.title if part.group else part.stage.name
        for each in part.going:
            person, to = each.place.participant, each.target.title
            becomes = BECOMES[each.becomes]
            yield [person.full_name, person.email, before, to, becomes, ""]
        for place, why in part.staying:
            person = place.participant
            yield [person.full_name, person.email, before, "", "", why]
