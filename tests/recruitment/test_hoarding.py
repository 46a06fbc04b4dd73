"""One computer holds only a few seats for addresses that nobody has proved."""

from datetime import timedelta
from uuid import uuid4

import pytest

from recruitment.actions import places, registrations, seats
from recruitment.models import Email, Participant, Place, PlaceEvent, Registration
from recruitment.queries import open_tasks
from recruitment.queries.computers import registered_together
from recruitment.registration.keeping import Answers
from tests.factories import FRIDAY_5PM, make_place, make_user, make_work_group

pytestmark = pytest.mark.django_db
BEFORE = FRIDAY_5PM - timedelta(hours=3)


def ask(group, number: int, computer: str = "here", **fields):
    person = {
        "first_name": "Ada",
        "last_name": f"Oak{number}",
        "email": f"ada{number}@example.org",
    }
    return registrations.register_interest(
        group,
        Answers(person),
        at=BEFORE + timedelta(seconds=number),
        form_key=uuid4(),
        computer=computer,
        **fields,
    )


def states(group) -> list[str]:
    return list(group.places.order_by("registered_at").values_list("state", flat=True))


def test_one_computer_with_invented_addresses_holds_three_seats():
    group, other = make_work_group(capacity=30), make_work_group(capacity=30)

    for number in range(40):
        ask(group, number)
    elsewhere = ask(group, 50, "there")
    ask(other, 60)

    assert states(group) == ["offered"] * 3 + ["interested"] * 37 + ["offered"]
    assert elsewhere.state == "offered"
    assert states(other) == ["offered"]
    told = Email.objects.filter(kind="seat_not_held", link__purpose="confirm")
    assert told.count() == 37


def test_a_room_of_thirty_on_one_network_confirms_and_nobody_is_lost():
    group = make_work_group(capacity=30)
    room = [ask(group, number) for number in range(30)]

    for place in reversed(room):
        places.confirm_place(place, at=BEFORE + timedelta(hours=1))

    assert states(group) == ["confirmed"] * 30
    steps = PlaceEvent.objects.filter(place=room[10]).values_list("to_state", flat=True)
    assert list(steps) == ["interested", "offered", "confirmed"]
    assert Email.objects.filter(kind="place_confirmed").count() == 30
    assert PlaceEvent.objects.exclude(actor=None).count() == 0


def test_confirming_without_a_free_seat_waits_with_the_time_of_registering():
    group = make_work_group(capacity=4)
    room = [ask(group, number) for number in range(5)]
    ask(group, 8, "there")
    ask(group, 9, "elsewhere")

    late = places.confirm_place(room[4], at=FRIDAY_5PM)

    assert late.state == "waiting"
    in_turn = group.places.filter(state="waiting").order_by("registered_at")
    assert [place.participant.last_name for place in in_turn] == ["Oak4", "Oak9"]
    assert late.participant.address_proved_at == FRIDAY_5PM


def test_a_freed_seat_passes_over_a_computer_that_holds_three():
    group = make_work_group(capacity=4)
    for number in range(3):
        ask(group, number)
    leaving = ask(group, 3, "there")
    passed_over, next_one = ask(group, 4), ask(group, 5, "elsewhere")

    places.decline_place(leaving, at=BEFORE + timedelta(minutes=5))

    assert states(group)[3:] == ["declined", "waiting", "offered"]
    places.decline_place(next_one, at=BEFORE + timedelta(minutes=6))
    newcomer = ask(group, 6, "far away")
    assert newcomer.state == "offered"  # nobody's turn was before it
    places.decline_place(newcomer, at=BEFORE + timedelta(minutes=7))
    places.prove_address(passed_over, at=BEFORE + timedelta(minutes=8))
    passed_over.refresh_from_db()
    assert passed_over.state == "offered"


def test_a_proved_address_makes_room_for_the_next_of_the_same_computer():
    group = make_work_group(capacity=4)
    room = [ask(group, number) for number in range(3)]
    leaving, waiting = ask(group, 3, "there"), ask(group, 4)
    places.decline_place(leaving, at=BEFORE + timedelta(minutes=5))
    before = seats.offer_seats_of_proved(at=BEFORE + timedelta(minutes=6))

    places.confirm_place(room[0], at=BEFORE + timedelta(minutes=7))
    after = seats.offer_seats_of_proved(at=BEFORE + timedelta(minutes=8))

    waiting.refresh_from_db()
    assert (before, after, waiting.state) == (0, 1, "offered")


def test_groups_without_limit_staff_and_proved_addresses_are_exempt():
    unlimited, limited = make_work_group(), make_work_group(capacity=30)
    for number in range(6):
        ask(unlimited, number)
        ask(limited, 10 + number, "", actor=make_user(f"staff{number}@example.org"))
    Participant.objects.update(address_proved_at=BEFORE)
    for number in range(6):
        ask(limited, number)

    assert states(unlimited) == ["offered"] * 6
    assert states(limited) == ["offered"] * 12


def test_a_proved_address_is_offered_beside_three_unproved_ones():
    group = make_work_group(capacity=30)
    known = ask(make_work_group(), 9).participant
    Participant.objects.filter(pk=known.pk).update(address_proved_at=BEFORE)
    for number in range(3):
        ask(group, number)

    assert ask(group, 9).state == "offered"
    assert ask(group, 10).state == "interested"


def test_staff_may_offer_to_everybody_who_was_held_back():
    group = make_work_group(capacity=30)
    room = [ask(group, number) for number in range(14)]

    for place in room:
        seats.offer_place(place, at=FRIDAY_5PM, actor=make_user())

    assert states(group) == ["offered"] * 14


def test_the_computer_is_forgotten_after_a_week_once_proved_or_ended():
    group = make_work_group(capacity=30)
    proved, ended, still_open = (ask(group, number) for number in range(3))
    places.confirm_place(proved, at=FRIDAY_5PM)
    ended.state = "lapsed"
    ended.save()
    kept = Registration.objects.exclude(computer="")

    within = registrations.forget_computers(before=BEFORE)
    after = registrations.forget_computers(before=BEFORE + timedelta(hours=1))

    assert (within, after) == (0, 2)
    assert list(kept) == [still_open.registration]


def test_the_hub_sees_who_came_from_one_place_and_not_among_those_to_review():
    group, other = make_work_group(capacity=30), make_work_group(capacity=30)
    room = [ask(group, number) for number in range(14)]
    ask(other, 20)
    make_place("interested", work_group=group)
    rows = Place.objects.filter(hub=group.hub)

    assert registered_together(room[0]) == 14
    assert open_tasks.places_held_back(rows, FRIDAY_5PM).count() == 11
    assert open_tasks.places_to_review(rows, FRIDAY_5PM).count() == 1


def test_an_interested_place_that_staff_review_first_takes_no_seat_itself():
    group = make_work_group(capacity=30, offers="after_review")

    place = make_place("interested", work_group=group)

    assert not place.may_take_seat


def test_who_takes_a_seat_stands_behind_everybody_who_waits():
    group = make_work_group(capacity=4)
    room = [ask(group, number) for number in range(4)]
    ask(group, 8, "there")
    waiting = ask(group, 9, "elsewhere")
    type(group).objects.filter(pk=group.pk).update(capacity=5)

    late = places.confirm_place(room[3], at=BEFORE + timedelta(minutes=5))

    waiting.refresh_from_db()
    assert (late.state, waiting.state) == ("waiting", "offered")
