"""Rows about session plans with fixed, unsurprising values."""

from datetime import date
from typing import Any

from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from workgroups.models import (
    CommonPlan,
    FrameworkSection,
    PlanComment,
    PlanReview,
    Project,
    Provider,
    ProviderDate,
    Session,
    WorkGroup,
)

PLAN = {
    "focus": "Place value",
    "outcomes": "You can explain zero.",
    "in_class_activity": "Build a place value task.",
    "gap_task": "Try the task.",
    "mentor_questions": "What did they say?\nWhat will you change?",
    "to_bring": "Your scheme's unit.",
    "between_minutes": 45,
    "mentors_invited": "The last half hour",
    "materials": "https://example.org/slides",
}


def make_common_plan(project: Project, number: int = 1, **fields: Any) -> CommonPlan:
    values = {**PLAN, **fields}
    return CommonPlan.objects.create(
        hub=project.hub, project=project, number=number, **values
    )


def make_two_groups(hub: Any = None) -> tuple[WorkGroup, WorkGroup]:
    """Two groups of one project."""
    first = make.make_work_group("Lewisham group", hub=hub or make.make_hub())
    second = make.make_work_group(
        "Greenwich group",
        project=first.project,
        local_authority=make.make_authority("Greenwich"),
    )
    return first, second


def make_planned_session(group: WorkGroup, **fields: Any) -> Session:
    """A session with every part of a plan."""
    return make.make_session(group, **{**PLAN, **fields})


def add_plans(make: dict[str, Any]) -> None:
    """The plans of a hub with a row of every model."""
    hub, by = make["project"].hub, make["staff"]["hub_lead"]
    make["common_plan"] = make_common_plan(make["project"])
    make["provider_date"] = make_training_day(make_provider(), FRIDAY, hub=hub)
    make["plan_review"] = PlanReview.objects.create(
        hub=hub,
        plan=make["common_plan"],
        agrees=True,
        reviewed_by=by,
        reviewed_at=FRIDAY_5PM,
    )
    make["plan_comment"] = PlanComment.objects.create(
        hub=hub,
        project=make["project"],
        number=1,
        text="x",
        written_by=by,
        written_at=FRIDAY_5PM,
    )


def make_provider(name: str = "UCL") -> Provider:
    kind = "ecte_lead_provider"
    return Provider.objects.get_or_create(name=name, defaults={"kind": kind})[0]


def make_training_day(provider: Provider, on: date, **fields: Any) -> ProviderDate:
    values = {"hub": make.make_hub(), "from_on": on, "until_on": on, **fields}
    return ProviderDate.objects.create(provider=provider, **values)


def section(number: int, framework: str = "ECTE") -> FrameworkSection:
    return FrameworkSection.objects.get(framework__short_name=framework, number=number)
