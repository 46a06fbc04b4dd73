"""Races for the last place, by threads on PostgreSQL; SQLite cannot show the fault.

A naive control beside them must overbook: if it does not, the races prove nothing.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from recruitment.actions import bulk_actions, places, seats
from recruitment.actions.registrations import register_interest
from recruitment.actions.transitions import lock_place
from recruitment.errors import RecruitmentError
from recruitment.models import Email, Place, PlaceEvent
from recruitment.querysets import school_is_full
from recruitment.registration.keeping import Answers
from tests.factories import FRIDAY_5PM, make_place, make_school, make_work_group
from tests.recruitment.next_year_cases import TwoYears, a_lead

pytestmark = [
    pytest.mark.drill("postgres"),
    pytest.mark.django_db(transaction=True),
]
BEFORE = FRIDAY_5PM - timedelta(hours=1)
PEOPLE = 16
SEATS = 5


def race(calls: list[Callable[[], object]]) -> list[object]:
    """Run all calls at once, each on its own connection; return results or errors."""
    barrier = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results[number] = call()
        except RecruitmentError as error:
            results[number] = error
        finally:
            connection.close()

    threads = [
        threading.Thread(target=run, args=(number, call))
        for number, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def ada(last_name: str, email: str) -> Answers:
    return Answers({"first_name": "Ada", "last_name": last_name, "email": email})


def asking(group, number: int, computer: str = "") -> Callable[[], object]:
    return lambda: register_interest(
        group,
        ada(f"Oak{number}", f"ada{number}@example.org"),
        at=BEFORE,
        form_key=uuid4(),
        computer=computer,
    )


def asking_from(school, group, number: int) -> Callable[[], object]:
    person = {"first_name": "Mary", "last_name": f"Elm{number}"}
    answers = Answers(
        {**person, "email": f"mary{number}@example.org"}, {}, {"school_id": school.pk}
    )
    return lambda: register_interest(group, answers, at=BEFORE, form_key=uuid4())


def naive_of_school(group, school) -> Callable[[], object]:
    """Count a school's places, then insert, without a lock."""
    waiting = make_place("interested", work_group=group, school=school)

    def take() -> None:
        with transaction.atomic():
            if not Place.objects.filter(school_is_full(BEFORE), pk=waiting.pk).exists():
                Place.objects.filter(pk=waiting.pk).update(
                    state="offered", offer_ends_at=FRIDAY_5PM
                )

    return take


def naive_registration(group) -> Callable[[], object]:
    """Count, then insert, without a lock, as a careless site would."""
    waiting = make_place("interested", work_group=group)

    def take() -> None:
        with transaction.atomic():
            in_use = Place.objects.filter(work_group=group).in_use(BEFORE).count()
            if in_use < SEATS:
                Place.objects.filter(pk=waiting.pk).update(
                    state="offered", offer_ends_at=FRIDAY_5PM
                )

    return take


def test_racing_registrations_never_overbook(rounds, figure):
    for _ in range(rounds):
        group = make_work_group(capacity=SEATS)

        race([asking(group, number) for number in range(PEOPLE)])

        states = sorted(group.places.values_list("state", flat=True))
        assert states == ["offered"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    figure(
        f"{PEOPLE} people race for {SEATS} seats: rounds without a seat too many",
        f"{rounds} of {rounds}",
    )


def test_people_whose_seats_are_not_held_race_for_the_last_ones(rounds):
    for _ in range(rounds):
        group = make_work_group(capacity=SEATS)
        room = []
        for _ in range(PEOPLE):
            place = make_place("interested", work_group=group)
            place.registration.computer = "one room"
            place.registration.save()
            room.append(place)

        race([lambda p=p: places.confirm_place(p, at=BEFORE) for p in room])

        states = sorted(group.places.values_list("state", flat=True))
        assert states == ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - SEATS)


def test_one_computer_that_races_holds_three_seats(rounds):
    for _ in range(rounds):
        group = make_work_group(capacity=SEATS)

        race([asking(group, number, "one room") for number in range(PEOPLE)])

        states = sorted(group.places.values_list("state", flat=True))
        assert states == ["interested"] * (PEOPLE - 3) + ["offered"] * 3


def test_people_of_one_school_race_for_its_last_places(rounds):
    for _ in range(rounds):
        group = make_work_group(capacity=SEATS, places_per_school=2)
        school = make_school()
        room = [
            make_place("interested", work_group=group, school=school)
            for _ in range(PEOPLE)
        ]

        race([lambda p=p: places.confirm_place(p, at=BEFORE) for p in room])
        race([asking_from(school, group, number) for number in range(4)])

        states = sorted(group.places.values_list("state", flat=True))
        assert states == ["confirmed"] * 2 + ["waiting"] * (PEOPLE + 2)


def test_the_naive_control_gives_a_school_too_many():
    overbooked = 0
    for _ in range(10):
        group, school = make_work_group(places_per_school=2), make_school()
        calls = [naive_of_school(group, school) for _ in range(PEOPLE)]

        race(calls)

        overbooked += group.places.filter(state="offered").count() > 2

    assert overbooked > 0


def test_the_naive_control_overbooks():
    overbooked = 0
    for _ in range(10):
        group = make_work_group(capacity=SEATS)
        calls = [naive_registration(group) for _ in range(PEOPLE)]

        race(calls)

        overbooked += group.places.filter(state="offered").count() > SEATS

    assert overbooked > 0


def test_confirming_and_lapsing_the_same_offer_cannot_both_win(rounds):
    for _ in range(rounds):
        place = make_place("offered", offer_ends_at=FRIDAY_5PM)

        race(
            [
                lambda place=place: places.confirm_place(place, at=FRIDAY_5PM),
                lambda: seats.lapse_offers(at=FRIDAY_5PM),
            ]
        )

        steps = PlaceEvent.objects.filter(place=place).values_list(
            "to_state", flat=True
        )
        assert list(steps) in (["confirmed"], ["lapsed"])


def test_the_same_form_posted_twenty_times_is_one_registration(rounds):
    for _ in range(max(rounds // 5, 2)):
        group, key = make_work_group(capacity=SEATS), uuid4()
        Email.objects.all().delete()

        def post(group=group, key=key):
            return register_interest(
                group,
                ada("Oak", "ada@example.org"),
                at=BEFORE,
                form_key=key,
            )

        answers = race([post] * 20)

        assert len({getattr(place, "pk", place) for place in answers}) == 1
        assert group.places.count() == 1
        assert Email.objects.count() == 1


def test_two_periodic_tasks_offer_a_freed_seat_once(rounds):
    for _ in range(rounds):
        group = make_work_group(capacity=1)
        make_place("offered", work_group=group, offer_ends_at=BEFORE)
        for _ in range(3):
            make_place("waiting", work_group=group)

        race([lambda: seats.lapse_offers(at=BEFORE)] * 2)

        states = sorted(group.places.values_list("state", flat=True))
        assert states == ["lapsed", "offered", "waiting", "waiting"]


def test_keeping_a_bulk_action_waits_for_no_act_on_its_places():
    world = TwoYears()
    place, following = world.person()
    lead = a_lead(world.hub)

    def keep():
        connection.cursor().execute("SET lock_timeout = '3s'")
        return bulk_actions.propose_rolling_over(
            [(place, world.target), (following, world.target)],
            hub_id=world.hub.pk,
            actor=lead,
            at=FRIDAY_5PM,
        )

    with transaction.atomic():
        lock_place(place)
        lock_place(following)
        (kept,) = race([keep])

    assert kept.rows.count() == 2
