"""The one reminder to somebody who was asked about next year."""

from datetime import UTC, datetime, timedelta

import pytest

from recruitment import delivery, outbox
from recruitment.actions import details, places
from recruitment.models import Email, Place
from tests.factories import FRIDAY_5PM
from tests.recruitment.details_cases import held_by_staff
from tests.recruitment.next_year_cases import going_on, world_of

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NOON = datetime(2026, 10, 16, 11, tzinfo=UTC)
WEEK = timedelta(days=7)


def asked(world=None, *, at=NOON - WEEK, state="sent", **fields):
    """Somebody who is pencilled in and was asked at a time."""
    place = going_on(world or world_of(), **fields)
    email = outbox.queue(
        "asked_about_next_year", about=place, to=place.participant, at=at
    )
    Email.objects.filter(pk=email.pk).update(state=state, sent_at=at)
    return place


def reminders():
    rows = Email.objects.filter(kind="reminder_about_next_year").order_by("pk")
    return list(rows.values_list("about_id", "state"))


def test_who_has_not_answered_in_a_week_is_reminded_once():
    place = asked()

    numbers = [details.remind_about_next_year(at=NOON + n * WEEK) for n in range(3)]

    assert numbers == [1, 0, 0]
    assert reminders() == [(place.pk, "queued")]
    email = Email.objects.get(kind="reminder_about_next_year")
    assert delivery.deliver(email.pk, at=NOON) == "sent"
    email.refresh_from_db()
    assert email.subject_kept == "Do you go on next year? Lewisham 2"
    assert "We do not ask again." in email.body_kept
    assert (email.link.purpose, email.hub) == ("next_year", place.hub)


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (NOON - WEEK, 1),
        (NOON - WEEK + timedelta(seconds=1), 0),
    ],
)
def test_the_reminder_waits_a_week(at, number):
    asked(at=at)

    assert details.remind_about_next_year(at=NOON) == number


@pytest.mark.parametrize(
    "at", [FRIDAY_5PM, datetime(2026, 10, 17, 11, tzinfo=UTC), NOON.replace(hour=6)]
)
def test_nobody_is_reminded_out_of_office_hours(at):
    asked(at=NOON - 2 * WEEK)

    assert details.remind_about_next_year(at=at) == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"answers_checked_at": NOON},
        {"later": "offered"},
        {"later": "withdrawn"},
        {"later": "deferred"},
        {"work_group": None},
    ],
)
def test_who_has_answered_or_is_not_pencilled_in_is_not_reminded(fields):
    asked(**fields)

    assert details.remind_about_next_year(at=NOON) == 0


@pytest.mark.parametrize("state", ["held", "queued", "cancelled", "bounced"])
def test_who_was_not_reached_is_not_reminded(state):
    asked(state=state)

    assert details.remind_about_next_year(at=NOON) == 0


def test_who_is_being_changed_by_staff_is_not_reminded_yet():
    held_by_staff(asked())

    assert details.remind_about_next_year(at=NOON) == 0


def test_a_second_question_puts_the_reminder_off():
    place = asked()
    again = outbox.queue(
        "asked_about_next_year",
        about=place,
        to=place.participant,
        occasion="again",
        at=NOON,
    )
    Email.objects.filter(pk=again.pk).update(state="sent", sent_at=NOON)

    assert details.remind_about_next_year(at=NOON) == 0
    assert details.remind_about_next_year(at=NOON + WEEK) == 1


@pytest.mark.parametrize("answer", ["checked", "withdrawn", "deleted"])
def test_a_reminder_that_waits_does_not_hold_once_answered(answer):
    place = asked()
    details.remind_about_next_year(at=NOON)

    if answer == "checked":
        Place.objects.filter(pk=place.pk).update(answers_checked_at=NOON)
    elif answer == "withdrawn":
        places.withdraw_place(place, at=NOON)
    else:
        place.participant.erased_at = NOON
        place.participant.save()

    email = Email.objects.get(kind="reminder_about_next_year")
    assert delivery.deliver(email.pk, at=NOON) == "cancelled"


def test_deleted_people_are_not_reminded_and_a_limit_leaves_the_rest():
    gone = asked()
    gone.participant.erased_at = NOON
    gone.participant.save()
    world = world_of()
    for name in ("Ben", "Cy"):
        _, place = world.person(later="provisional", name=name, work_group=world.target)
        email = outbox.queue(
            "asked_about_next_year", about=place, to=place.participant, at=NOON - WEEK
        )
        Email.objects.filter(pk=email.pk).update(state="sent", sent_at=NOON - WEEK)

    numbers = [details.remind_about_next_year(at=NOON, limit=1) for _ in range(3)]

    assert numbers == [1, 1, 0]
