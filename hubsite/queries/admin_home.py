"""Figures and open tasks for the start page of the admin site."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from recruitment.choices import SECURED, PlaceState
from workgroups import academic_years, open_tasks, permissions, words
from workgroups.models import Hub, WorkGroup

PLANNED_BY = (3, 1)  # 1 March: from then on a hub is asked for next year's groups
GROUPS_SHOWN = 40  # groups in the table; the list of groups holds the rest


@dataclass(frozen=True)
class AdminTask:
    """An open task: a count and its sentence (singular and plural).

    `url` opens the list of exactly these rows; "" where there is no such list.
    """

    number: int
    one: str
    several: str
    url: str = ""

    @property
    def text(self) -> str:
        return words.plural(self.number, self.one, self.several)


@dataclass(frozen=True)
class Figure:
    label: str
    number: int


@dataclass
class AdminHome:
    """Content of the start page; empty for an account without a hub."""

    hub: Hub | None = None
    hubs: list[Hub] = field(default_factory=list)
    year: str = ""
    tasks: list[AdminTask] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    groups: list[Any] = field(default_factory=list)


def admin_home_of(user: Any, *, hub_id: int | None, at: datetime) -> AdminHome:
    """The start page of one hub, in a constant number of statements."""
    if hub_id is None:
        return AdminHome()
    own = Hub.objects.filter(pk__in=permissions.scope_of(user).staff_hubs)
    hubs = list(own.order_by("name"))
    hub = next(each for each in hubs if each.pk == hub_id)
    year = academic_years.academic_year_of(timezone.localdate(at))
    groups = groups_of(hub, year)
    return AdminHome(
        hub=hub,
        hubs=hubs,
        year=academic_years.label(year),
        tasks=tasks_of(hub, at=at),
        figures=figures_of(groups),
        groups=groups[:GROUPS_SHOWN],
    )


def groups_of(hub: Hub, year: int) -> list[Any]:
    """The year's running groups with counts of offered, waiting and secured places."""
    state = "places__state"
    return list(
        WorkGroup.objects.filter(hub=hub, start_year=year, cancelled_on=None)
        .select_related("local_authority")
        .annotate(
            secured=Count("places", filter=Q(**{f"{state}__in": SECURED})),
            offered=Count("places", filter=Q(**{state: PlaceState.OFFERED})),
            waiting=Count("places", filter=Q(**{state: PlaceState.WAITING})),
        )
        .order_by("local_authority__name", "title")
    )


def figures_of(groups: list[Any]) -> list[Figure]:
    return [
        Figure("groups this year", len(groups)),
        Figure("secured places", sum(group.secured for group in groups)),
        Figure("hoped for", sum(group.target or 0 for group in groups)),
        Figure("asked to confirm", sum(group.offered for group in groups)),
        Figure("on waiting lists", sum(group.waiting for group in groups)),
    ]


def tasks_of(hub: Hub, *, at: datetime) -> list[AdminTask]:
    """The open tasks that have rows; each links to the list of exactly these rows."""
    counts = open_tasks.count_tasks(hub, at=at)
    tasks = [
        AdminTask(counts[task.name], task.one, task.several, url_of(task))
        for task in open_tasks.all_tasks()
    ]
    return [task for task in [*tasks, next_year_missing(hub, at=at)] if task.number]


def url_of(task: open_tasks.OpenTask) -> str:
    name = f"admin:{task.model._meta.label_lower.replace('.', '_')}_changelist"
    return f"{reverse(name)}?{urlencode({open_tasks.PARAMETER: task.name})}"


def next_year_missing(hub: Hub, *, at: datetime) -> AdminTask:
    """From March on: whether the hub has no work group of the next academic year."""
    today = timezone.localdate(at)
    year = academic_years.academic_year_of(today) + 1
    missing = (
        today >= date(year, *PLANNED_BY)
        and not WorkGroup.objects.filter(
            hub=hub, start_year=year, cancelled_on=None
        ).exists()
    )
    words_for_it = f"academic year, {academic_years.label(year)}, has no work group yet"
    return AdminTask(int(missing), words_for_it, words_for_it)
