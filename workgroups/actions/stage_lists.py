"""Import a list of schools' Teaching for Mastery stages, all of it or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from workgroups import audit
from workgroups.errors import ListRefused
from workgroups.models import Hub, School, SchoolYear, User
from workgroups.stage_lists import ListedStage
from workgroups.table_files import Problem

BATCH = 500  # rows of one statement
COLUMN = "URN"


@dataclass
class StagePlan:
    """What a list would do to the schools of a hub."""

    new: list[SchoolYear] = field(default_factory=list)
    changed: list[SchoolYear] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def plan_stages(rows: Sequence[ListedStage], *, hub_id: int) -> StagePlan:
    """What a list would do, and which of its schools nobody knows."""
    schools = _schools({row.urn for row in rows})
    saved = _saved_years(schools.values(), hub_id)
    plan = StagePlan()
    for row in rows:
        school_id = schools.get(row.urn)
        if school_id is None:
            why = f"No school has the number {row.urn}."
            plan.problems.append(Problem(row.line, why, COLUMN))
            continue
        known = saved.get((school_id, row.start_year))
        _add(plan, known or _year_of(row, school_id, hub_id), row)
    return plan


def _year_of(row: ListedStage, school_id: int, hub_id: int) -> SchoolYear:
    return SchoolYear(hub_id=hub_id, school_id=school_id, start_year=row.start_year)


def _add(plan: StagePlan, year: SchoolYear, row: ListedStage) -> None:
    if year.mastery_stage == row.stage:  # a new row without a stage would say nothing
        plan.unchanged += 1
        return
    year.mastery_stage = row.stage
    (plan.changed if year.pk else plan.new).append(year)


def _schools(urns: Iterable[int]) -> dict[int, int]:
    found = School.objects.filter(urn__in=list(urns)).order_by("pk")
    return dict(found.values_list("urn", "pk"))


def _saved_years(
    school_ids: Iterable[int], hub_id: int
) -> Mapping[tuple[int, int], SchoolYear]:
    rows = SchoolYear.objects.filter(hub=hub_id, school__in=list(school_ids))
    return {(row.school_id, row.start_year): row for row in rows}


@transaction.atomic
def import_stages(
    rows: Sequence[ListedStage], *, hub: Hub, by: User | None = None, at: datetime
) -> StagePlan:
    """Write down the stages of a list for one hub; the same list changes nothing.

    What the hub knows besides, such as ECTs expected, stays. Locks the hub, so that
    two lists at once do not add the same row twice. Raises ListRefused.
    """
    Hub.objects.select_for_update().get(pk=hub.pk)
    urns = [row.urn for row in rows]
    list(School.objects.select_for_update().filter(urn__in=urns).order_by("pk"))
    plan = plan_stages(rows, hub_id=hub.pk)
    if plan.problems:
        raise ListRefused(plan.problems)
    SchoolYear.objects.bulk_create(plan.new, batch_size=BATCH)
    SchoolYear.objects.bulk_update(plan.changed, ["mastery_stage"], batch_size=BATCH)
    written = [*plan.new, *plan.changed]
    audit.record_many(
        "import_stage", written, actor=by, at=at, fields=["mastery_stage"]
    )
    return plan
