"""Deleting a person blanks what names them and ends what they have with a hub."""

from datetime import date, timedelta

import pytest

from evaluation.models import FeedbackRequest
from recruitment import delivery, outbox
from recruitment.actions import deleting, places
from recruitment.models import (
    AddressChange,
    ContactNote,
    Email,
    Link,
    Place,
    PlaceEvent,
    Registration,
    RegistrationDraft,
)
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_programme,
    make_project,
    make_session,
    make_stage,
    make_user,
    make_work_group,
)
from tests.recruitment.deleting_cases import (
    MARK,
    OPEN,
    delete,
    make_everything,
    make_marked,
    places_of_the_mark,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_after_deleting_nothing_anywhere_names_the_person():
    person, _ = make_everything()
    assert len(places_of_the_mark()) == 33

    delete(person)

    assert places_of_the_mark() == []


def test_the_person_is_cut_off_and_the_rows_stay():
    person, place = make_everything()

    delete(person)

    person.refresh_from_db()
    place.refresh_from_db()
    assert (str(person), person.email, person.former_emails) == ("Name removed", "", [])
    assert (person.erased_at, person.hub) == (FRIDAY_5PM, make_hub())
    assert (place.state, place.participant) == ("withdrawn", person)
    assert place.registration.participant == person
    assert FeedbackRequest.objects.filter(place=place).count() == 1
    assert place.attendances.get().mark == "present"
    gone = (ContactNote, AddressChange, Link, RegistrationDraft)
    assert [model.objects.count() for model in gone] == [0, 0, 0, 0]


def test_days_become_months():
    person, place = make_everything()
    registered = place.registered_at

    delete(person)

    place.refresh_from_db()
    month = registered.replace(year=2026, month=8, day=31, hour=23, minute=0)
    assert place.registered_at == place.registration.registered_at == month
    assert [each.at for each in place.events.all()] == [
        FRIDAY_5PM.replace(month=7, day=31, hour=23, minute=0),
        FRIDAY_5PM.replace(month=9, day=30, hour=23, minute=0),
    ]


def test_what_waits_is_cancelled_and_nothing_is_sent():
    person, place = make_everything()
    waiting = outbox.queue(
        "asked_to_confirm", about=place, to=person, at=FRIDAY_5PM, state="held"
    )
    leased = outbox.queue("waiting_list", about=place, to=person, at=FRIDAY_5PM)
    Email.objects.filter(pk=leased.pk).update(state="sending", lease_token="t")

    delete(person)

    own = Email.objects.filter(recipient_id=person.pk).exclude(state="sent")
    assert set(own.values_list("state", "problem")) == {("cancelled", "")}
    assert Email.objects.get(pk=waiting.pk).state == "cancelled"
    leased.lease_token = "t"
    outbox.finish(leased, "sent", body_kept=MARK)
    leased.refresh_from_db()
    assert (leased.state, leased.body_kept) == ("cancelled", "")
    assert delivery.enqueue_due(at=FRIDAY_5PM) == 0


def test_open_places_are_given_up_and_the_seat_goes_on():
    group = make_work_group(capacity=1)
    make_session(group, on=date(2026, 12, 1))
    place = make_place(work_group=group)
    next_one = make_place("waiting", work_group=group)

    delete(place.participant)

    next_one.refresh_from_db()
    assert next_one.state == "offered"
    assert Email.objects.filter(kind="seat_offered").count() == 1
    assert Email.objects.get(kind="place_withdrawn").state == "cancelled"


@pytest.mark.parametrize("state", [*OPEN, "deferred", "provisional"])
def test_every_open_state_ends(state):
    place = make_place(state)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == "withdrawn"


@pytest.mark.parametrize(
    "state", ["completed", "not_completed", "declined", "lapsed", "moved"]
)
def test_a_place_that_ended_keeps_its_state(state):
    place = make_place(state)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == state


@pytest.mark.parametrize(
    ("days", "state"), [([-30, -1], "confirmed"), ([-30, 30], "withdrawn")]
)
def test_a_secured_place_stays_where_the_group_has_met_for_the_last_time(days, state):
    place = make_place()
    for number, each in enumerate(days, start=1):
        on = FRIDAY_5PM.date() + timedelta(days=each)
        make_session(place.work_group, number=number, on=on)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == state


def test_a_secured_place_of_a_year_that_is_over_stays():
    group = make_work_group(project=make_project(start_year=2025), start_year=2025)
    place = make_place(work_group=group)

    delete(place.participant)

    place.refresh_from_db()
    assert place.state == "confirmed"


# --- others, and twice


def test_nobody_else_is_touched():
    person, _ = make_everything()
    other = make_participant(first_name="Bo", last_name="Lind", email="bo@example.org")
    there = make_participant(make_hub("Wolds"), email=person.email, first_name="Ada")
    place = make_place(participant=other, access_needs="ramp")
    letter = outbox.queue("place_confirmed", about=place, to=other, at=FRIDAY_5PM)

    delete(person)

    other.refresh_from_db()
    there.refresh_from_db()
    place.refresh_from_db()
    letter.refresh_from_db()
    assert (other.email, there.email) == ("bo@example.org", f"{MARK}@example.org")
    assert (place.state, place.access_needs) == ("confirmed", "ramp")
    assert letter.state == "queued"


def test_deleting_twice_changes_nothing():
    person, _ = make_everything()
    delete(person)
    before = (
        Email.objects.count(),
        AuditEntry.objects.count(),
        PlaceEvent.objects.count(),
    )

    deleting.delete_person(person, at=FRIDAY_5PM + timedelta(days=1))

    person.refresh_from_db()
    assert person.erased_at == FRIDAY_5PM
    assert before == (
        Email.objects.count(),
        AuditEntry.objects.count(),
        PlaceEvent.objects.count(),
    )


def test_the_audit_log_says_who_did_it_and_names_nobody():
    by = make_user()
    delete(make_marked())
    deleting.delete_person(make_marked(), by=by, asked_how="phone", at=FRIDAY_5PM)

    rows = AuditEntry.objects.order_by("pk").values_list("action", "actor", "reason")
    assert list(rows) == [
        ("asked_to_be_deleted", None, ""),
        ("delete_details", by.pk, "asked by telephone"),
    ]


def test_a_second_year_of_the_same_registration_ends_with_it():
    stage = make_stage(make_programme(), order=1)
    make_stage(stage.programme, order=2)
    place = make_place(
        "offered", work_group=make_work_group(project=make_project(stage))
    )
    Registration.objects.update(both_years=True)
    place.registration.refresh_from_db()
    places.confirm_place(place, at=FRIDAY_5PM - timedelta(days=1))

    delete(place.participant)

    assert list(Place.objects.values_list("state", flat=True)) == ["withdrawn"] * 2
