"""Who registers: the same person or another one, and the mentor they name."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from recruitment.actions import mentors, places, registrations, seats, staff
from recruitment.errors import GroupClosed, NotAllowed, ReasonNeeded
from recruitment.models import (
    Email,
    Mentorship,
    Participant,
    Place,
    RegistrationDraft,
)
from recruitment.registration.keeping import Answers
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_mentor,
    make_mentorship,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_staff,
    make_stage,
    make_work_group,
)
from tests.recruitment.bulk_cases import group_cancelled
from workgroups.models import WorkGroup

pytestmark = pytest.mark.django_db
BEFORE = FRIDAY_5PM - timedelta(hours=1)
ADA = {"first_name": "Ada", "last_name": "Oak", "email": "ada@example.org"}
JO = {"name": "Jo Fern", "email": "jo@example.org"}


def register(group, person=ADA, mentor=None, **fields):
    answers = Answers(participant=person, mentor=mentor or {}, **fields)
    return registrations.register_interest(group, answers, at=BEFORE, form_key=uuid4())


def told() -> list[int]:
    """Ids of the mentors who were told that somebody named them."""
    rows = Email.objects.filter(kind="mentor_told").order_by("pk")
    assert {row.recipient_type for row in rows} <= {"recruitment.mentor"}
    return [row.recipient_id for row in rows]


def test_the_same_person_at_another_hub_is_another_participant():
    here = make_work_group(hub=make_hub())
    there = make_work_group(hub=make_hub("Wolds and Dales"))

    found = [register(group).participant for group in (here, there)]

    assert found[0] != found[1]
    assert [person.hub for person in found] == [here.hub, there.hub]


@pytest.mark.parametrize("name", ["first_name", "last_name"])
def test_another_name_at_the_same_address_is_another_participant(name):
    group = make_work_group()

    first = register(group)
    second = register(group, {**ADA, name: "Eve"})

    assert first.participant != second.participant


def test_a_person_in_capitals_is_the_same_participant():
    group, other = make_work_group(), make_work_group()

    first = register(group)
    second = register(other, {**ADA, "first_name": "ADA", "last_name": "OAK"})

    assert first.participant == second.participant


def test_somebody_who_was_erased_registers_as_a_new_participant():
    group = make_work_group()
    erased = make_participant(group.hub, **ADA, erased_at=BEFORE)

    assert register(group).participant != erased


@pytest.mark.parametrize("own", ["email", "second_email"])
def test_people_cannot_name_an_address_of_their_own_as_their_mentors(own):
    person = {**ADA, "second_email": "holiday@example.org"}

    register(make_work_group(), person, {"name": "Ada Oak", "email": person[own]})

    assert Mentorship.objects.count() == 0


def test_drafts_are_deleted_once_they_are_old():
    group = make_work_group()
    old, new = (
        RegistrationDraft.objects.create(
            hub=group.hub, work_group=group, changed_at=BEFORE - timedelta(days=days)
        )
        for days in (31, 29)
    )

    assert registrations.delete_drafts(before=BEFORE - timedelta(days=30)) == 1
    assert list(RegistrationDraft.objects.all()) == [new]


def test_the_mentor_of_the_form_replaces_the_one_before():
    group = make_work_group()
    before = make_mentorship(make_participant(group.hub, **ADA))
    place = register(group, mentor=JO)
    named = Mentorship.objects.get(registration=place.registration)

    places.confirm_place(place, at=BEFORE)

    running = Mentorship.objects.filter(until_on=None)
    assert list(running) == [named]
    assert told() == [named.mentor_id]
    before.refresh_from_db()
    assert before.until_on == BEFORE.date()


def test_a_mentor_whom_staff_name_after_the_form_stays_beside_the_one_of_the_form():
    place = register(make_work_group(), mentor=JO)
    named = Mentorship.objects.get(registration=place.registration)
    later = make_mentorship(place.participant)

    places.confirm_place(place, at=BEFORE)

    assert set(Mentorship.objects.filter(until_on=None)) == {named, later}
    assert told() == [named.mentor_id, later.mentor_id]


def test_a_mentor_who_objected_is_not_told():
    place = make_place("offered")
    mentor = make_mentor(place.hub)
    mentors.stop_writing(mentor, at=BEFORE)
    make_mentorship(place.participant, mentor)

    places.confirm_place(place, at=BEFORE)

    assert told() == []


def test_a_mentor_is_not_told_of_a_form_that_nobody_has_proven():
    """Somebody else may have filled in the other form in this person's name."""
    group = make_work_group()
    register(group, mentor=JO)
    person = Participant.objects.get()
    mine = make_place("offered", work_group=make_work_group(), participant=person)

    places.confirm_place(mine, at=BEFORE)

    assert told() == []


