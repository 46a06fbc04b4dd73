"""The clock of an offer: when it ends, and how a session that was attended stops it."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from recruitment import delivery, outbox
from recruitment.actions import attendance, emails, registrations, seats, walk_ins
from recruitment.errors import GroupClosed, NotAllowed
from recruitment.models import Email, Place
from recruitment.registration.keeping import Answers
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.recruitment.registers import make_led_group
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
MONDAY = datetime(2026, 10, 12, 14, 31, tzinfo=UTC)  # 15:31 in London
ADA = {"first_name": "Ada", "last_name": "Oak", "email": "ada@example.org"}


def register(group, *, at=MONDAY):
    return registrations.register_interest(
        group, Answers(participant=ADA), at=at, form_key=uuid4()
    )


def mark(session, place, mark, seen="", *, at=FRIDAY_5PM):
    attendance.record_attendance(
        session,
        {place.pk: mark},
        seen={place.pk: seen},
        by=session.work_group.leads.get(),
        at=at,
    )
    place.refresh_from_db()
    return place


def came(state="offered", **fields):
    """A group, its session today, and a person marked present at it."""
    lead, session, _ = make_led_group(people=0, **fields)
    place = make_place(state, work_group=session.work_group)
    mark(session, place, "present")
    return lead, session, place


@pytest.mark.parametrize(
    ("on", "ends"),
    [
        (date(2026, 10, 13), datetime(2026, 10, 19, 16, tzinfo=UTC)),  # tomorrow
        (date(2026, 10, 14), datetime(2026, 10, 19, 16, tzinfo=UTC)),
        (date(2026, 10, 15), datetime(2026, 10, 14, 16, tzinfo=UTC)),  # Thursday
        (date(2026, 10, 16), datetime(2026, 10, 15, 16, tzinfo=UTC)),
    ],
)
def test_an_offer_ends_before_the_next_session_that_leaves_two_working_days(on, ends):
    group = make_work_group()
    make_session(group, number=1, on=on)

    assert register(group).offer_ends_at == ends


def test_a_session_too_soon_makes_the_one_after_it_count():
    group = make_work_group()
    make_session(group, number=1, on=date(2026, 10, 13))
    make_session(group, number=2, on=date(2026, 10, 16))

    place = register(group)
    email = Email.objects.get()
    _, _, body = delivery.compose(
        email, place, place.participant, ADA["email"], at=MONDAY
    )

    assert place.offer_ends_at == datetime(2026, 10, 15, 16, tzinfo=UTC)
    assert "by Thursday 15 October 2026, 5pm" in body
    assert "The session on Tuesday 13 October comes sooner" in body


def test_an_email_that_asks_to_confirm_is_dropped_once_its_time_has_passed():
    place = make_place("offered", offer_ends_at=FRIDAY_5PM)
    late = outbox.queue(
        "asked_to_confirm", about=place, to=place.participant, at=FRIDAY_5PM
    )

    a_second_later = FRIDAY_5PM + timedelta(seconds=1)
    assert delivery.deliver(late.pk, at=a_second_later) == "cancelled"


def test_the_clock_of_somebody_in_the_room_stands_still():
    _, session, place = came()
    later = FRIDAY_5PM + timedelta(days=60)

    assert (place.clock_paused_at, place.clock_paused_for) == (FRIDAY_5PM, "came")
    assert emails.remind_to_confirm(at=FRIDAY_5PM - timedelta(days=1)) == 0
    assert emails.resume_paused_offers(at=later) == 0
    assert seats.lapse_offers(at=later) == 0
    assert Place.objects.in_use(later).get() == place


@pytest.mark.parametrize("state", ["confirmed", "waiting", "interested"])
def test_only_an_offer_has_a_clock_that_stands_still(state):
    _, _, place = came(state)

    assert (place.clock_paused_at, place.clock_paused_for) == (None, "")


@pytest.mark.parametrize("wrong", ["absent", "apologies"])
def test_a_mark_that_was_a_mistake_starts_the_clock_anew(wrong):
    _, session, place = came()

    mark(session, place, wrong, seen="present", at=FRIDAY_5PM + timedelta(hours=1))

    assert (place.clock_paused_at, place.clock_paused_for) == (None, "")
    assert place.offer_ends_at == datetime(2026, 10, 23, 16, tzinfo=UTC)


def test_a_second_session_keeps_the_clock_still_from_the_first_on():
    _, session, place = came()
    second = make_session(session.work_group, number=2, on=date(2026, 10, 17))

    mark(second, place, "present", at=FRIDAY_5PM + timedelta(days=1))
    mark(second, place, "absent", "present", at=FRIDAY_5PM + timedelta(days=1))

    assert place.clock_paused_at == FRIDAY_5PM


def test_a_walk_in_is_asked_to_confirm_without_haste_and_never_chased():
    lead, session, _ = make_led_group(people=0)

    place = walk_ins.add_walk_in(
        session, ADA, school_name="Elm", by=lead, at=FRIDAY_5PM - timedelta(hours=2)
    )
    place.refresh_from_db()
    email = Email.objects.get()
    _, subject, body = delivery.compose(
        email, place, place.participant, ADA["email"], at=FRIDAY_5PM
    )

    assert (place.state, place.clock_paused_for) == ("offered", "came")
    assert email.kind == "asked_to_confirm"
    assert subject.startswith("Secure your place")
    assert "There is no hurry" in body
    assert "After that the place goes" not in body
    assert delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(days=5)) == "sent"


@pytest.mark.parametrize("state", ["offered", "confirmed", "completed"])
def test_a_guest_of_another_group_gets_no_second_offer(state):
    lead, session, _ = make_led_group(people=0)
    home = make_work_group(session.hub, project=session.work_group.project)
    guest = make_participant(session.hub, **ADA)
    place = make_place(state, work_group=home, participant=guest)

    kept = walk_ins.add_walk_in(session, ADA, school_name="Elm", by=lead, at=FRIDAY_5PM)

    assert kept == place
    assert Place.objects.count() == 1
    assert not Email.objects.exists()
    assert list(session.attendances.values_list("place", "mark")) == [
        (place.pk, "present")
    ]


def test_somebody_of_another_hub_or_project_is_registered_as_a_walk_in():
    lead, session, _ = make_led_group(people=0)
    for group in (make_work_group(session.hub), make_work_group(make_hub())):
        person = make_participant(group.hub, **ADA)
        make_place("offered", work_group=group, participant=person)

    place = walk_ins.add_walk_in(
        session, ADA, school_name="Elm", by=lead, at=FRIDAY_5PM
    )

    assert place.work_group == session.work_group
    assert Place.objects.count() == 3


def test_a_walk_in_is_recorded_after_the_last_session_but_offered_nothing():
    lead, session, _ = make_led_group(people=0)
    days_later = FRIDAY_5PM + timedelta(days=3)

    place = walk_ins.add_walk_in(
        session, ADA, school_name="Elm", by=lead, at=days_later
    )

    assert place.state == "interested"
    assert not Email.objects.exists()
    assert session.attendances.get().mark == "present"


def test_a_cancelled_group_takes_no_walk_in():
    lead, session, _ = make_led_group(people=0, cancelled_on=date(2026, 10, 1))

    with pytest.raises(GroupClosed):
        walk_ins.add_walk_in(session, ADA, school_name="", by=lead, at=FRIDAY_5PM)


def test_a_lead_decides_after_ten_working_days(signed_in, time_machine):
    lead, session, place = came()
    page = f"/lead/groups/{session.work_group.slug}/"
    client = signed_in(lead)

    time_machine.move_to(datetime(2026, 10, 30, 16, 59, tzinfo=UTC))
    early = client.get(page).content.decode()
    time_machine.move_to(datetime(2026, 10, 30, 17, 0, tzinfo=UTC))
    due = client.get(page).content.decode()

    assert "Came, and did not confirm" not in early
    assert "Came, and did not confirm" in due
    assert f"/places/{place.pk}/offer/" in due


def test_more_time_starts_the_clock_again_and_tells_the_person(signed_in, mailoutbox):
    lead, session, place = came()

    signed_in(lead).post(f"/places/{place.pk}/offer/", {"then": "extend"})

    place.refresh_from_db()
    email = Email.objects.get(kind="offer_extended")
    assert place.state == "offered"
    assert (place.clock_paused_at, place.clock_paused_for) == (None, "")
    assert place.offer_ends_at == datetime(2026, 10, 23, 16, tzinfo=UTC)
    assert delivery.deliver(email.pk, at=timezone.now()) == "sent"
    assert mailoutbox[0].subject.startswith("More time")
    assert "Friday 23 October 2026" in mailoutbox[0].body
    assert AuditEntry.objects.get(action="extend_offer").actor == lead


def test_letting_the_place_go_offers_the_seat_to_the_next(signed_in):
    lead, session, place = came(capacity=1)
    following = make_place("waiting", work_group=session.work_group)
    make_session(session.work_group, number=2, on=date(2026, 12, 1))

    signed_in(lead).post(f"/places/{place.pk}/offer/", {"then": "end"})

    place.refresh_from_db()
    following.refresh_from_db()
    assert (place.state, following.state) == ("lapsed", "offered")
    assert list(Email.objects.order_by("pk").values_list("kind", flat=True)) == [
        "offer_lapsed",
        "seat_offered",
    ]
    assert place.events.latest("pk").actor == lead


def test_the_lead_of_another_group_decides_nothing(signed_in):
    _, session, place = came()
    other, _, _ = make_led_group(people=0, hub=session.hub)

    answer = signed_in(other).post(f"/places/{place.pk}/offer/", {"then": "end"})

    place.refresh_from_db()
    assert (answer.status_code, place.state) == (404, "offered")


@pytest.mark.parametrize("decide", [seats.extend_offer, seats.end_offer])
def test_nothing_is_decided_about_a_place_that_was_secured_meanwhile(decide):
    place = make_place("confirmed")

    with pytest.raises(NotAllowed):
        decide(place, at=FRIDAY_5PM, actor=make_staff("hub_lead"))
