"""What would be made of this year's groups: dates, leads and next year's projects."""

from datetime import date

import pytest

from tests import factories as make
from workgroups import next_year_plans
from workgroups.models import DateToAvoid, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return make.make_hub()


@pytest.fixture
def group(hub):
    return make.make_work_group("Greenwich 2026/27", hub=hub)


def plan_of(group, **changes):
    (plan,) = next_year_plans.plans_of(
        WorkGroup.objects.filter(pk=group.pk),
        **{"hub": group.hub, "start_year": 2026, "today": date(2026, 10, 16)} | changes,
    )
    return plan


def test_dates_of_the_hub_and_of_the_authority_are_avoided(hub):
    lewisham, bromley = make.make_authority(), make.make_authority("Bromley")
    group = make.make_work_group(hub=hub, local_authority=lewisham)
    whole = make.make_work_group(hub=hub, local_authority=None)
    week = 0
    for day, where in [(4, None), (11, lewisham), (18, bromley)]:
        for each in (group, whole):
            make.make_session(each, on=date(2026, 10, day + 1))
        DateToAvoid.objects.create(
            hub=hub,
            name=f"Week {(week := week + 1)}",
            from_on=date(2027, 10, day),
            until_on=date(2027, 10, day),
            local_authority=where,
        )
    DateToAvoid.objects.create(
        hub=make.make_hub("Wolds"),
        name="Theirs",
        from_on=date(2027, 10, 1),
        until_on=date(2027, 12, 31),
    )

    assert [f"{each.on:%d %b}" for each in plan_of(group).sessions] == [
        "18 Oct",
        "25 Oct",
        "01 Nov",
    ]
    assert [f"{each.on:%d %b}" for each in plan_of(whole).sessions] == [
        "25 Oct",
        "01 Nov",
        "08 Nov",
    ]


@pytest.mark.parametrize(
    ("from_on", "until_on", "on"),
    [
        (date(2027, 8, 1), date(2027, 9, 8), "2027-09-15"),
        (date(2027, 8, 1), date(2027, 9, 1), "2027-09-08"),
        (date(2028, 8, 31), date(2028, 9, 9), "2027-09-01"),
    ],
)
def test_a_date_to_avoid_may_begin_before_the_year(hub, group, from_on, until_on, on):
    hub.closed_weeks = []
    make.make_session(group, on=date(2026, 9, 2))
    DateToAvoid.objects.create(hub=hub, name="Off", from_on=from_on, until_on=until_on)

    assert [f"{each.on}" for each in plan_of(group, hub=hub).sessions] == [on]


def test_a_plan_says_how_far_dates_moved_and_what_stays_unusual(hub, group):
    make.make_session(group, on=date(2026, 10, 13))
    make.make_session(group, on=date(2027, 5, 3))
    make.make_session(group, on=date(2027, 7, 27))

    moved = plan_of(group)
    hub.closed_weeks = [["01-01", "12-31"]]
    stuck = plan_of(group, hub=hub)

    assert [each.note for each in moved.sessions] == [
        "",
        "1 week later",
        "1 week earlier",
    ]
    assert moved.warnings == []
    assert stuck.warnings == [
        "Session 1, Tuesday 12 October 2027, is in weeks in which the hub is closed.",
        "Session 2, Monday 1 May 2028, is a bank holiday.",
        "Session 3, Tuesday 25 July 2028, is in weeks in which the hub is closed.",
    ]


@pytest.mark.parametrize(
    ("later", "proposed"),
    [
        ([], None),
        ([{"title": "Other"}], "Other"),
        ([{"title": "Other"}, {"title": "Another"}], None),
        ([{"title": "Other"}, {"title": "SKTM 2027/28"}], "SKTM 2027/28"),
        ([{"title": "SKTM 2027/28"}, {"title": "Other", "copied": True}], "Other"),
    ],
)
def test_next_years_project_is_proposed_where_it_is_plain(hub, later, proposed):
    stage = make.make_stage(make.make_programme(hub))
    project = make.make_project(stage, title="SKTM 2026/27")
    group = make.make_work_group(project=project)
    next_stage = make.make_stage(stage.programme)
    make.make_project(next_stage, start_year=2027)
    make.make_project(stage, start_year=2028)
    for each in later:
        copied = project if each.pop("copied", False) else None
        make.make_project(stage, start_year=2027, copied_from=copied, **each)

    (found,) = next_year_plans.projects_of([plan_of(group)])

    assert found.project == project
    assert getattr(found.proposed, "title", None) == proposed
    assert {each.title for each in found.choices} == {each["title"] for each in later}


def test_each_stage_has_its_own_projects_to_choose_from(hub):
    projects = [
        make.make_project(make.make_stage(make.make_programme(hub))) for _ in "ab"
    ]
    groups = [make.make_work_group(project=each) for each in projects]
    later = [make.make_project(each.stage, start_year=2027) for each in projects]

    found = next_year_plans.projects_of([plan_of(group) for group in groups])

    assert [(each.project, each.choices) for each in found] == [
        (projects[0], [later[0]]),
        (projects[1], [later[1]]),
    ]
