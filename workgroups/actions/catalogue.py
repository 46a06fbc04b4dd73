"""Copies of the catalogue: a programme from a national master, a project for a year."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from workgroups import audit, next_year
from workgroups.models import (
    CommonPlan,
    Hub,
    IntendedOutcome,
    Programme,
    Project,
    Stage,
    StrategicGoal,
    User,
)

STAGE_FIELDS = (
    "order",
    "name",
    "who_can_join",
    "years_of_teaching",
    "school_phase",
    "needs_earlier_stage",
    "state_funded_only",
)
PROJECT_FIELDS = (
    "hub_id",
    "stage_id",
    "summary",
    "who_for",
    "earlier_gains",
    "cost",
    "places_per_school",
    "themes",
)
OUTCOME_FIELDS = ("hub_id", "kind", "audience", "text", "order")


@transaction.atomic
def copy_programme(
    master: Programme, *, hub: Hub, by: User | None, at: datetime
) -> Programme:
    """Copy a national programme with its stages; return an existing copy unchanged."""
    own, made = Programme.objects.get_or_create(
        hub=hub,
        name=master.name,
        defaults={
            "copied_from": master,
            "audience": master.audience,
            "one_per_year": master.one_per_year,
            "completes_at": master.completes_at,
            "notes": master.notes,
        },
    )
    if made:
        Stage.objects.bulk_create(
            Stage(
                hub=hub,
                programme=own,
                copied_from=stage,
                **{name: getattr(stage, name) for name in STAGE_FIELDS},
            )
            for stage in master.stages.all()
        )
        audit.record("copy_programme", own, actor=by, at=at)
    return own


@transaction.atomic
def copy_projects(
    projects: Collection[Project], *, by: User, at: datetime
) -> dict[int, Project]:
    """Copy projects with their outcomes to the next year; return the copies by id.

    The ids are those of the projects given. A copy that exists is returned unchanged.
    A copy has no project code, because a new year has new codes, and the strategic
    goal of its year that has the same name.
    """
    copies = _copies_of(projects)
    new = {each.pk: _copy_of(each) for each in projects if each.pk not in copies}
    _give_goals([(each, new[each.pk]) for each in projects if each.pk in new])
    Project.objects.bulk_create(new.values())
    outcomes = IntendedOutcome.objects.filter(project__in=new).order_by("pk")
    IntendedOutcome.objects.bulk_create(
        IntendedOutcome(
            project=new[each.project_id],
            **{name: getattr(each, name) for name in OUTCOME_FIELDS},
        )
        for each in outcomes
    )
    _copy_plans(new)
    made = list(new.values())
    audit.record_many("copy_project", made, actor=by, fields=["copied_from"], at=at)
    return copies | new


def _copy_plans(new: Mapping[int, Project]) -> None:
    """Copy the common plans of projects; the copies wait to be agreed."""
    rows = CommonPlan.objects.filter(project__in=new).prefetch_related("sections")
    plans = list(rows.order_by("pk"))
    copies = [
        CommonPlan(
            hub_id=each.hub_id,
            project=new[each.project_id],
            number=each.number,
            handed_down=each.words_of_plan,
            **each.words_of_plan,
        )
        for each in plans
    ]
    CommonPlan.objects.bulk_create(copies)
    through = CommonPlan.sections.through
    through.objects.bulk_create(
        through(commonplan_id=copy.pk, frameworksection_id=section.pk)
        for plan, copy in zip(plans, copies, strict=True)
        for section in plan.sections.all()
    )


def _copies_of(projects: Collection[Project]) -> dict[int, Project]:
    """The oldest copy for the next year of each project that has one."""
    years = {each.pk: each.start_year + 1 for each in projects}
    rows = Project.objects.filter(copied_from__in=years).order_by("-pk")
    pairs = [(row.copied_from_id or 0, row) for row in rows]
    return {pk: row for pk, row in pairs if row.start_year == years[pk]}


def _copy_of(project: Project) -> Project:
    return Project(
        copied_from=project,
        start_year=project.start_year + 1,
        title=next_year.next_title(project.title, project.start_year),
        **{name: getattr(project, name) for name in PROJECT_FIELDS},
    )


def _give_goals(pairs: Collection[tuple[Project, Project]]) -> None:
    """Set the strategic goal of each copy's own year, by the label of the first one."""
    prefetch_related_objects([project for project, _ in pairs], "strategic_goal")
    years = {copy.start_year for _, copy in pairs}
    goals = StrategicGoal.objects.filter(start_year__in=years)
    by_label = {(goal.start_year, goal.label): goal for goal in goals}
    for project, copy in pairs:
        label = project.strategic_goal.label if project.strategic_goal else ""
        copy.strategic_goal = by_label.get((copy.start_year, label))
