"""Next year's groups as they would be made from this year's, in a few statements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from workgroups import academic_years, next_year, rules, words
from workgroups.choices import HUB_STAFF, RoleKind
from workgroups.counted_lists import GROUP, HUB, YEAR
from workgroups.models import DateToAvoid, Hub, Project, Session, User, WorkGroup
from workgroups.querysets import offered_projects

#: The page of the admin that shows the plans and makes the groups.
PAGE = "workgroups_workgroup_next_year"


@dataclass(frozen=True)
class PlannedSession:
    """A session of this year and the day on which next year's would be."""

    session: Session
    on: date

    @property
    def note(self) -> str:
        """By how many weeks the day differs from 52 weeks on; "" where it does not."""
        weeks = (self.on - self.session.on - next_year.YEAR).days // 7
        if not weeks:
            return ""
        moved = words.counted(abs(weeks), "week")
        return f"{moved} {'later' if weeks > 0 else 'earlier'}"


@dataclass(frozen=True)
class GroupPlan:
    """The group that would be made from one group. `made` is set where it exists.

    `leaving` are leads of this year who no longer have access as leads. `warnings` are
    sentences about dates for which the year has no better day.
    """

    group: WorkGroup
    made: WorkGroup | None
    title: str
    sessions: list[PlannedSession]
    leads: list[User]
    leaving: list[User]
    warnings: list[str]

    @property
    def is_proposed(self) -> bool:
        return self.made is None and self.group.cancelled_on is None


@dataclass(frozen=True)
class ProjectPlan:
    """A project of this year, and those of its stage that next year has already."""

    project: Project
    choices: list[Project]
    proposed: Project | None  # None: a copy of this year's


def plans_of(
    groups: QuerySet[WorkGroup], *, hub: Hub, start_year: int, today: date
) -> list[GroupPlan]:
    """Plans of a hub's groups of one year, by project and title."""
    sessions = Prefetch("sessions", Session.objects.order_by("number"))
    in_use = groups.filter(hub=hub, start_year=start_year, retired_on=None)
    rows = in_use.select_related(
        "project__stage__programme", "local_authority", "made_of_it"
    )
    read = list(rows.prefetch_related(sessions, "leads"))
    kinds = [*HUB_STAFF, RoleKind.WORK_GROUP_LEAD]
    able = set(User.objects.with_role_at([hub.pk], kinds, today))
    avoided = _dates_to_avoid(hub, start_year + 1)
    plans = [_plan(row, hub, able, avoided) for row in read]
    return sorted(plans, key=_order)


def _order(plan: GroupPlan) -> tuple[Any, ...]:
    project = plan.group.project
    return project.title, project.pk, plan.group.title, plan.group.pk


def _dates_to_avoid(hub: Hub, start_year: int) -> list[DateToAvoid]:
    rows = DateToAvoid.objects.filter(
        hub=hub,
        from_on__lte=academic_years.last_day(start_year),
        until_on__gte=academic_years.first_day(start_year),
    )
    return list(rows.order_by("from_on", "name"))


def _plan(
    group: WorkGroup, hub: Hub, able: set[User], avoided: Iterable[DateToAvoid]
) -> GroupPlan:
    sessions = list(group.sessions.all())
    days_off: dict[str, Any] = {
        "start_year": group.start_year + 1,
        "closed_weeks": hub.closed_weeks,
        "to_avoid": [each.plain for each in avoided if _concerns(each, group)],
    }
    new = next_year.moved_dates((each.on for each in sessions), **days_off)
    leads = sorted(group.leads.all(), key=lambda lead: (lead.name, lead.pk))
    return GroupPlan(
        group,
        getattr(group, "made_of_it", None),
        next_year.next_title(group.title, group.start_year),
        [PlannedSession(each, new[each.on]) for each in sessions],
        [lead for lead in leads if lead in able],
        [lead for lead in leads if lead not in able],
        rules.odd_dates([(each.number, new[each.on]) for each in sessions], **days_off),
    )


def _concerns(avoided: DateToAvoid, group: WorkGroup) -> bool:
    """As in `session_clashes.days_to_avoid`."""
    its_own = avoided.local_authority_id
    return None in (its_own, group.local_authority_id) or (
        its_own == group.local_authority_id
    )


def projects_of(plans: Iterable[GroupPlan]) -> list[ProjectPlan]:
    """The projects of these plans, with those of next year at the same stage."""
    found = {plan.group.project_id: plan.group.project for plan in plans}
    years = {project.start_year + 1 for project in found.values()}
    stages = {project.stage_id for project in found.values()}
    offered = Project.objects.filter(offered_projects())
    rows = offered.filter(stage__in=stages, start_year__in=years)
    later = list(rows.order_by("title", "pk"))
    return [
        _project_plan(project, [each for each in later if _follows(each, project)])
        for project in found.values()
    ]


def _follows(later: Project, project: Project) -> bool:
    same = later.stage_id == project.stage_id and later.hub_id == project.hub_id
    return same and later.start_year == project.start_year + 1


def _project_plan(project: Project, choices: list[Project]) -> ProjectPlan:
    """Propose the copy of a project, else one of the same title, else the only one."""
    title = next_year.next_title(project.title, project.start_year)
    copies = [each for each in choices if each.copied_from_id == project.pk]
    titled = [each for each in choices if each.title == title]
    found = copies or titled or (choices if len(choices) == 1 else [])
    return ProjectPlan(project, choices, found[0] if found else None)


def url_of_plans(hub_id: int, year: int, group_ids: Iterable[int] = ()) -> str:
    """The address of the page for a hub and this year: for some groups, or for all."""
    asked = [(HUB, hub_id), (YEAR, year), *((GROUP, pk) for pk in group_ids)]
    return f"{reverse(f'admin:{PAGE}')}?{urlencode(asked)}"
