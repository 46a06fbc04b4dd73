"""Saving emails, trying again, and reading the rows that an email is about."""

from datetime import timedelta

import pytest

from recruitment import outbox
from recruitment.models import Email
from tests.factories import FRIDAY_5PM, make_participant, make_place

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def reminder(state="queued", **fields) -> Email:
    place = make_place("offered", offer_ends_at=FRIDAY_5PM + 5 * 24 * 60 * MINUTE)
    email = outbox.queue(
        "reminder_to_confirm",
        about=place,
        to=place.participant,
        at=FRIDAY_5PM,
        state=state,
        **fields,
    )
    assert email is not None
    return email


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [(1, 1), (2, 5), (3, 15), (4, 60), (5, 360), (6, 1440)],
)
def test_each_failed_try_waits_longer_than_the_one_before(attempts, minutes):
    email = reminder()
    Email.objects.filter(pk=email.pk).update(attempts=attempts, state="sending")
    email.refresh_from_db()

    outbox.schedule_retry(email, "busy " * 80, at=FRIDAY_5PM)

    email.refresh_from_db()
    assert email.state == "to_retry"
    assert email.next_try_at == FRIDAY_5PM + minutes * MINUTE
    assert email.problem == ("busy " * 40)


def test_the_seventh_failed_try_is_the_last():
    email = reminder()
    Email.objects.filter(pk=email.pk).update(attempts=7, state="sending")
    email.refresh_from_db()

    outbox.schedule_retry(email, "gone", at=FRIDAY_5PM)

    email.refresh_from_db()
    assert (email.state, email.problem, email.next_try_at) == ("failed", "gone", None)


@pytest.mark.parametrize(
    ("state", "sent"),
    [("queued", 1), ("sending", 0), ("to_retry", 0), ("cancelled", 0)],
)
def test_only_a_queued_email_is_given_to_a_worker(monkeypatch, state, sent):
    enqueued = []
    monkeypatch.setattr("workgroups.jobs.enqueue", lambda *each: enqueued.append(each))

    email = reminder(state)

    assert enqueued == [("recruitment.tasks.deliver_email", email.pk)] * sent


def test_a_recipient_who_is_read_with_the_first_row_is_not_read_again(
    django_assert_num_queries,
):
    email = reminder()

    with django_assert_num_queries(1):
        about, recipient = outbox.get_rows(email)

    assert about.pk == email.about_id
    assert recipient == about.participant


def test_a_recipient_of_another_kind_or_key_is_read_by_itself():
    place, other = make_place("offered", offer_ends_at=FRIDAY_5PM), make_participant()
    email = outbox.queue("reminder_to_confirm", about=place, to=other, at=FRIDAY_5PM)

    about, recipient = outbox.get_rows(email)

    assert (about, recipient) == (place, other)
    assert recipient != place.participant


def test_rows_that_were_deleted_are_none():
    email = reminder()
    email.about_id = email.recipient_id = 0

    assert outbox.get_rows(email) == (None, None)


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ({"offer_ends_at": FRIDAY_5PM + 90 * MINUTE}, 90),
        (
            {
                "offer_ends_at": FRIDAY_5PM + 90 * MINUTE,
                "clock_paused_at": FRIDAY_5PM,
            },
            30 * 24 * 60,
        ),
    ],
)
def test_a_link_works_as_long_as_the_offer_or_for_thirty_days(fields, minutes):
    place = make_place("offered", **fields)

    email = outbox.queue(
        "seat_offered", about=place, to=place.participant, at=FRIDAY_5PM
    )

    assert email.link.expires_at == FRIDAY_5PM + minutes * MINUTE
