"""Making next year's groups and projects from this year's."""

from datetime import UTC, date, datetime, time

import pytest

from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from workgroups.actions import catalogue
from workgroups.actions.next_year import make_next_years_groups
from workgroups.models import (
    AuditEntry,
    IntendedOutcome,
    Project,
    StrategicGoal,
    WorkGroup,
)
from workgroups.next_year_plans import plans_of

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def hub():
    return make.make_hub()


@pytest.fixture
def staff(hub):
    return make.make_staff("hub_lead", hub=hub)


@pytest.fixture
def group(hub):
    return make.make_work_group("Greenwich 2026/27", hub=hub)


def make_groups(group, by, *, chosen=(), projects=None):
    return make_next_years_groups(
        group.hub,
        group.start_year,
        chosen=chosen or [group.pk],
        projects=projects or {},
        by=by,
        at=FRIDAY_5PM,
    )


def entries():
    rows = AuditEntry.objects.order_by("pk")
    return list(rows.values_list("action", "object_type", "object_id", "fields"))


def test_a_group_keeps_what_stays_the_same_and_is_closed_to_interest(hub, staff):
    lewisham = make.make_authority()
    group = make.make_work_group(
        "Lewisham 2026/27",
        hub=hub,
        local_authority=lewisham,
        school_phase="secondary",
        key_theme="Fractions",
        capacity=24,
        places_per_school=3,
        target=18,
        offers="after_review",
        venue="Rose Hill",
        commitment="Come.",
        closes_on=date(2026, 12, 1),
    )
    own = make.make_project(group.project.stage, start_year=2027)

    made = make_groups(group, staff, projects={group.project_id: own})

    (new,) = made.groups
    new.refresh_from_db()
    assert {f.attname: getattr(new, f.attname) for f in WorkGroup._meta.fields} == {
        "id": new.pk,
        "hub_id": hub.pk,
        "project_id": own.pk,
        "slug": "lewisham-202728-2027",
        "title": "Lewisham 2027/28",
        "start_year": 2027,
        "local_authority_id": lewisham.pk,
        "school_phase": "secondary",
        "key_theme": "Fractions",
        "capacity": 24,
        "places_per_school": 3,
        "target": 18,
        "opens_on": None,
        "closes_on": None,
        "dates_confirmed": False,
        "offers": "after_review",
        "venue_id": make.make_venue("Rose Hill", hub=hub).pk,
        "commitment": "Come.",
        "cancelled_on": None,
        "retired_on": None,
        "made_from_id": group.pk,
    }
    assert made.skipped == []
    assert entries() == [
        ("make_next_years_groups", "workgroups.workgroup", f"{new.pk}", "made_from")
    ]


def test_sessions_keep_their_plan_on_days_of_the_next_year(group, staff):
    plan = {
        "day_share": 0.5,
        "venue_id": make.make_venue("Hall", hub=group.hub).pk,
        "focus": "Number",
        "outcomes": "Bonds",
        "in_class_activity": "Beads",
        "gap_task": "Count",
        "to_bring": "Beads too",
        "between_minutes": 30,
        "mentors_invited": "the end",
        "mentor_questions": "What did they count?",
        "materials": "https://example.org/slides",
    }
    make.make_session(
        group,
        number=2,
        on=date(2027, 1, 12),
        starts=time(9),
        ends=time(12),
        joining_link="https://example.org/join",
        delivered_as="planned",
        lead_note="Went well.",
        called_off_at=FRIDAY_5PM,
        called_off_reason="Snow",
        departure="No counters here.",
        delivered_why="Too little time.",
        plan_state="agreed",
        reviewed_as="x",
        **plan,
    )
    make.make_session(group, number=1, on=date(2026, 10, 13))

    (new,) = make_groups(group, staff).groups

    first, second = new.sessions.order_by("number").values()
    assert (first["on"], first["starts"]) == (date(2027, 10, 12), time(16))
    assert first["starts_at"] == datetime(2027, 10, 12, 15, tzinfo=UTC)
    assert second == {
        "id": second["id"],
        "hub_id": group.hub_id,
        "work_group_id": new.pk,
        "number": 2,
        "on": date(2028, 1, 11),
        "starts": time(9),
        "ends": time(12),
        "starts_at": datetime(2028, 1, 11, 9, tzinfo=UTC),
        "joining_link": "",
        "delivered_as": "",
        "lead_note": "",
        "called_off_at": None,
        "called_off_reason": "",
        "departure": "",
        "delivered_why": "",
        "plan_state": "waiting",
        "reviewed_as": "",
        **plan,
    }


def test_leads_stay_while_they_may_lead(hub, group, staff):
    able = make.make_staff("work_group_lead", hub=hub, name="Ola Price")
    elsewhere = make.make_staff(
        "work_group_lead", hub=make.make_hub("Wolds"), name="Jo Fern"
    )
    left = make.make_user(name="Bea Marsh")
    make.give_role(left, "work_group_lead", hub=hub, until_on=date(2026, 10, 15))
    evaluator = make.make_staff("evaluator", hub=hub, name="Kit Moor")
    group.leads.set([able, elsewhere, left, evaluator, staff])

    (plan,) = plans_of(WorkGroup.objects.all(), hub=hub, start_year=2026, today=FRIDAY)
    (new,) = make_groups(group, staff).groups

    assert plan.leads == [able, staff]
    assert plan.leaving == [left, elsewhere, evaluator]
    assert {*new.leads.all()} == {able, staff}


