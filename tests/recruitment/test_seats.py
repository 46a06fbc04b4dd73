"""Seats: who is offered one, in which order, and who is not."""

from datetime import timedelta

import pytest

from recruitment.actions import places, seats, staff
from recruitment.errors import NotAllowed, PlaceClosed
from recruitment.models import Email, Place
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_staff,
    make_stage,
    make_work_group,
)

pytestmark = pytest.mark.django_db
BEFORE = FRIDAY_5PM - timedelta(hours=1)


def states(work_group) -> list[str]:
    rows = Place.objects.filter(work_group=work_group).order_by("pk")
    return list(rows.values_list("state", flat=True))


def second_year_group(**fields):
    programme = make_programme()
    make_stage(programme, name="ECT 1")
    return make_work_group(
        project=make_project(make_stage(programme, name="ECT 2")), **fields
    )


def test_seats_of_a_second_year_are_never_offered_to_those_waiting():
    group = second_year_group(capacity=2)
    make_place("waiting", work_group=group)
    leaving = make_place("offered", work_group=group)

    offered = seats.offer_free_seats(group, at=BEFORE)
    places.decline_place(leaving, at=BEFORE)

    assert offered == 0
    assert states(group) == ["waiting", "declined"]


@pytest.mark.parametrize(
    "fields", [{"dates_confirmed": False}, {"cancelled_on": FRIDAY_5PM.date()}]
)
def test_a_group_without_dates_or_cancelled_offers_no_seat(fields):
    group = make_work_group(capacity=2, **fields)
    make_place("waiting", work_group=group)

    assert seats.offer_free_seats(group, at=BEFORE) == 0
    assert states(group) == ["waiting"]


def test_staff_cannot_offer_while_the_dates_are_open():
    group = make_work_group(dates_confirmed=False)
    place = make_place("interested", work_group=group)

    with pytest.raises(PlaceClosed):
        seats.offer_place(place, at=BEFORE, actor=make_staff("hub_lead"))


def test_free_seats_go_by_priority_then_time_then_number():
    group = make_work_group(capacity=2)
    fields = [
        {"registered_at": BEFORE},
        {"registered_at": BEFORE - timedelta(days=2)},
        {"registered_at": BEFORE - timedelta(days=1)},
        {"registered_at": BEFORE, "priority": 1},
    ]
    for each in fields:
        make_place("waiting", work_group=group, **each)

    assert seats.offer_free_seats(group, at=BEFORE) == 2
    assert states(group) == ["waiting", "offered", "waiting", "offered"]


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ("interested", "asked_to_confirm"),
        ("waiting", "seat_offered"),
        ("provisional", "next_year_offered"),
    ],
)
def test_who_waited_is_told_that_a_place_is_free(before, kind):
    place = make_place(before)

    seats.offer_place(place, at=BEFORE)

    assert list(Email.objects.values_list("kind", flat=True)) == [kind]


def test_a_session_that_is_over_does_not_shorten_an_offer():
    group = make_work_group()
    make_session(group, on=BEFORE.date() - timedelta(days=7))
    make_session(group, number=2, on=BEFORE.date() + timedelta(days=70))
    place = make_place("interested", work_group=group)

    place = seats.offer_place(place, at=BEFORE)

    assert place.offer_ends_at == FRIDAY_5PM + timedelta(days=7)


def test_withdrawing_offers_the_seat_to_the_next_person():
    group = make_work_group(capacity=1)
    place = make_place("confirmed", work_group=group)
    make_place("waiting", work_group=group)

    places.withdraw_place(place, at=BEFORE)

    assert states(group) == ["withdrawn", "offered"]
    assert list(Email.objects.order_by("pk").values_list("kind", flat=True)) == [
        "place_withdrawn",
        "seat_offered",
    ]


@pytest.mark.parametrize("to", ["confirmed", "declined", "withdrawn"])
def test_an_answer_ends_the_clock_of_an_offer_and_its_pause(to):
    place = make_place("offered", offer_ends_at=FRIDAY_5PM, clock_paused_at=BEFORE)
    act = {
        "confirmed": places.confirm_place,
        "declined": places.decline_place,
        "withdrawn": places.withdraw_place,
    }[to]

    act(place, at=BEFORE)

    place.refresh_from_db()
    assert (place.state, place.offer_ends_at, place.clock_paused_at) == (to, None, None)


def two_groups(**fields):
    first = make_work_group()
    return first, make_work_group(project=first.project, **fields)


def test_moving_offers_the_old_seat_and_keeps_the_priority():
    group, target = two_groups(capacity=5)
    group.capacity = 1
    group.save()
    place = make_place("offered", work_group=group, priority=3)
    make_place("waiting", work_group=group)

    moved = staff.move_to_group(
        place, target, at=BEFORE, actor=make_staff("hub_lead"), reason="nearer"
    )

    assert states(group) == ["moved", "offered"]
    assert (moved.state, moved.priority) == ("offered", 3)


def test_a_secured_place_keeps_its_seat_where_the_new_group_is_full():
    group, target = two_groups(capacity=0)
    place = make_place("confirmed", work_group=group)

    with pytest.raises(NotAllowed):
        staff.move_to_group(
            place, target, at=BEFORE, actor=make_staff("hub_lead"), reason="nearer"
        )

    assert (states(group), states(target)) == (["confirmed"], [])


def test_nobody_moves_to_their_own_group_or_to_another_stage():
    group = make_work_group()
    place = make_place("waiting", work_group=group)
    lead = make_staff("hub_lead")

    for target in (group, second_year_group()):
        with pytest.raises(NotAllowed):
            staff.move_to_group(place, target, at=BEFORE, actor=lead, reason="x")

    assert states(group) == ["waiting"]


def test_a_place_is_not_restored_beside_a_newer_one():
    old = make_place("withdrawn")
    make_place("waiting", work_group=old.work_group, participant=old.participant)

    with pytest.raises(NotAllowed, match="newer place"):
        staff.restore_place(
            old, at=BEFORE, actor=make_staff("hub_lead"), reason="a mistake"
        )


def test_another_years_place_is_no_rival():
    """Somebody secured in a year may confirm the same programme a year later."""
    first = make_place("completed")
    group = make_work_group(project=first.work_group.project, start_year=2027)
    later = make_place("offered", work_group=group, participant=first.participant)

    assert places.confirm_place(later, at=BEFORE).state == "confirmed"


def test_confirming_leaves_other_asks_of_a_programme_that_allows_several():
    programme = make_programme(one_per_year=False)
    project = make_project(make_stage(programme))
    groups = [make_work_group(project=project) for _ in range(3)]
    secured = make_place("confirmed", work_group=groups[0])
    person = secured.participant
    mine = make_place("offered", work_group=groups[1], participant=person)
    make_place("waiting", work_group=groups[2], participant=person)

    places.confirm_place(mine, at=BEFORE)

    assert [states(group) for group in groups] == [
        ["confirmed"],
        ["confirmed"],
        ["waiting"],
    ]
