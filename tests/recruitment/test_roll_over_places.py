"""Which place of next year decides who goes on, and what a roll-over opens."""

from datetime import timedelta

import pytest

from recruitment.actions import places, rolling_over
from recruitment.models import Place
from recruitment.queries.rolling_over import roll_over_of
from tests import factories as make
from tests.factories import YEAR
from tests.recruitment.bulk_cases import a_lead, done, states
from tests.recruitment.next_year_cases import NOW, TwoYears, let_go
from tests.recruitment.test_rolling_over import freed_seat

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def part_of(world):
    (part,) = roll_over_of(world.hub, YEAR, at=NOW, chosen={})
    return part


def staying(part):
    return [(each.why, each.names) for each in part.left_out]


def second(world, later, state, **fields):
    """Another place of next year, which the same person was given afterwards."""
    given = {"work_group": world.target, "start_year": YEAR + 1, **fields}
    return make.make_place(
        state, registration=later.registration, stage=later.stage, **given
    )


@pytest.mark.parametrize("later", ["withdrawn", "declined", "lapsed"])
def test_a_pencilled_in_place_decides_before_one_that_ended(later):
    world = TwoYears()
    _, ended = world.person(later=later, work_group=world.target)
    pencilled_in = second(world, ended, "provisional", work_group=None)

    part = part_of(world)

    assert [each.place for each in part.going] == [pencilled_in]
    assert staying(part) == []


def test_of_places_that_ended_the_newest_decides():
    world = TwoYears()
    _, first = world.person(later="withdrawn", work_group=None)
    second(world, first, "declined")

    assert staying(part_of(world)) == [
        ("Next year: said no (Lewisham 2).", ["Ada Brook"])
    ]


def test_a_place_of_another_programme_says_nothing_about_going_on():
    world = TwoYears()
    place, later = world.person()
    other = make.make_stage(make.make_programme(world.hub), name="Year two")
    person = place.participant
    later.delete()
    elsewhere = make.make_registration(
        make.make_work_group("Else", project=make.make_project(other)), person
    )
    make.make_place(
        "provisional", registration=elsewhere, stage=other, start_year=YEAR + 1
    )

    part = part_of(world)

    assert part.going == []
    assert [names for _, names in staying(part)] == [["Ada Brook"]]


def test_who_comes_back_keeps_the_time_of_the_place_that_was_put_off():
    world = TwoYears()
    at = NOW - timedelta(days=90)
    _, put_off = world.person(later="deferred", start_year=YEAR)
    Place.objects.filter(pk=put_off.pk).update(registered_at=at)
    put_off.refresh_from_db()

    back = rolling_over.roll_over_place(
        put_off, world.target, at=NOW, actor=a_lead(world.hub)
    )

    put_off.refresh_from_db()
    assert (put_off.moved_to, back.registered_at) == (back, at)


def test_another_bulk_action_opens_no_group():
    world = TwoYears(capacity=2)
    confirmed = make.make_place("confirmed", work_group=world.target)
    let_go(done("withdraw", confirmed, at=NOW))

    assert states(freed_seat(world)) == ["waiting"]


def test_withdrawing_leaves_a_later_place_that_has_come_back_already():
    world = TwoYears()
    place, put_off = world.person(later="deferred")
    back = second(world, put_off, "confirmed", start_year=YEAR + 2)
    Place.objects.filter(pk=put_off.pk).update(moved_to=back)

    places.withdraw_place(place, at=NOW, next_year_too=True)

    assert states(place, put_off, back) == ["withdrawn", "deferred", "confirmed"]