def test_repeating_makes_no_second_group(hub, group, staff):
    other = make.make_work_group("Bexley 2026/27", hub=hub, project=group.project)
    make_groups(group, staff)

    again = make_groups(group, staff, chosen=[group.pk, other.pk])

    assert [each.title for each in again.groups] == ["Bexley 2027/28"]
    assert again.skipped == [group]
    made = WorkGroup.objects.filter(start_year=2027).order_by("title")
    assert [each.title for each in made] == ["Bexley 2027/28", "Greenwich 2027/28"]
    assert {each.project for each in made} == {*Project.objects.filter(start_year=2027)}
    assert [action for action, *_ in entries()] == [
        "copy_project",
        "make_next_years_groups",
        "make_next_years_groups",
    ]


def test_only_the_chosen_groups_of_the_hub_and_year_are_made(hub, group, staff):
    make.make_work_group(hub=hub)
    earlier = make.make_work_group(hub=hub, start_year=2025)
    theirs = make.make_work_group(hub=make.make_hub("Wolds"))

    made = make_groups(group, staff, chosen=[group.pk, earlier.pk, theirs.pk])

    assert [each.made_from for each in made.groups] == [group]
    assert WorkGroup.objects.exclude(made_from=None).count() == 1
    assert list(
        Project.objects.filter(start_year=2027).values_list("hub", flat=True)
    ) == [hub.pk]


def test_slugs_are_free_and_differ_from_each_other(hub, group, staff):
    twin = make.make_work_group("Greenwich 2026/27", hub=hub)
    long = make.make_work_group("Long " * 38, hub=hub, slug="long")
    make.make_work_group(slug="greenwich-202728-2027")

    made = make_groups(group, staff, chosen=[group.pk, twin.pk, long.pk])

    assert sorted(each.slug for each in made.groups) == [
        "greenwich-202728-2027-2",
        "greenwich-202728-2027-3",
        "long-" * 20 + "-2027",
    ]


def test_a_project_is_copied_with_its_outcomes_and_the_goal_of_its_year(hub, staff):
    goals = [
        StrategicGoal.objects.create(start_year=year, label=label)
        for year in (2025, 2026, 2027)
        for label in ("Goal 1", "Goal 2")
    ]
    project = make.make_project(
        make.make_stage(make.make_programme(hub)),
        title="SKTM 2026/27",
        code_year=2026,
        code_number=9,
        code_suffix="x",
        old_codes="P3",
        strategic_goal=goals[3],
        summary="Number",
        who_for="ECTs",
        earlier_gains="Confidence",
        cost="Free",
        places_per_school=2,
        themes="Ratio",
    )
    for order in (2, 1):
        IntendedOutcome.objects.create(
            hub=hub,
            project=project,
            kind="pupil_learning",
            audience="hub_leadership",
            text=f"Outcome {order}",
            order=order,
        )

    copies = catalogue.copy_projects([project], by=staff, at=FRIDAY_5PM)

    (copy,) = Project.objects.filter(start_year=2027)
    assert copies == {project.pk: copy}
    assert {f.attname: getattr(copy, f.attname) for f in Project._meta.fields} == {
        "id": copy.pk,
        "hub_id": hub.pk,
        "copied_from_id": project.pk,
        "stage_id": project.stage_id,
        "start_year": 2027,
        "code_year": None,
        "code_number": None,
        "code_suffix": "",
        "old_codes": "",
        "title": "SKTM 2027/28",
        "strategic_goal_id": goals[5].pk,
        "summary": "Number",
        "who_for": "ECTs",
        "earlier_gains": "Confidence",
        "cost": "Free",
        "places_per_school": 2,
        "themes": "Ratio",
        "retired_on": None,
    }
    columns = ("hub", "kind", "audience", "text", "order")
    assert list(copy.outcomes.values_list(*columns)) == [
        (hub.pk, "pupil_learning", "hub_leadership", "Outcome 1", 1),
        (hub.pk, "pupil_learning", "hub_leadership", "Outcome 2", 2),
    ]
    assert project.outcomes.count() == 2
    assert entries() == [
        ("copy_project", "workgroups.project", f"{copy.pk}", "copied_from")
    ]


def test_a_project_is_copied_once_a_year(hub, staff):
    project = make.make_project(make.make_stage(make.make_programme(hub)))
    later = make.make_project(project.stage, start_year=2029, copied_from=project)
    IntendedOutcome.objects.create(hub=hub, project=project, kind="x", text="Outcome")

    first = catalogue.copy_projects([project], by=staff, at=FRIDAY_5PM)
    again = catalogue.copy_projects([project], by=staff, at=FRIDAY_5PM)

    assert first == again
    assert [*first] == [project.pk]
    assert first[project.pk] != later
    assert first[project.pk].strategic_goal is None
    assert Project.objects.filter(start_year=2027).count() == 1
    assert IntendedOutcome.objects.count() == 2


def test_many_groups_take_as_many_statements_as_one(hub, staff, data_statements):
    def of_groups(number):
        project = make.make_project(make.make_stage(make.make_programme(hub)))
        IntendedOutcome.objects.create(hub=hub, project=project, kind="x", text="Yes")
        groups = [make.make_work_group(project=project) for _ in range(number)]
        for group in groups:
            group.leads.add(staff)
            make.make_session(group)
        return groups

    make_groups(of_groups(1)[0], staff)  # reads the roles of the account
    made = []
    for number in (1, 3):
        groups = of_groups(number)
        with data_statements(at_most=20) as found:
            make_groups(groups[0], staff, chosen=[each.pk for each in groups])
        made.append(len(found))

    assert made == [18, 18]
