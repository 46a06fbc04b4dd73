"""The start page of the admin: what must be done today, and the year in figures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from hubsite.queries import new_hub
from recruitment.queries import admin_figures, mentor_figures
from recruitment.queries.mentor_figures import MentorFigures, TriedWith
from workgroups import academic_years, open_tasks, session_plans
from workgroups.counted_lists import Asked, url_of
from workgroups.models import Hub, WorkGroup
from workgroups.next_year_plans import url_of_plans
from workgroups.session_plans import PlanCounts

PLANNED_BY = (3, 1)  # 1 March: from then on a hub is asked for next year's groups


@dataclass(frozen=True)
class AdminTask:
    """An open task: its number, what follows the number, and where it is done.

    `is_list` says that `url` opens the list of exactly these rows.
    """

    number: int
    text: str
    url: str
    is_list: bool = True


@dataclass(frozen=True)
class YearChoice:
    label: str
    url: str
    is_shown: bool


@dataclass
class AdminHome:
    """Content of the start page; empty for an account without a hub."""

    hub: Hub | None = None
    year: str = ""
    years: list[YearChoice] = field(default_factory=list)
    tasks: list[AdminTask] = field(default_factory=list)
    figures: admin_figures.YearFigures | None = None
    plans: PlanCounts = field(default_factory=PlanCounts)
    mentors: list[tuple[str, MentorFigures]] = field(default_factory=list)
    schemes: list[TriedWith] = field(default_factory=list)
    steps: list[new_hub.SetUpStep] = field(default_factory=list)  # without groups


def asked_for(hub_id: int, given: str, *, at: datetime) -> Asked:
    """The hub and the year of the start page; `given` is the year of the address."""
    return Asked(hub_id, academic_years.parse(given) or _year(at), at)


def admin_home_of(hub: Hub | None, *, of_year: str, at: datetime) -> AdminHome:
    """The start page of a hub, in a constant number of statements."""
    if hub is None:
        return AdminHome()
    asked = asked_for(hub.pk, of_year, at=at)
    figures = admin_figures.figures_of(asked)
    return AdminHome(
        hub=hub,
        year=academic_years.label(asked.year),
        years=years_offered(asked),
        tasks=tasks_of(asked),
        figures=figures,
        plans=session_plans.counts_of_hub(asked.hub_id, asked.year, at=at),
        mentors=_mentors(figures, at=at),
        schemes=mentor_figures.tried_by_scheme(hub.pk, asked.year),
        steps=[] if figures.projects else _steps(hub, asked),
    )


def _mentors(
    figures: admin_figures.YearFigures, *, at: datetime
) -> list[tuple[str, MentorFigures]]:
    """What mentors know and what was tried, by local authority."""
    groups = [row.group for project in figures.projects for row in project.rows]
    found = mentor_figures.figures_by_group([each.pk for each in groups], now=at)
    return mentor_figures.by_authority(groups, found)


def _steps(hub: Hub, asked: Asked) -> list[new_hub.SetUpStep]:
    """What the hub still lacks for the year."""
    today = timezone.localdate(asked.at)
    return new_hub.steps_of(hub, year=asked.year, today=today)


def years_offered(asked: Asked) -> list[YearChoice]:
    """This year and, from 1 March, the next; the shown year is always among them."""
    today = timezone.localdate(asked.at)
    this = academic_years.academic_year_of(today)
    offered = {this, asked.year} | ({this + 1} if is_planning(today) else set())
    home = reverse("admin:index")
    return [
        YearChoice(
            academic_years.label(year),
            f"{home}?hub={asked.hub_id}&of={year}",
            year == asked.year,
        )
        for year in sorted(offered)
    ]


def is_planning(today: date) -> bool:
    """Whether the hub plans the next academic year."""
    return today >= date(academic_years.academic_year_of(today) + 1, *PLANNED_BY)


def tasks_of(asked: Asked) -> list[AdminTask]:
    """The open tasks that have rows; each links to the list of exactly these rows."""
    counts = open_tasks.count_tasks(asked)
    tasks = [
        AdminTask(
            counts[task.name],
            task.sentence(counts[task.name], asked.hub_id),
            url_of(task.name, task.model, asked),
        )
        for task in open_tasks.all_tasks()
        if counts[task.name]
    ]
    return [*tasks, *next_year_missing(asked)]


def next_year_missing(asked: Asked) -> Iterable[AdminTask]:
    """From March on: that the hub has no work group of the next academic year."""
    today = timezone.localdate(asked.at)
    year = academic_years.academic_year_of(today) + 1
    if is_planning(today) and not _has_groups(asked, year):
        text = f"academic year, {academic_years.label(year)}, has no work group yet"
        yield AdminTask(1, text, url_of_plans(asked.hub_id, year - 1), False)


def _has_groups(asked: Asked, year: int) -> bool:
    groups: Any = WorkGroup.objects.filter(hub=asked.hub_id, start_year=year)
    return groups.filter(cancelled_on=None).exists()


def _year(at: datetime) -> int:
    return academic_years.academic_year_of(timezone.localdate(at))
