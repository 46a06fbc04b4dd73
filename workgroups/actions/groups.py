"""Add a work group with its sessions, where most of it is copied."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from workgroups import audit, next_year
from workgroups.actions import session_plans
from workgroups.models import Project, Session, User, WorkGroup
from workgroups.plan_words import PLAN_FIELDS
from workgroups.typed_dates import TypedSession

#: What a session has in common with the same session of other groups of its stage.
COPIED_FIELDS = ("day_share", *PLAN_FIELDS)


def give_slugs(groups: Sequence[WorkGroup], start_year: int) -> None:
    """Set a free slug of title and year on each group, none of which is saved."""
    rows = WorkGroup.objects.filter(slug__contains=f"-{start_year}")
    taken = set(rows.values_list("slug", flat=True))
    for group in groups:
        wanted = f"{slugify(group.title)[:100]}-{start_year}"
        group.slug = next_year.numbered(wanted, taken)
        taken.add(group.slug)


def pattern_of(project: Project) -> WorkGroup | None:
    """The newest group of a project, else of its stage at the hub; None without one."""
    rows = WorkGroup.objects.filter(project__stage=project.stage_id)
    own = rows.filter(hub=project.hub_id).prefetch_related("sessions")
    newest = own.order_by("-start_year", "-pk")
    return newest.filter(project=project).first() or newest.first()


@transaction.atomic
def add_group_from_project(
    project: Project,
    *,
    sessions: Sequence[TypedSession],
    leads: Collection[User],
    by: User,
    at: datetime,
    **fields: Any,
) -> WorkGroup:
    """Add a group of the project's year; its sessions are numbered in their order.

    What taking part asks, how offers go out and the plan of each session are those of
    the newest group of the same project or stage.
    """
    pattern = pattern_of(project)
    copied: dict[str, Any] = {}
    if pattern is not None:
        copied = {"commitment": pattern.commitment, "offers": pattern.offers}
    group = WorkGroup(
        hub=project.hub,
        project=project,
        start_year=project.start_year,
        **copied,
        **fields,
    )
    give_slugs([group], project.start_year)
    group.save()
    group.leads.set(leads)
    plans = _plans_like(pattern, project)
    Session.objects.bulk_create(
        _session(group, number, each, plans)
        for number, each in enumerate(sessions, start=1)
    )
    session_plans.hand_down_of([project.pk], at=at)
    audit.record(
        "add_group_from_project", group, actor=by, fields=[*fields, "project"], at=at
    )
    return group


def _plans_like(pattern: WorkGroup | None, project: Project) -> dict[int, Session]:
    """The pattern's sessions by number; those with a common plan lend no words."""
    if pattern is None:
        return {}
    common = project.common_plans.order_by().values_list("number", flat=True)
    shared = set(common)
    return {
        each.number: Session(day_share=each.day_share)
        if each.number in shared
        else each
        for each in pattern.sessions.all()
    }


def _session(
    group: WorkGroup, number: int, typed: TypedSession, plans: Mapping[int, Session]
) -> Session:
    plan = plans.get(number)
    kept = {name: getattr(plan, name) for name in COPIED_FIELDS} if plan else {}
    row = Session(
        hub_id=group.hub_id,
        work_group=group,
        number=number,
        on=typed.on,
        starts=typed.starts,
        ends=typed.ends,
        **kept,
    )
    row.set_starts_at()
    return row
