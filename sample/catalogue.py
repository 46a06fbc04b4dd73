"""National rows (authorities, schools, providers, goals, masters) and hubs' copies."""

from datetime import date
from typing import Any

from evaluation.actions import questions
from recruitment.actions import options
from sample import content
from sample.world import SampleHub, World
from workgroups import rules
from workgroups.actions.catalogue import STAGE_FIELDS, copy_programme
from workgroups.models import (
    IntendedOutcome,
    LocalAuthority,
    Programme,
    Project,
    Provider,
    School,
    SchoolWord,
    Stage,
    StrategicGoal,
)

GOALS = {
    "SKTM": "Specialist knowledge for teaching mathematics",
    "ITT": "Partnerships with providers of initial teacher training",
}
PROGRAMME_FIELDS = ("name", "audience", "one_per_year", "notes")
PROJECT_FIELDS = ("title", "cost", "themes", "summary", "who_for", "earlier_gains")


def make_national_rows(world: World) -> None:
    _authorities(world)
    _schools(world)
    _providers(world)
    for year in (world.year - 2, world.year - 1, world.year):
        for label, text in GOALS.items():
            world.goals[label, year] = StrategicGoal.objects.create(
                start_year=year, label=label, text=text
            )
    questions.ship_question_sets()
    options.ship_options()
    _masters(world)


def _authorities(world: World) -> None:
    named = {each.la_code: each.la_name for each in content.schools()}
    rows = [LocalAuthority(code=code, name=named[code]) for code in sorted(named)]
    LocalAuthority.objects.bulk_create(rows)
    world.authorities = {row.code: row for row in rows}


def _schools(world: World) -> None:
    rows = [_school(world, each) for each in content.schools()]
    save_schools(world, rows)


def _school(world: World, each: content.SampleSchool) -> School:
    return School(
        urn=each.urn,
        name=each.name,
        local_authority=world.authorities[each.la_code],
        la_estab=f"{each.la_code}{each.urn % 9000 + 1000}",
        phase=each.phase,
        type=each.type,
        state_funded=each.state_funded,
        status=each.status,
        low_age=each.low_age,
        high_age=each.high_age,
        town=each.la_name,
        postcode=each.postcode,
        trust=each.trust,
        opened_on=each.opened_on,
        closed_on=each.closed_on,
        successor_urn=each.successor_urn,
    )


def save_schools(world: World, rows: list[School]) -> None:
    """Save schools; open ones may be chosen for people."""
    for row in rows:
        row.set_search_fields()
    School.objects.bulk_create(rows)
    SchoolWord.objects.add_words(row.search_text for row in rows)
    for row in rows:
        if row.status == "open":
            world.schools[row.local_authority.code].append(row)


def _providers(world: World) -> None:
    rows = [Provider(**each) for each in content.providers()]
    Provider.objects.bulk_create(rows)
    for row in rows:
        world.providers[row.kind].append(row)


def _masters(world: World) -> None:
    """The national masters: every programme, with this year's projects."""
    for each in content.programmes():
        programme = Programme.objects.create(**_only(each, PROGRAMME_FIELDS))
        world.masters[each["key"]] = programme
        for given in each["stages"]:
            stage = Stage.objects.create(
                programme=programme, **_only(given, STAGE_FIELDS)
            )
            world.masters[given["key"]] = stage
            project = _project(world, given, stage, world.year, hub=None)
            world.masters["project", given["key"]] = project


def copy_programmes(world: World, hub: SampleHub, keys: list[str]) -> None:
    """A hub's own copies of programmes, with projects of both years."""
    for each in content.programmes():
        if each["key"] not in keys:
            continue
        own = copy_programme(
            world.masters[each["key"]],
            hub=hub.row,
            by=None,
            at=world.at(date(world.year - 1, 4, 20), 9),
        )
        stages = {stage.copied_from_id: stage for stage in own.stages.all()}
        for given in each["stages"]:
            key = given["key"]
            hub.stages[key] = stage = stages[world.masters[key].pk]
            for year in (world.year - 1, world.year):
                project = _project(world, given, stage, year, hub=hub)
                hub.projects[key, year] = project


def _project(
    world: World, given: Any, stage: Stage, year: int, *, hub: SampleHub | None
) -> Project:
    texts = given["project"]
    code = rules.parse_project_code(texts["code"])
    code_year, code_number, code_suffix = code or (None, None, "")
    own = hub.row if hub else None
    master = None
    if hub and year == world.year:
        master = world.masters["project", given["key"]]
    project = Project.objects.create(
        hub=own,
        copied_from=master,
        stage=stage,
        start_year=year,
        code_year=code_year,
        code_number=code_number,
        code_suffix=code_suffix,
        strategic_goal=world.goals[texts["strategic_goal"], year],
        **_only(texts, PROJECT_FIELDS),
    )
    IntendedOutcome.objects.bulk_create(
        IntendedOutcome(hub=own, project=project, order=order, **outcome)
        for order, outcome in enumerate(texts["outcomes"], start=1)
    )
    return project


def _only(values: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names}
