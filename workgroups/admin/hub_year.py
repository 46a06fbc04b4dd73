"""The page "the hub's year": its dated lines with what is missing."""

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from workgroups import academic_years, hub_year, permissions
from workgroups.admin_base import current_hub
from workgroups.admin_base.pages import add_page
from workgroups.counted_lists import HUB, YEAR
from workgroups.models import YearDate


def year_page(request: HttpRequest) -> dict[str, Any]:
    """The context of the page, for the hub and the year in the address."""
    hub = current_hub(request)
    if hub is None:
        raise PermissionDenied
    now = timezone.now()
    this = academic_years.academic_year_of(timezone.localdate(now))
    year = academic_years.parse(request.GET.get(YEAR, "")) or this
    asked = hub_year.AskedYear(hub.pk, year, now)
    lines = hub_year.lines_of(asked)
    scope = permissions.scope_of(request.user)
    may_add = permissions.allows(scope, YearDate._meta.label, "create")
    given = urlencode({HUB: hub.pk, "start_year": academic_years.label(year)})
    add = f"{reverse('admin:workgroups_yeardate_add')}?{given}"
    return {
        "title": f"The year {academic_years.label(year)} of {hub}",
        "hub": hub,
        "lines": lines,
        "missing": sum(bool(line.missing) for line in lines),
        "today": timezone.localdate(now),
        "years": [(each, academic_years.label(each)) for each in _around(this, year)],
        "year": year,
        "add_url": add if may_add else "",
    }


def _around(this: int, year: int) -> list[int]:
    """Last year, this one and the next, and the year that is shown."""
    return sorted({this - 1, this, this + 1, year} & {*academic_years.YEARS})


add_page("year/", "hub_year", "admin/hub_year.html", year_page)
