"""Who asked, came and went on, counted from places and their steps."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment.models import Place, PlaceEvent
from recruitment.queries import figures
from recruitment.queries.figures import Asked, SessionAttendance, Way
from tests import factories as make
from workgroups.models import WorkGroup

pytestmark = pytest.mark.django_db

AUTUMN = datetime(2025, 9, 10, 12, tzinfo=UTC)
SUMMER = datetime(2026, 6, 10, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)


def place_with_steps(
    *steps: str, group: WorkGroup, at: datetime = AUTUMN, **fields
) -> Place:
    """A place that took these steps, an hour apart."""
    place = make.make_place(steps[-1], work_group=group, **fields)
    add_steps(place, *steps, at=at)
    return place


def add_steps(place: Place, *steps: str, at: datetime) -> None:
    for number, step in enumerate(steps):
        PlaceEvent.objects.create(
            place=place, hub=place.hub, to_state=step, at=at + timedelta(hours=number)
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


def second_place(first: Place, group: WorkGroup, *steps: str, **fields) -> Place:
    place = make.make_place(
        steps[-1],
        work_group=group,
        registration=first.registration,
        stage=group.project.stage,
        **fields,
    )
    add_steps(place, *steps, at=SUMMER)
    return place


def test_the_funnel_counts_the_furthest_step_of_everybody_who_asked(years):
    group, _ = years
    session = make.make_session(group, number=1, on=AUTUMN.date())
    came = place_with_steps("offered", "confirmed", group=group)
    make.mark_present(came, session)
    away = place_with_steps("offered", "confirmed", group=group)
    make.mark_present(away, session, mark="absent")
    place_with_steps("offered", "lapsed", group=group)
    place_with_steps("waiting", group=group)
    place_with_steps("provisional", group=group)

    found = figures.funnel(groups(group), at=LATER)

    assert found == [
        Asked(group.pk, offered=True, secured=True, came=True),
        Asked(group.pk, offered=True, secured=True, came=False),
        Asked(group.pk, offered=True, secured=False, came=False),
        Asked(group.pk, offered=False, secured=False, came=False),
    ]


def test_a_moved_place_is_counted_once_where_it_ended(years):
    group, _ = years
    place_with_steps("offered", "confirmed", "moved", group=group)
    place_with_steps("confirmed", group=group)

    assert len(figures.funnel(groups(group), at=LATER)) == 1
    assert len(figures.second_year_retention(groups(group), at=LATER).ways) == 1


def test_attendance_tells_a_missing_register_from_an_empty_room(years):
    group, _ = years
    days = [AUTUMN.date(), SUMMER.date(), LATER.date() + timedelta(days=1)]
    first, second, _ = [
        make.make_session(group, number=at, on=day) for at, day in enumerate(days, 1)
    ]
    for mark in ("present", "late", "left_early", "apologies", "absent"):
        make.mark_present(place_with_steps("confirmed", group=group), first, mark=mark)

    found = figures.attendance_by_session(groups(group), at=LATER)

    assert found == [
        SessionAttendance(group.pk, 1, first.on, marked=5, present=3),
        SessionAttendance(group.pk, 2, second.on, marked=0, present=0),
    ]
    assert [one.share for one in found] == [0.6, None]


def test_catching_up_elsewhere_counts_at_home(years):
    group, _ = years
    other = make.make_work_group(project=group.project)
    make.make_session(group, number=1, on=AUTUMN.date())
    away = make.make_session(other, number=1, on=AUTUMN.date())
    make.mark_present(place_with_steps("confirmed", group=group), away)

    found = figures.attendance_by_session(groups(group, other), at=LATER)

    assert {one.work_group_id: one.present for one in found} == {
        group.pk: 1,
        other.pk: 0,
    }


def test_retention_of_a_cohort(years):
    first, second = years
    session = make.make_session(second, number=1, on=LATER.date() - timedelta(days=40))
    went_on = place_with_steps("confirmed", "completed", group=first)
    came = second_place(went_on, second, "provisional", "offered", "confirmed")
    make.mark_present(came, session)
    put_off = place_with_steps("confirmed", group=first)
    second_place(put_off, second, "provisional", "deferred")
    said_no = place_with_steps("confirmed", group=first)
    second_place(said_no, second, "offered", "declined", end_reason_id="too_much")
    place_with_steps("confirmed", "withdrawn", group=first)
    place_with_steps("confirmed", group=first)
    place_with_steps("offered", "lapsed", group=first)  # never in the cohort

    found = figures.second_year_retention(groups(first), at=LATER)

    assert found.ways == (
        Way(first.pk, False, "continued", came=True),
        Way(first.pk, False, "deferred"),
        Way(first.pk, False, "lost", reason="too much on top of ECT training"),
        Way(first.pk, False, "lost", reason="withdrew in the first year"),
        Way(first.pk, False, "lost", reason="never asked for a second year"),
    )
    assert found.rate == 0.25


def test_joiners_are_never_in_the_rate(years):
    first, second = years
    place_with_steps("confirmed", group=second, at=SUMMER)

    assert figures.second_year_retention(groups(first, second), at=LATER).ways == ()


def test_a_programme_of_one_stage_has_no_second_year():
    group = make.make_work_group(start_year=2025)
    place_with_steps("confirmed", group=group)

    assert figures.second_year_retention(groups(group), at=LATER).ways == ()


def test_the_figure_is_frozen_after_october(years):
    first, second = years
    place = place_with_steps("confirmed", group=first)
    late = make.make_place(
        "confirmed", work_group=second, registration=place.registration
    )
    add_steps(late, "offered", at=SUMMER)
    add_steps(late, "confirmed", at=datetime(2026, 11, 2, tzinfo=UTC))

    [way] = figures.second_year_retention(groups(first), at=LATER).ways

    assert (way.outcome, way.reason) == ("lost", "asked, and had not answered")


def test_counting_takes_the_same_statements_however_many(
    years, django_assert_max_num_queries
):
    first, second = years
    for _ in range(4):
        second_place(
            place_with_steps("confirmed", group=first), second, "offered", "confirmed"
        )

    with django_assert_max_num_queries(11):
        figures.funnel(groups(first), at=LATER)
        figures.attendance_by_session(groups(first), at=LATER)
        found = figures.second_year_retention(groups(first), at=LATER)

    assert found.count("continued") == 4
