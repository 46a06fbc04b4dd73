"""The email two weeks before session 1: who gets it, when, and what it says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recruitment import delivery, links, tasks
from recruitment.actions import details, places
from recruitment.models import Email
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.recruitment.details_cases import (
    IN_TWO_WEEKS,
    beginning,
    held_by_staff,
    known_person,
    unknown_person,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
NOON = datetime(2026, 10, 16, 11, tzinfo=UTC)  # Friday, in London 12:00
DAY = timedelta(days=1)


def asked():
    rows = Email.objects.filter(kind="asked_to_check_details").order_by("pk")
    return list(rows.values_list("about_id", "occasion", "state"))


def test_each_person_is_asked_once_two_weeks_before_session_1():
    group = beginning()
    ada, ben = known_person(group), unknown_person(group)

    numbers = [details.ask_to_check_details(at=NOON) for _ in range(2)]

    assert numbers == [2, 0]
    assert asked() == [
        (ada.pk, "20261030", "queued"),
        (ben.pk, "20261030", "queued"),
    ]
    email = Email.objects.earliest("pk")
    assert (email.hub, email.recipient_id) == (group.hub, ada.participant_id)
    assert email.link.purpose == "details"


@pytest.mark.parametrize(
    ("on", "number"),
    [
        (date(2026, 10, 31), 0),  # in fifteen days
        (IN_TWO_WEEKS, 1),
        (date(2026, 10, 17), 1),  # tomorrow
        (date(2026, 10, 16), 0),  # today
        (date(2026, 10, 15), 0),
    ],
)
def test_nobody_is_asked_sooner_or_on_the_day_itself(on, number):
    unknown_person(beginning(on))

    assert details.ask_to_check_details(at=NOON) == number


@pytest.mark.parametrize(
    ("at", "number"),
    [
        (datetime(2026, 10, 16, 7, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 16, 8, tzinfo=UTC), 1),  # 9:00 in London
        (datetime(2026, 10, 16, 15, 59, tzinfo=UTC), 1),
        (FRIDAY_5PM, 0),
        (datetime(2026, 10, 17, 11, tzinfo=UTC), 0),  # Saturday
        (datetime(2026, 10, 19, 11, tzinfo=UTC), 1),
    ],
)
def test_people_are_asked_in_office_hours_only(at, number):
    unknown_person()

    assert details.ask_to_check_details(at=at) == number


def test_nobody_is_asked_in_closed_weeks():
    hub = make.make_hub(closed_weeks=[["10-10", "10-18"]])
    project = make.make_project(make.make_stage(make.make_programme(hub)))
    unknown_person(beginning(project=project))

    assert details.ask_to_check_details(at=NOON) == 0


def test_session_2_is_the_first_where_session_1_is_called_off():
    group = beginning(date(2026, 10, 9))
    make.make_session(group, on=IN_TWO_WEEKS)
    unknown_person(group)

    before = details.ask_to_check_details(at=NOON)
    group.sessions.filter(number=1).update(called_off_at=NOON)
    after = details.ask_to_check_details(at=NOON)

    assert (before, after) == (0, 1)


@pytest.mark.parametrize(
    ("group", "person"),
    [
        ({"dates_confirmed": False}, {}),
        ({"cancelled_on": date(2026, 10, 1)}, {}),
        ({}, {"state": "offered"}),
        ({}, {"state": "waiting"}),
        ({}, {"state": "withdrawn"}),
        ({}, {"state": "completed"}),
        ({}, {"registered_at": NOON - 13 * DAY}),
        ({}, {"answers_checked_at": NOON - 13 * DAY}),
    ],
)
def test_who_is_not_asked(group, person):
    unknown_person(beginning(**group), **person)

    assert details.ask_to_check_details(at=NOON) == 0


@pytest.mark.parametrize("days", [14, 100])
def test_who_answered_longer_ago_is_asked(days):
    known_person(registered_at=NOON - days * DAY, answers_checked_at=NOON - days * DAY)

    assert details.ask_to_check_details(at=NOON) == 1


def test_who_was_deleted_or_never_told_of_the_place_is_not_asked():
    group = beginning()
    gone, listed = unknown_person(group), unknown_person(group)
    told = unknown_person(group)
    gone.participant.erased_at = NOON
    gone.participant.save()
    for place in (listed, told):
        place.registration.source = "import"
        place.registration.save()
    told.registration.told_on = NOON.date()
    told.registration.save()

    details.ask_to_check_details(at=NOON)

    assert [about for about, _, _ in asked()] == [told.pk]


def test_who_is_being_changed_by_staff_is_not_asked_yet():
    group = beginning()
    changing, other = unknown_person(group), unknown_person(group, "Cy")
    held_by_staff(changing)

    details.ask_to_check_details(at=NOON)

    assert [about for about, _, _ in asked()] == [other.pk]


def test_a_limit_leaves_the_rest_for_the_next_time():
    group = beginning()
    for name in ("Ada", "Ben", "Cy"):
        unknown_person(group, name)

    numbers = [details.ask_to_check_details(at=NOON, limit=2) for _ in range(3)]

    assert numbers == [2, 1, 0]


@pytest.mark.parametrize("people", [1, 3])
def test_finding_whom_to_ask_takes_two_statements(people, django_assert_num_queries):
    group = beginning(date(2026, 12, 1))
    late = beginning()
    for _ in range(people):
        unknown_person(group)
        unknown_person(late)
    details.ask_to_check_details(at=NOON)

    with django_assert_num_queries(2):
        assert details.ask_to_check_details(at=NOON) == 0


# --- the late check


def delivered():
    (email,) = Email.objects.filter(state="queued", kind="asked_to_check_details")
    return delivery.deliver(email.pk, at=NOON)


def test_an_email_that_waits_does_not_hold_once_session_1_moved_away():
    group = beginning()
    place = unknown_person(group)
    details.ask_to_check_details(at=NOON)
    group.sessions.update(on=date(2026, 11, 30), starts_at=NOON + 45 * DAY)

    assert delivered() == "cancelled"
    group.sessions.update(on=date(2026, 10, 29))
    assert details.ask_to_check_details(at=NOON) == 1
    assert asked() == [
        (place.pk, "20261030", "cancelled"),
        (place.pk, "20261029", "queued"),
    ]


def test_an_email_that_waits_does_not_hold_on_the_day_itself():
    unknown_person()
    details.ask_to_check_details(at=NOON)
    email = Email.objects.get()

    assert delivery.deliver(email.pk, at=NOON + 14 * DAY) == "cancelled"


@pytest.mark.parametrize("end", ["withdraw", "cancel", "dates"])
def test_an_email_that_waits_does_not_hold_once_the_place_has_ended(end):
    group = beginning()
    place = unknown_person(group)
    details.ask_to_check_details(at=NOON)

    if end == "withdraw":
        places.withdraw_place(place, at=NOON)
    elif end == "cancel":
        type(group).objects.update(cancelled_on=NOON.date())
    else:
        type(group).objects.update(dates_confirmed=False)

    assert delivered() == "cancelled"


def test_the_email_says_what_is_not_known_and_opens_the_page():
    place = unknown_person()
    details.ask_to_check_details(at=NOON)

    assert delivered() == "sent"
    email = Email.objects.get(about_id=place.pk)
    assert email.subject_kept == "Is what we know of you still right? Lewisham 1"
    assert (
        "We do not know yet: class, scheme, mentor, ECT training.\n" in email.body_kept
    )
    assert "- Friday 30 October 2026, 4pm to 6pm" in email.body_kept
    assert links.address(email.link).endswith(f"/details/{links.token_of(email.link)}/")


def test_the_email_names_nothing_where_all_is_known():
    known_person()
    details.ask_to_check_details(at=NOON)

    assert delivered() == "sent"
    assert "We do not know" not in Email.objects.get().body_kept


def test_the_task_asks_every_ten_minutes(settings, monkeypatch):
    unknown_person()
    monkeypatch.setattr("recruitment.tasks.timezone.now", lambda: NOON)

    tasks.send_questions()

    assert len(asked()) == 1
    schedule = settings.CELERY_BEAT_SCHEDULE["questions"]
    assert schedule["task"] == "recruitment.tasks.send_questions"
    assert schedule["schedule"] == 600
