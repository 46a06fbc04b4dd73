"""The dated lines of a hub's year: what is due, where it is done, what is missing.

Each app enters its lines when it is loaded, so a line is there only once something can
be done about it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse

from workgroups import academic_years, words
from workgroups.choices import YearDateKind
from workgroups.counted_lists import HUB
from workgroups.models import HubArea, Project, WorkGroup, YearDate
from workgroups.next_year_plans import url_of_plans

PLANNED_FROM = (3, 1)  # month and day from which next year's groups are made


@dataclass(frozen=True)
class AskedYear:
    """Whose year a page is about, and when it is read."""

    hub_id: int
    year: int
    at: datetime


@dataclass(frozen=True)
class YearLine:
    """One dated line; `missing` is empty where nothing is.

    `url` opens the page that does it. `edit_url` opens the row of a line that the hub
    wrote itself.
    """

    on: date
    words: str
    url: str
    missing: str = ""
    edit_url: str = ""


Source = Callable[[AskedYear], Iterable[YearLine]]
_sources: list[Source] = []


def add_lines(source: Source) -> None:
    """Enter lines of the year; an app calls this from its `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)


def lines_of(asked: AskedYear) -> list[YearLine]:
    """Every line of a hub's year, by date and then by words."""
    found = [line for source in _sources for line in source(asked)]
    return sorted(found, key=lambda line: (line.on, line.words))


def own_dates(asked: AskedYear) -> Iterable[YearLine]:
    """Board papers, returns and others, as the hub wrote them."""
    rows = YearDate.objects.filter(hub=asked.hub_id, start_year=asked.year)
    for row in rows:
        edit_url = reverse("admin:workgroups_yeardate_change", args=[row.pk])
        yield YearLine(
            row.on,
            row.name,
            _page_of(row, asked) or edit_url,
            "" if row.done_on else "not done yet",
            edit_url,
        )


def _page_of(row: YearDate, asked: AskedYear) -> str:
    """Where a line is done: reports for the board, lists for a return; else ""."""
    if row.kind == YearDateKind.BOARD:
        return reverse("evaluation:list_evaluations")
    if row.kind == YearDateKind.RETURN:
        return list_url("recruitment_place", asked, start_year=asked.year)
    return ""


def list_url(model: str, asked: AskedYear, **filters: object) -> str:
    """The address of a list of the admin, narrowed to the hub and by filters."""
    query = urlencode({HUB: asked.hub_id, **filters})
    return f"{reverse(f'admin:{model}_changelist')}?{query}"


def areas(asked: AskedYear) -> Iterable[YearLine]:
    """The local authorities of the year, from its first day."""
    known = HubArea.objects.filter(hub=asked.hub_id, start_year=asked.year).count()
    yield YearLine(
        academic_years.first_day(asked.year),
        "Local authorities that we work in",
        reverse("admin:workgroups_hub_change", args=[asked.hub_id]),
        "" if known else f"none for {academic_years.label(asked.year)} yet",
    )


def projects(asked: AskedYear) -> Iterable[YearLine]:
    """The projects of the year, from its first day."""
    known = Project.objects.filter(hub=asked.hub_id, start_year=asked.year).count()
    yield YearLine(
        academic_years.first_day(asked.year),
        "Projects of the year",
        list_url("workgroups_project", asked, start_year=asked.year),
        "" if known else f"none for {academic_years.label(asked.year)} yet",
    )


def next_years_groups(asked: AskedYear) -> Iterable[YearLine]:
    """The groups of the year after, to be made from 1 March; none without groups."""
    running = WorkGroup.objects.filter(
        hub=asked.hub_id, start_year=asked.year, cancelled_on=None, retired_on=None
    )
    copied = running.values_list("made_of_it", flat=True)
    lacking = sum(made is None for made in copied)
    if not copied:
        return
    following = academic_years.label(asked.year + 1)
    said = f"{words.counted(lacking, 'group')} {words.plural(lacking, 'has', 'have')}"
    yield YearLine(
        date(asked.year + 1, *PLANNED_FROM),
        f"Next year’s groups, {following}",
        url_of_plans(asked.hub_id, asked.year),
        f"{said} none of {following} yet" if lacking else "",
    )


def add_own_lines() -> None:
    for source in (own_dates, areas, projects, next_years_groups):
        add_lines(source)
