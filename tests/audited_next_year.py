"""Acts of the audit log about next year; `w` is a World of tests/audited_world.py."""

from typing import Any

from django.db.models import Model

from recruitment.actions import rolling_over
from recruitment.models import Place
from tests import factories as make
from tests.audited_world import AT, World
from tests.factories import FRIDAY_5PM, YEAR
from tests.recruitment.next_year_cases import TwoYears
from workgroups.actions import catalogue, groups, next_year


def put_into_group(w: Any) -> Place:
    world = TwoYears(w.hub, dates_confirmed=False)
    _, later = world.person()
    return rolling_over.roll_over_place(later, world.target, at=FRIDAY_5PM, actor=w.by)


def bring_back(w: Any) -> Place:
    world = TwoYears(w.hub)
    _, put_off = world.person(later="deferred", start_year=YEAR)
    rolling_over.roll_over_place(put_off, world.target, at=FRIDAY_5PM, actor=w.by)
    return put_off


def make_next_years_groups(w: World) -> Model:
    project = make.make_project(w.group.project.stage, start_year=2027)
    made = next_year.make_next_years_groups(
        w.hub,
        w.group.start_year,
        chosen=[w.group.pk],
        projects={w.group.project_id: project},
        by=w.by,
        at=AT,
    )
    return made.groups[0]


def add_group_from_project(w: World) -> Model:
    fields = {"title": "Bexley", "school_phase": "primary"}
    return groups.add_group_from_project(
        w.group.project, sessions=[], leads=[], by=w.by, at=AT, **fields
    )


def copy_project(w: World) -> Model:
    project = w.group.project
    return catalogue.copy_projects([project], by=w.by, at=AT)[project.pk]
