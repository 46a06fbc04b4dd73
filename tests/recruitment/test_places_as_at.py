"""Places as at the end of a day: state, mentor and attendance from their history."""

from datetime import UTC, date, datetime

import pytest

from recruitment.models import Mentorship, Place, PlaceEvent
from recruitment.queries import place_lists
from tests.factories import (
    make_mentor,
    make_participant,
    make_place,
    make_registration,
    make_session,
    make_work_group,
    mark_present,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

DAY = date(2026, 10, 10)


def add_event(place, state: str, at: datetime) -> None:
    PlaceEvent.objects.create(place=place, hub=place.hub, to_state=state, at=at)


def states_at(day: date) -> list[str]:
    rows = place_lists.as_at(Place.objects.order_by("pk"), day)
    return [each.state_then for each in rows]


def test_the_state_is_that_of_the_last_event_until_the_end_of_the_day_in_london():
    place = make_place("withdrawn")
    for state, at in (
        ("interested", datetime(2026, 10, 1, 9, tzinfo=UTC)),
        ("offered", datetime(2026, 10, 10, 22, 59, tzinfo=UTC)),  # 23:59 in London
        ("confirmed", datetime(2026, 10, 10, 23, 0, tzinfo=UTC)),  # midnight
        ("withdrawn", datetime(2026, 10, 14, 9, tzinfo=UTC)),
    ):
        add_event(place, state, at)

    days = [date(2026, 9, 30), date(2026, 10, 1), DAY, date(2026, 10, 11)]

    assert [states_at(each) for each in days] == [
        [],
        ["interested"],
        ["offered"],
        ["confirmed"],
    ]
    assert states_at(date(2026, 10, 14)) == ["withdrawn"]


def test_of_two_events_at_one_moment_the_later_row_holds():
    place, at = make_place(), datetime(2026, 10, 1, 9, tzinfo=UTC)
    add_event(place, "interested", at)
    add_event(place, "offered", at)

    assert states_at(DAY) == ["offered"]


def test_events_of_other_places_are_not_mixed_in():
    group = make_work_group()
    first, second = make_place(work_group=group), make_place(work_group=group)
    add_event(first, "interested", datetime(2026, 10, 1, 9, tzinfo=UTC))
    add_event(second, "waiting", datetime(2026, 10, 2, 9, tzinfo=UTC))

    assert states_at(DAY) == ["interested", "waiting"]


def mentor_at(day: date) -> str | None:
    return place_lists.as_at(Place.objects.all(), day).get().mentor_then


def test_the_mentor_is_the_one_of_that_day():
    person = make_participant()
    group = make_work_group()
    place = make_place(registration=make_registration(group, person))
    add_event(place, "confirmed", datetime(2026, 9, 1, 9, tzinfo=UTC))
    for name, begins, ends in (
        ("Ada Oak", date(2026, 9, 5), DAY),
        ("Ben Elm", DAY, date(2026, 10, 12)),
        ("Cy Ash", date(2026, 10, 14), None),
    ):
        Mentorship.objects.create(
            hub=person.hub,
            participant=person,
            mentor=make_mentor(name=name),
            from_on=begins,
            until_on=ends,
        )

    days = [date(2026, 9, 4), date(2026, 10, 9), DAY, date(2026, 10, 12)]

    assert [mentor_at(each) for each in days] == [None, "Ada Oak", "Ben Elm", None]
    assert mentor_at(date(2026, 10, 14)) == "Cy Ash"


def test_sessions_until_that_day_count_with_what_their_registers_say_now():
    group = make_work_group()
    place = make_place(work_group=group)
    add_event(place, "confirmed", datetime(2026, 9, 1, 9, tzinfo=UTC))
    for number, day in enumerate((date(2026, 9, 20), DAY, date(2026, 10, 11)), 1):
        session = make_session(group, number=number, on=day)
        mark_present(place, session, "absent" if number == 1 else "present")

    counted = [
        (each.attended_then, each.held_then)
        for day in (date(2026, 10, 9), DAY, date(2026, 10, 11))
        for each in place_lists.as_at(Place.objects.all(), day)
    ]

    assert counted == [(0, 1), (1, 2), (2, 3)]
