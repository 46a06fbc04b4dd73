"""Places as at the end of a day: state, mentor and attendance from their history."""

from datetime import UTC, date, datetime

import pytest

from recruitment.actions import attendance, walk_ins
from recruitment.models import FormerMark, Mentorship, Place, PlaceEvent
from recruitment.queries import place_lists
from tests.factories import (
    make_mentor,
    make_participant,
    make_place,
    make_registration,
    make_session,
    make_staff,
    make_work_group,
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


def make_secured(group=None):
    place = make_place(work_group=group or make_work_group())
    add_event(place, "confirmed", datetime(2026, 9, 1, 9, tzinfo=UTC))
    return place


def counted_at(*days: date) -> list[tuple[int, int]]:
    """Sessions attended and held, as at each day."""
    return [
        (each.attended_then, each.held_then)
        for day in days
        for each in place_lists.as_at(Place.objects.order_by("pk"), day)
    ]


def save_mark(place, session, mark, at, seen=""):
    attendance.record_attendance(
        session,
        {place.pk: mark},
        seen={place.pk: seen},
        by=make_staff("work_group_lead"),
        at=at,
    )


def test_sessions_until_that_day_count_with_the_marks_made_until_then():
    group = make_work_group()
    place = make_secured(group)
    for number, day in enumerate((date(2026, 9, 20), DAY, date(2026, 10, 11)), 1):
        session = make_session(group, number=number, on=day)
        at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        save_mark(place, session, "absent" if number == 1 else "present", at)

    days = (date(2026, 10, 9), DAY, date(2026, 10, 11))

    assert counted_at(*days) == [(0, 1), (1, 2), (2, 3)]


def test_a_register_that_was_taken_days_later_counts_from_then_on():
    place = make_secured()
    session = make_session(place.work_group, on=date(2026, 10, 5))
    save_mark(place, session, "late", datetime(2026, 10, 9, 23, 0, tzinfo=UTC))

    days = (date(2026, 10, 9), DAY)  # midnight in London parts them

    assert counted_at(*days) == [(0, 1), (1, 1)]


def test_a_mark_that_was_corrected_counts_as_it_stood():
    place = make_secured()
    session = make_session(place.work_group, on=date(2026, 10, 1))
    for mark, seen, day in (
        ("present", "", 1),
        ("absent", "present", 5),
        ("late", "absent", 12),
    ):
        at = datetime(2026, 10, day, 19, tzinfo=UTC)
        save_mark(place, session, mark, at, seen)

    days = [date(2026, 10, day) for day in (1, 4, 5, 11, 12)]

    assert counted_at(*days) == [(1, 1), (1, 1), (0, 1), (0, 1), (1, 1)]


def test_a_correction_on_the_stroke_of_midnight_belongs_to_the_next_day():
    place = make_secured()
    session = make_session(place.work_group, on=date(2026, 10, 1))
    save_mark(place, session, "present", datetime(2026, 10, 1, 19, tzinfo=UTC))
    midnight = datetime(2026, 10, 10, 23, 0, tzinfo=UTC)  # in London
    save_mark(place, session, "absent", midnight, "present")

    assert counted_at(DAY, date(2026, 10, 11)) == [(1, 1), (0, 1)]


def test_the_former_mark_of_somebody_else_or_of_another_session_counts_for_nobody():
    group = make_work_group()
    ada, ben = make_secured(group), make_secured(group)
    one = make_session(group, number=1, on=date(2026, 10, 1))
    two = make_session(group, number=2, on=date(2026, 10, 2))
    save_mark(ada, one, "present", datetime(2026, 10, 1, 19, tzinfo=UTC))
    save_mark(ada, one, "absent", datetime(2026, 10, 12, 9, tzinfo=UTC), "present")
    save_mark(ben, two, "absent", datetime(2026, 10, 2, 19, tzinfo=UTC))

    assert counted_at(DAY) == [(1, 2), (0, 2)]


def test_a_former_mark_says_who_made_it_and_until_when_it_held():
    place = make_secured()
    session = make_session(place.work_group, on=date(2026, 10, 1))
    first, later = (datetime(2026, 10, day, 19, tzinfo=UTC) for day in (1, 5))
    robin = make_staff("work_group_lead", name="Robin Marsh")
    marks = {"by": robin, "at": first}
    attendance.record_attendance(session, {place.pk: "late"}, seen={}, **marks)
    save_mark(place, session, "absent", later, "late")
    save_mark(place, session, "absent", later, "late")  # again: nothing new

    assert list(
        FormerMark.objects.values_list(
            *("hub", "place", "session", "mark", "marked_by__name"),
            *("marked_at", "replaced_at"),
        )
    ) == [(place.hub_id, place.pk, session.pk, "late", "Robin Marsh", first, later)]


def test_a_mark_that_another_lead_keeps_leaves_no_former_mark():
    place = make_secured()
    session = make_session(place.work_group, on=date(2026, 10, 1))
    at = datetime(2026, 10, 1, 19, tzinfo=UTC)
    save_mark(place, session, "late", at)
    save_mark(place, session, "absent", at, "present")  # a conflict

    assert FormerMark.objects.count() == 0


def test_adding_somebody_who_was_marked_keeps_the_mark_that_was():
    place = make_secured()
    session = make_session(place.work_group, on=date(2026, 10, 1))
    first, later = (datetime(2026, 10, day, 19, tzinfo=UTC) for day in (1, 15))
    save_mark(place, session, "absent", first)
    save_mark(make_secured(place.work_group), session, "late", first)
    person = {
        name: getattr(place.participant, name)
        for name in ("first_name", "last_name", "email")
    }
    walk_in = {"school_name": "", "by": make_staff("work_group_lead"), "at": later}
    walk_ins.add_walk_in(session, person, **walk_in)

    (former,) = FormerMark.objects.values_list("mark", "marked_at", "replaced_at")

    assert former == ("absent", first, later)
    counted = counted_at(date(2026, 10, 14), date(2026, 10, 15))
    assert counted == [(0, 1), (1, 1), (1, 1), (1, 1)]  # two people on each day
