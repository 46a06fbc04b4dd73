"""The grouping sheet and the name badges of a group, for its lead."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from recruitment.queries import group_people
from recruitment.queries.grouping import GROUPINGS, SIZES, USUAL_SIZE, sheet_of
from workgroups.requests import SignedInRequest, managed_group


@require_safe
def show_grouping(request: SignedInRequest, slug: str, by: str) -> HttpResponse:
    """People at tables. The address keeps the size and who was put where by hand."""
    page = _sheet_page(request, slug, by)
    return render(request, "recruitment/show_grouping.html", page)


@require_safe
def print_badges(request: SignedInRequest, slug: str, by: str) -> HttpResponse:
    """Name badges of the same tables, ten to a sheet of A4."""
    page = _sheet_page(request, slug, by)
    return render(request, "recruitment/print_badges.html", page)


def _sheet_page(request: SignedInRequest, slug: str, by: str) -> dict[str, Any]:
    work_group = managed_group(request, slug)
    if by not in GROUPINGS:
        raise Http404
    today = timezone.localdate()
    people = group_people.people_of(work_group, on=today).people
    size = _size(request)
    sheet = sheet_of(people, by, size, pinned=_pinned(request))
    kept = [f"{pk}-{table}" for pk, table in sheet.pinned.items()]
    query: dict[str, Any] = {"size": size, "at": kept}
    address = urlencode(query, doseq=True)
    return {
        "work_group": work_group,
        "by": by,
        "label": GROUPINGS[by],
        "people": people,
        "size": size,
        "sizes": SIZES,
        "sheet": sheet,
        "kept": kept,
        "address": address,
        "links": [
            (words, reverse("hubsite:show_grouping", args=[slug, key]), key == by)
            for key, words in GROUPINGS.items()
        ],
    }


def _size(request: SignedInRequest) -> int:
    wanted = request.GET.get("size", "")
    return int(wanted) if wanted in map(str, SIZES) else USUAL_SIZE


def _pinned(request: SignedInRequest) -> dict[int, int]:
    """The table of each person who was put there; the newest wish comes last."""
    moved = f"{request.GET.get('person', '')}-{request.GET.get('table', '')}"
    found = {}
    for each in [*request.GET.getlist("at"), moved]:
        person, _, table = each.partition("-")
        if person.isdecimal() and table.isdecimal() and len(each) <= 20:
            found[int(person)] = int(table)
    return found
