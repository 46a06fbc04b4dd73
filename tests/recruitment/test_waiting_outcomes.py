"""Beside a number on a waiting list: how many who stood there got in."""

from datetime import timedelta

import pytest

from recruitment.models import PlaceEvent
from recruitment.queries.waiting_outcomes import key_of, outcomes_before
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_programme,
    make_project,
    make_stage,
    make_work_group,
)
from tests.pages import one_line
from tests.recruitment.test_my_places import signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
HOUR = timedelta(hours=1)


@pytest.fixture
def stage():
    return make_stage(make_programme())


def waited(stage, *, got_in: bool, year=2025, state=None, **fields):
    """Somebody who was first and only on a list, and what became of them."""
    group = make_work_group(project=make_project(stage, start_year=year))
    end = state or ("confirmed" if got_in else "withdrawn")
    place = make_place(end, work_group=group, **fields)
    for hours, to in enumerate(("waiting", "offered" if got_in else end, end)):
        at = FRIDAY_5PM - timedelta(days=300) + hours * HOUR
        PlaceEvent.objects.create(place=place, hub=place.hub, to_state=to, at=at)
    return place


def waiting_now(stage):
    group = make_work_group(project=make_project(stage))
    return make_place("waiting", work_group=group)


def said_to(place, *, smallest=5, number=1) -> str:
    found = outcomes_before([place])[key_of(place)]
    return found.in_words(number, smallest=smallest)


def test_of_ten_people_at_the_same_number_it_says_how_many_got_in(stage):
    for n in range(10):
        waited(stage, got_in=n < 5, year=2025 - n % 2)

    place = waiting_now(stage)

    sentence = "In the last two years 5 of 10 people who stood at number 1 got in."
    assert said_to(place) == sentence
    page = one_line(signed_in_as(place).get("/my/").content.decode())
    assert f"You are number 1. {sentence} When a place is free" in page


@pytest.mark.parametrize(
    ("number", "got_in", "said"),
    [
        (9, 9, ""),
        (10, 4, ""),
        (10, 6, ""),
        (10, 0, "0 of 10"),
        (10, 10, "10 of 10"),
        (11, 6, "6 of 11"),
    ],
)
def test_fewer_than_ten_people_and_small_parts_of_them_say_nothing(
    stage, number, got_in, said
):
    for n in range(number):
        waited(stage, got_in=n < got_in)

    sentence = said_to(waiting_now(stage))

    assert said in sentence if said else sentence == ""


def test_other_years_programmes_hubs_and_moved_places_do_not_count(stage):
    for _ in range(9):
        waited(stage, got_in=True)
    waited(stage, got_in=True, year=2023)
    waited(stage, got_in=True, year=2026)
    waited(stage, got_in=True, state="moved")
    waited(make_stage(make_programme()), got_in=True)
    waited(make_stage(make_programme(make_hub("Other"))), got_in=True)

    place = waiting_now(stage)

    assert outcomes_before([place])[key_of(place)].stood == {1: 9}


def test_people_who_move_up_stood_at_each_number_and_are_counted_once_there(stage):
    group = make_work_group(project=make_project(stage, start_year=2025))
    first, second, third = (
        make_place(
            state,
            work_group=group,
            registered_at=FRIDAY_5PM - timedelta(days=400 - n),
            priority=priority,
        )
        for n, (state, priority) in enumerate(
            [("confirmed", 0), ("withdrawn", 0), ("completed", 1)]
        )
    )
    steps = [
        (second, "waiting"),
        (first, "waiting"),
        (third, "waiting"),
        (third, "offered"),
        (third, "confirmed"),
        (first, "offered"),
        (first, "confirmed"),
        (second, "withdrawn"),
    ]
    for hours, (place, to) in enumerate(steps):
        at = FRIDAY_5PM - timedelta(days=300) + hours * HOUR
        PlaceEvent.objects.create(place=place, hub=place.hub, to_state=to, at=at)

    place = waiting_now(stage)
    found = outcomes_before([place])[key_of(place)]

    assert found.stood == {1: 3, 2: 2, 3: 1}
    assert found.got_in == {1: 2, 2: 1, 3: 0}


@pytest.mark.parametrize("number", [1, 3])
def test_it_takes_one_statement(stage, number, django_assert_num_queries):
    for _ in range(number):
        waited(stage, got_in=True)
    place = waiting_now(stage)

    with django_assert_num_queries(1):
        outcomes_before([place])
