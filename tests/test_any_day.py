"""Public list, registration, offers and registers on each awkward day.

Two hubs have the same groups, made around the day: one whose sessions are over, and
one that met last week, meets today and meets again.
"""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recruitment.actions import attendance, places, seats
from recruitment.actions.registrations import register_interest
from recruitment.errors import GroupClosed, OfferLapsed, RegisterNotOpen
from recruitment.models import Attendance
from recruitment.registration.keeping import Answers
from tests.factories import (
    make_hub,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from workgroups.academic_years import academic_year_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_day(each=True)]
HUBS = ("London South East+", "Wandle Valley")


def group_around(today, title, hub, days):
    group = make_work_group(
        title,
        hub=make_hub(hub),
        start_year=academic_year_of(today),
        opens_on=today - timedelta(days=60),
        capacity=2,
    )
    for number in days:
        make_session(group, on=today + timedelta(days=number))
    return group


@pytest.fixture
def today(now):
    """The London day; the clock must stand where the test was told."""
    assert abs(timezone.now() - now) < timedelta(minutes=5)
    return timezone.localdate(now)


@pytest.fixture
def running(today):
    """The group of each hub that meets today."""
    for hub in HUBS:
        group_around(today, f"Over at {hub}", hub, [-21, -1])
    return [group_around(today, f"Running at {hub}", hub, [-7, 0, 7]) for hub in HUBS]


def register(group, now):
    ada = {"first_name": "Ada", "last_name": "Oak", "email": "ada@example.org"}
    return register_interest(group, Answers(ada), at=now, form_key=uuid4())


def test_the_list_offers_places_only_where_sessions_are_to_come(client, running):
    rows = client.get("/work-groups/").context["rows"]

    assert [(row.title, row.places) for row in rows] == [
        ("Running at London South East+", "2 places left"),
        ("Running at Wandle Valley", "2 places left"),
        ("Over at London South East+", "All sessions are over"),
        ("Over at Wandle Valley", "All sessions are over"),
    ]


def test_registration_is_open_until_the_last_session(client, running, now):
    over = group_around(timezone.localdate(now), "Over", HUBS[1], [-1])

    open_page = client.get(f"/work-groups/{running[0].slug}/register/")
    closed_page = client.get(f"/work-groups/{over.slug}/register/")

    assert "not taking expressions" not in open_page.content.decode()
    assert "not taking expressions" in closed_page.content.decode()
    assert register(running[0], now).state == "offered"
    with pytest.raises(GroupClosed):
        register(over, now)


def test_an_offer_ends_in_the_future_and_passes_its_seat_on(running, now):
    group, other = running
    group.sessions.all().delete()  # otherwise today's session may end the offer
    first = register(group, now)
    waiting = make_place("waiting", work_group=group)
    elsewhere = make_place("waiting", work_group=other)
    make_place(work_group=group)
    ends = first.offer_ends_at

    assert now < ends <= now + timedelta(days=45)  # schools are closed in August
    assert timezone.localtime(ends).hour == 17
    assert seats.lapse_offers(at=ends - timedelta(seconds=1)) == 0
    assert seats.lapse_offers(at=ends) == 1

    waiting.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (waiting.state, elsewhere.state) == ("offered", "waiting")
    with pytest.raises(OfferLapsed):
        places.confirm_place(first, at=ends)


def test_a_register_opens_on_its_london_day(running, now):
    group = running[0]
    lead = make_staff("work_group_lead", hub=group.hub)
    group.leads.add(lead)
    place = make_place(work_group=group)
    last_week, this_day, next_week = group.sessions.order_by("number")

    for session in (last_week, this_day):
        attendance.record_attendance(
            session, {place.pk: "present"}, seen={}, by=lead, at=now
        )
    with pytest.raises(RegisterNotOpen):
        attendance.record_attendance(
            next_week, {place.pk: "present"}, seen={}, by=lead, at=now
        )

    assert Attendance.objects.filter(place=place).count() == 2
