"""Make next year's groups from this year's."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from workgroups import audit
from workgroups.actions import catalogue
from workgroups.actions.groups import COPIED_FIELDS, give_slugs
from workgroups.models import Hub, Project, Session, User, WorkGroup
from workgroups.next_year_plans import GroupPlan, PlannedSession, plans_of

#: What a group keeps from the year before; it opens for interest once staff say when.
GROUP_FIELDS = (
    "hub_id",
    "local_authority_id",
    "school_phase",
    "key_theme",
    "capacity",
    "places_per_school",
    "target",
    "offers",
    "venue_id",
    "commitment",
)
#: What a session keeps: its plan and place, without a link that was for one meeting.
SESSION_FIELDS = ("hub_id", "number", "starts", "ends", "venue_id", *COPIED_FIELDS)


@dataclass(frozen=True)
class Made:
    """Groups that were made, and this year's of which one was made before."""

    groups: list[WorkGroup]
    skipped: list[WorkGroup]


@transaction.atomic
def make_next_years_groups(
    hub: Hub,
    start_year: int,
    *,
    chosen: Collection[int],
    projects: Mapping[int, Project | None],
    by: User,
    at: datetime,
) -> Made:
    """Make a group of the next year from each chosen group of `start_year`.

    `projects` gives next year's project for each of this year's; None copies it. Dates
    are to be confirmed. The hub is locked, so nobody makes a second group of one; a
    group of which one was made is skipped.
    """
    Hub.objects.select_for_update().get(pk=hub.pk)
    today = timezone.localdate(at)
    rows = WorkGroup.objects.filter(pk__in=chosen)
    plans = plans_of(rows, hub=hub, start_year=start_year, today=today)
    todo = [plan for plan in plans if plan.made is None]
    found = _projects(todo, projects, by=by, at=at)
    made = [_group(plan, found[plan.group.project_id]) for plan in todo]
    give_slugs(made, start_year + 1)
    WorkGroup.objects.bulk_create(made)
    _save_below(list(zip(made, todo, strict=True)))
    audit.record_many(
        "make_next_years_groups", made, actor=by, fields=["made_from"], at=at
    )
    return Made(made, [plan.group for plan in plans if plan.made is not None])


def _projects(
    plans: Sequence[GroupPlan],
    chosen: Mapping[int, Project | None],
    *,
    by: User,
    at: datetime,
) -> dict[int, Project]:
    """Next year's project of each of this year's; it is copied where none is chosen."""
    needed = {plan.group.project_id: plan.group.project for plan in plans}
    to_copy = [project for pk, project in needed.items() if chosen.get(pk) is None]
    copies = catalogue.copy_projects(to_copy, by=by, at=at)
    return {pk: chosen.get(pk) or copies[pk] for pk in needed}


def _group(plan: GroupPlan, project: Project) -> WorkGroup:
    kept = {name: getattr(plan.group, name) for name in GROUP_FIELDS}
    return WorkGroup(
        project=project,
        title=plan.title,
        start_year=plan.group.start_year + 1,
        dates_confirmed=False,
        made_from=plan.group,
        **kept,
    )


def _save_below(made: Sequence[tuple[WorkGroup, GroupPlan]]) -> None:
    leads = WorkGroup.leads.through
    leads.objects.bulk_create(
        leads(workgroup_id=group.pk, user_id=lead.pk)
        for group, plan in made
        for lead in plan.leads
    )
    Session.objects.bulk_create(
        _session(group, planned) for group, plan in made for planned in plan.sessions
    )


def _session(group: WorkGroup, planned: PlannedSession) -> Session:
    kept = {name: getattr(planned.session, name) for name in SESSION_FIELDS}
    row = Session(work_group=group, on=planned.on, **kept)
    row.set_starts_at()
    return row
