"""Offers that nobody answered lapse at their end, one by one, and no others."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment.actions import seats
from recruitment.models import Email, Participant, Place, PlaceEvent
from tests.factories import make_place, make_project, make_stage, make_work_group

pytestmark = pytest.mark.django_db
AT = datetime(2026, 10, 12, 9, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def states(*places) -> list[str]:
    found = dict(Place.objects.values_list("pk", "state"))
    return [found[place.pk] for place in places]


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        ({"offer_ends_at": AT}, "lapsed"),
        ({"offer_ends_at": AT - A_SECOND}, "lapsed"),
        ({"offer_ends_at": AT + A_SECOND}, "offered"),
        ({"offer_ends_at": AT, "clock_paused_at": AT}, "offered"),
    ],
)
def test_an_offer_lapses_at_its_end_unless_its_clock_stands_still(fields, after):
    place = make_place("offered", **fields)

    lapsed = seats.lapse_offers(at=AT)

    assert (states(place), lapsed) == ([after], int(after == "lapsed"))


def test_the_person_is_told_and_the_seat_goes_on():
    group = make_work_group(capacity=1)
    place = make_place("offered", work_group=group, offer_ends_at=AT)
    waiting = make_place("waiting", work_group=group)

    assert seats.lapse_offers(at=AT) == 1

    assert states(place, waiting) == ["lapsed", "offered"]
    event = PlaceEvent.objects.get(place=place)
    assert (event.from_state, event.to_state) == ("offered", "lapsed")
    assert (event.at, event.actor, event.reason) == (AT, None, "")
    email = Email.objects.get(kind="offer_lapsed")
    assert (email.about_id, email.recipient_id) == (place.pk, place.participant_id)
    assert (email.occasion, email.written_at) == (str(event.pk), AT)


def test_the_offer_that_ended_first_lapses_first():
    ends = [AT - timedelta(hours=hours) for hours in (1, 3, 2, 3)]
    places = [make_place("offered", offer_ends_at=each) for each in ends]

    assert seats.lapse_offers(at=AT, limit=1) == 1
    assert states(*places) == ["offered", "lapsed", "offered", "offered"]
    assert seats.lapse_offers(at=AT, limit=2) == 2
    assert states(*places) == ["offered", "lapsed", "lapsed", "lapsed"]


def test_five_hundred_offers_lapse_at_once(monkeypatch):
    found = []
    monkeypatch.setattr(seats, "_lapse", lambda place, at: found.append(place) or True)
    place = make_place("offered", offer_ends_at=AT)
    registration = place.registration
    Place.objects.bulk_create(
        Place(
            registration=registration,
            participant=person,
            hub=place.hub,
            programme=place.programme,
            stage=place.stage,
            start_year=2026,
            work_group=place.work_group,
            registered_at=place.registered_at,
            state="offered",
            offer_ends_at=AT,
        )
        for person in Participant.objects.bulk_create(
            Participant(
                hub=place.hub,
                first_name="Ada",
                last_name="Oak",
                email=f"{n}@b.example",
            )
            for n in range(500)
        )
    )

    assert (seats.lapse_offers(at=AT), len(found)) == (500, 500)


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"state": "confirmed", "offer_ends_at": None},
        {"state": "declined", "offer_ends_at": AT},
        {"state": "withdrawn", "offer_ends_at": AT},
        {"clock_paused_at": AT},
        {"offer_ends_at": AT + A_SECOND},
    ],
)
def test_an_offer_that_changed_before_it_was_locked_does_not_lapse(
    monkeypatch, meanwhile
):
    place = make_place("offered", offer_ends_at=AT)
    lock = seats.lock_place

    def change_then_lock(found):
        Place.objects.filter(pk=found.pk).update(**meanwhile)
        return lock(found)

    monkeypatch.setattr(seats, "lock_place", change_then_lock)

    assert seats.lapse_offers(at=AT) == 0
    assert states(place) == [meanwhile.get("state", "offered")]
    assert (Email.objects.count(), PlaceEvent.objects.count()) == (0, 0)


# --- people who were passed over


def held(group, number: int, computer: str = "here"):
    places = [make_place("offered", work_group=group) for _ in range(number)]
    for place in places:
        place.registration.computer = computer
        place.registration.save()
    return places


def waiting(group, computer: str = "here"):
    place = make_place("waiting", work_group=group)
    place.registration.computer = computer
    place.registration.save()
    return place


def prove(place) -> None:
    Participant.objects.filter(pk=place.participant_id).update(address_proved_at=AT)


def test_who_was_passed_over_is_offered_a_seat_once_one_of_their_computer_is_proved():
    group = make_work_group(capacity=5)
    shown = held(group, 3)
    place = waiting(group)
    before = seats.offer_seats_of_proved(at=AT)

    prove(shown[0])
    after = seats.offer_seats_of_proved(at=AT)

    assert (before, after, states(place)) == (0, 1, ["offered"])


@pytest.mark.parametrize("computer", ["there", ""])
def test_a_proof_at_another_computer_offers_nothing(computer):
    group = make_work_group(capacity=5)
    prove(held(group, 1, computer)[0])
    place = waiting(group)

    assert (seats.offer_seats_of_proved(at=AT), states(place)) == (0, ["waiting"])


def test_a_proof_in_another_group_offers_nothing():
    group = make_work_group(capacity=5)
    prove(held(make_work_group(project=group.project), 1)[0])
    place = waiting(group)

    assert (seats.offer_seats_of_proved(at=AT), states(place)) == (0, ["waiting"])


def test_without_a_computer_or_with_a_proof_nobody_was_passed_over():
    group = make_work_group(capacity=5)
    prove(held(group, 1)[0])
    prove(held(group, 1, "")[0])
    places = [waiting(group, ""), waiting(group)]
    prove(places[1])

    assert seats.offer_seats_of_proved(at=AT) == 0
    assert states(*places) == ["waiting", "waiting"]


def test_seats_of_a_later_stage_are_not_offered_to_those_passed_over():
    first = make_stage()
    group = make_work_group(project=make_project(make_stage(first.programme)))
    prove(held(group, 1)[0])
    place = waiting(group)

    assert (seats.offer_seats_of_proved(at=AT), states(place)) == (0, ["waiting"])


def test_the_offers_of_all_groups_are_counted():
    groups = [make_work_group(capacity=9) for _ in range(2)]
    for group in groups:
        prove(held(group, 1)[0])
    places = [waiting(group) for group in [*groups, *groups]]

    assert seats.offer_seats_of_proved(at=AT) == 4
    assert states(*places) == ["offered"] * 4
