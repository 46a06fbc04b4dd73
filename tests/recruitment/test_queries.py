"""The funnel, attendance and retention, counted from places and their events."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment.models import Place, PlaceEvent
from recruitment.queries import figures
from recruitment.queries.figures import CohortMember, FunnelEntry, SessionAttendance
from tests import factories as make
from workgroups.models import WorkGroup

pytestmark = pytest.mark.django_db

AUTUMN = datetime(2025, 9, 10, 12, tzinfo=UTC)
SUMMER = datetime(2026, 6, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)


def place_with_events(
    *states: str, group: WorkGroup, at: datetime = AUTUMN, **fields
) -> Place:
    """A place that had these states, an hour apart."""
    place = make.make_place(states[-1], work_group=group, **fields)
    add_events(place, *states, at=at)
    return place


def add_events(place: Place, *states: str, at: datetime) -> None:
    for number, state in enumerate(states):
        PlaceEvent.objects.create(
            place=place, hub=place.hub, to_state=state, at=at + timedelta(hours=number)
        )


@pytest.fixture
def years() -> tuple[WorkGroup, WorkGroup]:
    """A group of the first stage in 2025, and one of the second in 2026."""
    programme = make.make_programme()
    first, second = make.make_stage(programme), make.make_stage(programme)
    return (
        make.make_work_group(project=make.make_project(first, start_year=2025)),
        make.make_work_group(project=make.make_project(second, start_year=2026)),
    )


def groups(*rows: WorkGroup):
    return WorkGroup.objects.filter(pk__in=[row.pk for row in rows])


def second_place(first: Place, group: WorkGroup, *states: str, **fields) -> Place:
    place = make.make_place(
        states[-1],
        work_group=group,
        registration=first.registration,
        stage=group.project.stage,
        **fields,
    )
    add_events(place, *states, at=SUMMER)
    return place


def test_funnel_counts_the_stages_that_each_expression_of_interest_reached(years):
    group, _ = years
    session = make.make_session(group, number=1, on=AUTUMN.date())
    came = place_with_events("offered", "confirmed", group=group)
    make.mark_present(came, session)
    away = place_with_events("offered", "confirmed", group=group)
    make.mark_present(away, session, mark="absent")
    place_with_events("offered", "lapsed", group=group)
    place_with_events("waiting", group=group)
    place_with_events("provisional", group=group)

    found = figures.funnel(groups(group), at=LATER)

    assert found == [
        FunnelEntry(group.pk, offered=True, secured=True, came=True),
        FunnelEntry(group.pk, offered=True, secured=True, came=False),
        FunnelEntry(group.pk, offered=True, secured=False, came=False),
        FunnelEntry(group.pk, offered=False, secured=False, came=False),
    ]


def test_a_moved_place_counts_once_in_the_group_where_it_ended(years):
    group, _ = years
    place_with_events("offered", "confirmed", "moved", group=group)
    place_with_events("confirmed", group=group)

    assert len(figures.funnel(groups(group), at=LATER)) == 1
    assert len(figures.second_year_retention(groups(group), at=LATER).members) == 1


def test_attendance_distinguishes_a_missing_register_from_zero_present(years):
    group, _ = years
    days = [AUTUMN.date(), SUMMER.date(), LATER.date() + timedelta(days=1)]
    first, second, _ = [
        make.make_session(group, number=at, on=day) for at, day in enumerate(days, 1)
    ]
    for mark in ("present", "late", "left_early", "apologies", "absent"):
        make.mark_present(place_with_events("confirmed", group=group), first, mark=mark)

    found = figures.attendance_by_session(groups(group), at=LATER)

    assert found == [
        SessionAttendance(group.pk, 1, first.on, marked=5, present=3),
        SessionAttendance(group.pk, 2, second.on, marked=0, present=0),
    ]
    assert [one.share for one in found] == [0.6, None]


def test_attending_another_groups_session_counts_in_the_own_group(years):
    group, _ = years
    other = make.make_work_group(project=group.project)
    make.make_session(group, number=1, on=AUTUMN.date())
    away = make.make_session(other, number=1, on=AUTUMN.date())
    make.mark_present(place_with_events("confirmed", group=group), away)

    found = figures.attendance_by_session(groups(group, other), at=LATER)

    assert {one.work_group_id: one.present for one in found} == {
        group.pk: 1,
        other.pk: 0,
    }


def test_retention_gives_the_outcome_of_each_person_of_a_cohort(years):
    first, second = years
    session = make.make_session(second, number=1, on=LATER.date() - timedelta(days=40))
    continued = place_with_events("confirmed", "completed", group=first)
    came = second_place(continued, second, "provisional", "offered", "confirmed")
    make.mark_present(came, session)
    deferred = place_with_events("confirmed", group=first)
    second_place(deferred, second, "provisional", "deferred")
    declined = place_with_events("confirmed", group=first)
    second_place(declined, second, "offered", "declined", end_reason_id="too_much")
    place_with_events("confirmed", "withdrawn", group=first)
    place_with_events("confirmed", group=first)
    place_with_events("offered", "lapsed", group=first)  # never in the cohort

    found = figures.second_year_retention(groups(first), at=LATER)

    assert found.members == (
        CohortMember(first.pk, False, "continued", came=True),
        CohortMember(first.pk, False, "deferred"),
        CohortMember(first.pk, False, "lost", reason="too much on top of ECT training"),
        CohortMember(first.pk, False, "lost", reason="withdrew in the first year"),
        CohortMember(first.pk, False, "lost", reason="never asked for a second year"),
    )
    assert found.rate == 0.25


def test_people_who_join_in_the_second_year_are_not_in_the_rate(years):
    first, second = years
    place_with_events("confirmed", group=second, at=SUMMER)

    assert figures.second_year_retention(groups(first, second), at=LATER).members == ()


def test_a_programme_of_one_stage_has_no_second_year():
    group = make.make_work_group(start_year=2025)
    place_with_events("confirmed", group=group)

    assert figures.second_year_retention(groups(group), at=LATER).members == ()


def test_retention_is_frozen_after_31_october(years):
    first, second = years
    place = place_with_events("confirmed", group=first)
    late = make.make_place(
        "confirmed", work_group=second, registration=place.registration
    )
    add_events(late, "offered", at=SUMMER)
    add_events(late, "confirmed", at=datetime(2026, 11, 2, tzinfo=UTC))

    [member] = figures.second_year_retention(groups(first), at=LATER).members

    assert (member.outcome, member.reason) == ("lost", "asked, and had not answered")


def test_the_number_of_statements_does_not_grow_with_people(
    years, django_assert_max_num_queries
):
    first, second = years
    for _ in range(4):
        second_place(
            place_with_events("confirmed", group=first), second, "offered", "confirmed"
        )

    with django_assert_max_num_queries(11):
        figures.funnel(groups(first), at=LATER)
        figures.attendance_by_session(groups(first), at=LATER)
        found = figures.second_year_retention(groups(first), at=LATER)

    assert found.count("continued") == 4
