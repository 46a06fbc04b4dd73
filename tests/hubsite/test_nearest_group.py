"""The nearest other group with seats, on the page of a group without any."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    FRIDAY,
    make_authority,
    make_hub,
    make_place,
    make_programme,
    make_project,
    make_school,
    make_session,
    make_stage,
    make_venue,
    make_work_group,
)
from tests.pages import one_line
from workgroups import grid

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NEAREST = "The nearest other group with seats"


@pytest.fixture
def project():
    return make_project(make_stage(make_programme()))


def area(name: str, easting: int, northing: int = 174_000):
    """A local authority with two schools, whose middle is here."""
    found = make_authority(name)
    for metres in (-500, 500):
        at = {"easting": easting + metres, "northing": northing + metres}
        make_school(f"{name} {metres}", local_authority=found, **at)
    make_school(f"{name} unknown", local_authority=found)
    return found


def group_in(where, project, title="", *, days=14, **fields):
    group = make_work_group(title, project=project, local_authority=where, **fields)
    make_session(group, on=FRIDAY + timedelta(days=days))
    return group


def full(where, project, **fields):
    group = group_in(where, project, capacity=1, **fields)
    make_place("confirmed", work_group=group)
    return group


def said_on(client, group) -> str:
    page = one_line(client.get(group.get_absolute_url()).content.decode())
    start = page.find(NEAREST)
    return page[start : page.index("</p>", start)] if start >= 0 else ""


def test_a_full_group_names_the_nearest_one_with_seats(client, project):
    here = full(area("Lewisham", 538_000), project)
    far = group_in(area("Croydon", 532_000), project)
    near = group_in(area("Camden", 541_400), project, "<Camden> group", days=19)

    assert far.title not in said_on(client, here)
    assert said_on(client, here) == (
        f'{NEAREST}: <a href="{near.get_absolute_url()}">&lt;Camden&gt; group</a>, '
        "Camden, 3.4 km away, next session on Wednesday 4 November 2026."
    )


@pytest.mark.parametrize(
    "state",
    [
        {"closes_on": date(2026, 10, 1)},
        {"opens_on": date(2026, 11, 1)},
        {"cancelled_on": date(2026, 10, 1)},
        {"capacity": 0},
    ],
)
def test_a_closed_cancelled_or_not_yet_open_group_names_it_too(client, project, state):
    here = group_in(make_authority(), project, **state)
    other = group_in(make_authority(), project)

    assert other.title in said_on(client, here)


def test_a_group_with_seats_names_none(client, project):
    here = group_in(make_authority(), project)
    group_in(make_authority(), project)

    assert said_on(client, here) == ""


def test_a_later_stage_keeps_its_seats_for_people_who_go_on(client):
    programme = make_programme()
    make_stage(programme)
    project = make_project(make_stage(programme, order=2))
    here = group_in(make_authority(), project)
    group_in(make_authority(), project)

    page = one_line(client.get(here.get_absolute_url()).content.decode())

    assert "Waiting list open" in page
    assert said_on(client, here) == ""


def test_only_groups_in_which_one_can_take_part_now_are_named(client, project):
    here = full(make_authority(), project)
    full(make_authority(), project)
    waited_for = group_in(make_authority(), project, capacity=3)
    make_place("waiting", work_group=waited_for)
    group_in(make_authority(), project, opens_on=date(2026, 11, 1))
    group_in(make_authority(), project, dates_confirmed=False)
    group_in(make_authority(), project, school_phase="secondary")
    group_in(make_authority(), project, retired_on=date(2026, 10, 1))
    group_in(make_authority(), project, days=-14)
    group_in(make_authority(), make_project(make_stage(make_programme())))
    group_in(make_authority(), make_project(project.stage, start_year=2027))
    other_hub = make_programme(make_hub("Other"))
    group_in(make_authority(), make_project(make_stage(other_hub)))

    assert said_on(client, here) == ""


def test_the_venues_postcode_says_more_than_the_local_authority(client, project):
    lewisham, camden = area("Lewisham", 538_000), area("Camden", 558_000)
    own = {"local_authority": camden, "northing": 174_000}
    make_school("By the venue", postcode="NW5 1AA", easting=540_000, **own)
    make_school("Not by it", postcode="NW51 1AA", easting=1, **own)
    venue = make_venue("Hall", postcode="NW5 9ZZ")
    here = full(lewisham, project)
    group_in(camden, project, venue=venue)

    assert ", 2.0 km away, " in said_on(client, here)


def test_a_group_whose_place_is_unknown_comes_last_and_has_no_distance(client, project):
    here = full(area("Lewisham", 538_000), project)
    unknown = group_in(make_authority("Nowhere"), project, days=1)
    far = group_in(area("Croydon", 500_000), project)

    first = said_on(client, here)
    far.sessions.all().delete()
    far.delete()
    second = said_on(client, here)

    assert far.title in first
    assert unknown.title in second and "km" not in second


@pytest.mark.parametrize("number", [1, 4])
def test_the_page_takes_as_many_statements_for_any_number_of_groups(
    client, project, number, django_assert_max_num_queries
):
    here = full(area("Lewisham", 538_000), project)
    for n in range(number):
        group_in(
            area(f"Area {n}", 540_000 + n),
            project,
            venue=make_venue(f"Hall {n}", postcode=f"SE{n} 1AA"),
        )

    with django_assert_max_num_queries(10):
        assert "km away" in said_on(client, here)


def test_kilometres_are_measured_along_the_straight_line():
    assert grid.kilometres((538_000, 174_000), (541_000, 178_000)) == 5.0
