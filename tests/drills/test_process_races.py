"""Races between real processes, as gunicorn and Celery have them, on PostgreSQL.

The naive control of the same run must overbook: if it does not, nothing was raced.
"""

from datetime import date, timedelta
from functools import partial
from uuid import uuid4

import pytest

from recruitment.actions import places, seats, staff
from recruitment.actions.registrations import register_interest
from recruitment.models import Email, Place, PlaceEvent
from tests.drills.processes import race_in_processes
from tests.drills.test_races import ada, naive_registration
from tests.factories import (
    FRIDAY_5PM,
    YEAR,
    make_place,
    make_project,
    make_session,
    make_stage,
    make_work_group,
)
from tests.recruitment.bulk_cases import a_lead
from tests.recruitment.next_year_cases import TwoYears, rolled_over
from workgroups.actions.next_year import make_next_years_groups
from workgroups.models import Project, WorkGroup

pytestmark = [
    pytest.mark.drill("postgres"),
    pytest.mark.django_db(transaction=True),
]
BEFORE = FRIDAY_5PM - timedelta(hours=1)
PEOPLE = 12
SEATS = 5


def states_of(group) -> list[str]:
    return sorted(group.places.values_list("state", flat=True))


def test_the_last_seats_are_given_exactly_once_where_a_naive_site_overbooks(
    rounds, figure
):
    overbooked = 0
    for _ in range(rounds):
        group, naive = (make_work_group(capacity=SEATS) for _ in range(2))
        calls = [
            partial(
                register_interest,
                group,
                ada(f"Oak{number}", f"ada{number}@example.org"),
                at=BEFORE,
                form_key=uuid4(),
            )
            for number in range(PEOPLE)
        ]

        race_in_processes(calls)
        race_in_processes([naive_registration(naive) for _ in range(PEOPLE)])

        assert states_of(group) == ["offered"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
        overbooked += naive.places.filter(state="offered").count() > SEATS
    assert overbooked > 0
    figure(
        f"{PEOPLE} processes race for {SEATS} seats: rounds with exactly {SEATS} given",
        f"{rounds} of {rounds}; the naive control overbooked in {overbooked}",
    )


def test_confirming_as_an_offer_lapses_has_one_winner(rounds):
    for _ in range(rounds):
        group = make_work_group(capacity=1)
        place = make_place("offered", work_group=group, offer_ends_at=FRIDAY_5PM)
        waiting = make_place("waiting", work_group=group)

        confirm, _ = race_in_processes(
            [
                partial(places.confirm_place, place, at=FRIDAY_5PM),
                partial(seats.lapse_offers, at=FRIDAY_5PM),
            ]
        )

        steps = PlaceEvent.objects.filter(place=place).values_list(
            "to_state", flat=True
        )
        won = confirm == "done"
        assert list(steps) == (["confirmed"] if won else ["lapsed"])
        assert confirm in {"done", "OfferLapsed"}
        waiting.refresh_from_db()
        assert waiting.state == ("waiting" if won else "offered")


def test_two_promoters_give_a_free_seat_once(rounds):
    for _ in range(rounds):
        group = make_work_group(capacity=2)
        for _ in range(4):
            make_place("waiting", work_group=group)

        race_in_processes([partial(seats.offer_free_seats, group, at=BEFORE)] * 2)

        assert states_of(group) == ["offered", "offered", "waiting", "waiting"]


@pytest.mark.parametrize("capacity", [1, 2])
def test_two_transfers_in_opposite_directions_never_wait_for_each_other(
    rounds, capacity
):
    project = make_project(make_stage())
    lead = a_lead()
    for _ in range(rounds):
        groups = [make_work_group(project=project, capacity=capacity) for _ in range(2)]
        here, there = (make_place("confirmed", work_group=each) for each in groups)
        move = partial(staff.move_to_group, at=BEFORE, actor=lead, reason="Nearer")

        told = race_in_processes(
            [partial(move, here, groups[1]), partial(move, there, groups[0])]
        )

        if capacity == 1:  # both are full, so both people keep their seats
            assert told == ["NotAllowed", "NotAllowed"]
        else:
            assert told == ["done", "done"]
        in_use = [each.places.in_use(BEFORE).count() for each in groups]
        assert in_use == [1, 1]


def test_the_same_form_posted_by_two_processes_is_one_registration(rounds):
    for _ in range(rounds):
        group, key = make_work_group(capacity=SEATS), uuid4()
        Email.objects.all().delete()
        post = partial(
            register_interest,
            group,
            ada("Oak", "ada@example.org"),
            at=BEFORE,
            form_key=key,
        )

        race_in_processes([post] * 4)

        assert (group.places.count(), Email.objects.count()) == (1, 1)


def test_two_presses_make_each_group_of_next_year_once(rounds):
    lead = a_lead()
    for _ in range(rounds):
        WorkGroup.objects.exclude(made_from=None).delete()
        group = make_work_group()
        press = partial(
            make_next_years_groups,
            group.hub,
            YEAR,
            chosen=[group.pk],
            projects={group.project_id: None},
            by=lead,
            at=FRIDAY_5PM,
        )

        told = race_in_processes([press, press])

        assert told == ["done", "done"]
        assert WorkGroup.objects.filter(made_from=group).count() == 1
        copies = Project.objects.filter(copied_from=group.project)
        assert copies.count() == 1


def test_two_roll_overs_of_the_same_people_fill_a_group_exactly(rounds):
    world = TwoYears()
    lead = a_lead()
    for number in range(rounds):
        target = world.next_group(f"Race {number}", capacity=3)
        make_session(target, on=date(YEAR + 1, 11, 30))
        people = [world.person()[1] for _ in range(5)]
        pairs = [(each, target) for each in people]

        race_in_processes([partial(rolled_over, *pairs, actor=lead)] * 2)

        places_now = Place.objects.filter(pk__in=[each.pk for each in people])
        found = sorted(places_now.values_list("state", flat=True))
        assert found == ["offered"] * 3 + ["waiting"] * 2
        events = PlaceEvent.objects.filter(place__in=people)
        assert events.count() == 5
