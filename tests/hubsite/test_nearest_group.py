"""The nearest other group with seats, on the page of a group without any."""

from datetime import date, timedelta

import pytest

from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_authority,
    make_hub,
    make_participant,
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

    with django_assert_max_num_queries(11):
        assert "km away" in said_on(client, here)


def test_kilometres_are_measured_along_the_straight_line():
    assert grid.kilometres((538_000, 174_000), (541_000, 178_000)) == 5.0


def measured_from(client, group, typed: str) -> str:
    page = one_line(
        client.get(group.get_absolute_url(), {"from": typed}).content.decode()
    )
    start = page.find(NEAREST)
    return page[start : page.index("</p>", start)] if start >= 0 else ""


def two_groups(project):
    """A full group in Lewisham, and groups with seats east and west of it."""
    here = full(area("Lewisham", 538_000), project)
    west = group_in(area("Croydon", 532_000), project, "West")
    east = group_in(area("Bexley", 541_000), project, "East")
    return here, west, east


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("SE13 7ZZ", "West</a>, Croydon, 2.0 km from SE13 7ZZ,"),
        ("se137zz", "West</a>, Croydon, 2.0 km from SE13 7ZZ,"),
        ("SE13 7QQ", "West</a>, Croydon, 2.0 km from SE13 7QQ,"),  # those nearby
        ("SE13", "West</a>, Croydon, 1.0 km from SE13,"),  # the middle of both
        ("hill top", "West</a>, Croydon, 2.0 km from Hill Top &lt;Primary&gt;,"),
        ("", "East</a>, Bexley, 3.0 km away,"),
    ],
)
def test_km_are_measured_from_what_the_person_typed(client, project, typed, said):
    here, _, _ = two_groups(project)
    own = {"northing": 174_000, "local_authority": make_authority("Kent")}
    make_school("Hill Top <Primary>", postcode="SE13 7ZZ", easting=530_000, **own)
    make_school("Down", postcode="SE13 1AA", easting=532_000, **own)
    make_school("Far", postcode="SE1 7ZZ", easting=590_000, **own)

    assert said in measured_from(client, here, typed)


def test_the_page_says_what_it_does_not_know_and_measures_from_the_group(
    client, project
):
    here, _, _ = two_groups(project)

    page = one_line(
        client.get(here.get_absolute_url(), {"from": "ZZ1 1ZZ <b>"}).content.decode()
    )

    assert "We know no school and no postcode like “ZZ1 1ZZ &lt;b&gt;”." in page
    assert 'value="ZZ1 1ZZ &lt;b&gt;"' in page and "<b>" not in page
    assert "East</a>, Bexley, 3.0 km away," in page
    assert "We know no school" not in one_line(
        client.get(here.get_absolute_url()).content.decode()
    )


def test_a_postcode_without_a_school_near_it_is_not_known(client, project):
    here, _, _ = two_groups(project)

    assert "3.0 km away" in measured_from(client, here, "ZZ1 1ZZ")


def test_a_school_without_a_place_on_the_grid_is_not_known(client, project):
    here, _, _ = two_groups(project)
    make_school("Nowhere School", local_authority=here.local_authority)

    assert "3.0 km away" in measured_from(client, here, "Nowhere School")


def sign_in(client, *people) -> None:
    session = client.session
    at = int(FRIDAY_5PM.timestamp())
    session["participant"] = {"ids": [each.pk for each in people], "at": at}
    session.save()


def test_km_are_from_the_own_school_of_somebody_who_is_signed_in(client, project):
    here, _, _ = two_groups(project)
    person, other = make_participant(project.hub), make_participant(project.hub)
    own = {"northing": 174_000, "local_authority": here.local_authority}
    school = make_school("Hill Top", easting=533_000, **own)
    before = make_school("Down", easting=590_000, **own)
    make_place("declined", participant=person, work_group=here, school=school)
    make_place("declined", participant=person, start_year=2025, school=before)
    make_place("declined", participant=other, work_group=here, school=before)
    sign_in(client, person)

    assert "West</a>, Croydon, 1.0 km from Hill Top," in said_on(client, here)
    typed = measured_from(client, here, "Down")
    assert "East</a>, Bexley, 49.0 km from Down," in typed


def test_a_page_for_somebody_who_is_signed_in_is_kept_by_no_cache(client, project):
    here, _, _ = two_groups(project)
    sign_in(client, make_participant(project.hub))

    assert "public" not in client.get(here.get_absolute_url()).get("Cache-Control", "")