def test_a_second_year_that_is_reserved_is_not_reserved_again():
    programme = make_programme()
    first, second = (make_stage(programme, name=name) for name in ("One", "Two"))
    group = make_work_group(project=make_project(first))
    place = register(group, registration={"both_years": True})
    make_place(
        "withdrawn",
        work_group=group,
        stage=second,
        registration=place.registration,
        start_year=2027,
    )

    places.confirm_place(place, at=BEFORE)

    assert Place.objects.filter(stage=second).count() == 1


def test_an_offer_that_is_paused_meanwhile_does_not_lapse(monkeypatch):
    place = make_place("offered", offer_ends_at=BEFORE)
    lock = seats.lock_place

    def pause_first(row):
        Place.objects.filter(pk=place.pk).update(clock_paused_at=BEFORE)
        return lock(row)

    monkeypatch.setattr(seats, "lock_place", pause_first)

    assert seats.lapse_offers(at=FRIDAY_5PM) == 0
    assert Place.objects.get().state == "offered"


def test_nobody_moves_to_a_group_of_another_hub():
    place = make_place("waiting")
    target = make_work_group(project=place.work_group.project)
    WorkGroup.objects.filter(pk=target.pk).update(hub=make_hub("Wolds and Dales"))

    with pytest.raises(NotAllowed):
        staff.move_to_group(
            place, target, at=BEFORE, actor=make_staff("hub_lead"), reason="nearer"
        )

    assert target.places.count() == 0


def test_a_group_is_not_cancelled_without_a_reason():
    place = make_place("confirmed")

    with pytest.raises(ReasonNeeded):
        group_cancelled(place.work_group, at=BEFORE, reason="")

    place.refresh_from_db()
    assert place.state == "confirmed"


@pytest.mark.parametrize("capacity", [None, 5])
def test_a_newcomer_waits_behind_those_in_turn_also_where_a_seat_is_free(capacity):
    group = make_work_group(capacity=capacity)
    make_place("waiting", work_group=group)

    place = register(group)

    assert place.state == "waiting"


@pytest.mark.parametrize(
    ("capacity", "taken", "state"),
    [(0, 0, "waiting"), (1, 0, "offered"), (1, 1, "waiting"), (None, 9, "offered")],
)
def test_a_newcomer_is_offered_a_seat_where_one_is_free(capacity, taken, state):
    group = make_work_group(capacity=capacity)
    for _ in range(taken):
        make_place("confirmed", work_group=group)

    assert register(group).state == state


def test_a_group_closes_at_midnight_in_london():
    group = make_work_group(closes_on=FRIDAY_5PM.date())
    one_minute_to = datetime(2026, 10, 16, 22, 59, tzinfo=UTC)
    answers = Answers(participant=ADA)

    with pytest.raises(GroupClosed):
        registrations.register_interest(
            group, answers, at=one_minute_to + timedelta(minutes=1), form_key=uuid4()
        )
    place = registrations.register_interest(
        group, answers, at=one_minute_to, form_key=uuid4()
    )

    assert place.work_group == group
