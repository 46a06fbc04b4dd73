"""Before a session: who is reminded, when, and what they are asked in the letter."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evaluation.actions import reminders
from evaluation.queries.session_reminders import reminded_at, sessions_to_remind
from recruitment import delivery
from recruitment.models import Email
from tests.factories import (
    FRIDAY_5PM,
    make_apology,
    make_hub,
    make_place,
    make_session,
    make_work_group,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LONDON = ZoneInfo("Europe/London")
NEXT = date(2026, 11, 13)  # a Friday
MORNING = datetime(2026, 11, 6, 8, tzinfo=LONDON)


def two_sessions(hub=None, **fields):
    """A session of FRIDAY that set a task, and the next one four weeks later."""
    group = make_work_group(hub=hub or make_hub())
    first = make_session(group, gap_task="Count in twos.")
    second = make_session(group, number=2, on=NEXT, **fields)
    return first, second


def kinds() -> list[str]:
    return list(Email.objects.order_by("pk").values_list("kind", flat=True))


def due(at) -> list:
    return list(sessions_to_remind(at))


# --- when


@pytest.mark.parametrize(
    ("at", "is_due"),
    [
        (MORNING - timedelta(seconds=1), False),
        (MORNING, True),
        (MORNING + timedelta(hours=47), True),
        (MORNING + timedelta(hours=48), False),
    ],
)
def test_people_are_reminded_on_the_morning_five_working_days_before(at, is_due):
    _, second = two_sessions()

    assert due(at) == ([second] if is_due else [])


def test_holidays_and_the_nights_of_the_clocks_are_left_out_of_the_five_days():
    hub = make_hub()
    hub.closed_weeks = [["12-20", "01-03"]]
    hub.save()
    group = make_work_group(hub=hub)
    after_christmas = make_session(group, number=1, on=date(2027, 1, 6))
    after_the_clocks = make_session(group, number=2, on=date(2026, 10, 28))

    assert reminded_at(after_christmas) == datetime(2026, 12, 16, 8, tzinfo=LONDON)
    assert reminded_at(after_the_clocks) == datetime(2026, 10, 21, 8, tzinfo=LONDON)


@pytest.mark.parametrize("why", ["called off", "cancelled", "not confirmed"])
def test_nobody_is_reminded_of_what_does_not_take_place(why):
    _, second = two_sessions()
    group = second.work_group
    if why == "called off":
        second.called_off_at = FRIDAY_5PM
        second.save()
    elif why == "cancelled":
        group.cancelled_on = date(2026, 10, 20)
    else:
        group.dates_confirmed = False
    group.save()

    assert due(MORNING) == []


def test_a_session_that_moved_is_told_of_again_and_otherwise_once():
    _, second = two_sessions()
    make_place(work_group=second.work_group)
    assert reminders.remind_of_session(second, at=MORNING) == 1
    assert due(MORNING) == []
    assert reminders.remind_of_session(second, at=MORNING) == 0

    second.on += timedelta(days=7)
    second.save()

    assert due(MORNING + timedelta(days=7)) == [second]


# --- who


def test_those_who_come_are_reminded_and_nobody_of_another_group():
    _, second = two_sessions()
    _, other = two_sessions(make_hub("Wolds"))
    group = second.work_group
    coming = make_place(work_group=group)
    sorry = make_place(work_group=group)
    make_apology(sorry, second)
    for state in ("offered", "waiting", "withdrawn"):
        make_place(state, work_group=group)
    make_place(work_group=other.work_group)

    assert reminders.remind_of_session(second, at=MORNING) == 1

    email = Email.objects.get()
    assert (email.kind, email.recipient_id) == (
        "session_reminder",
        coming.participant_id,
    )
    assert (email.about_id, email.occasion) == (second.pk, "20261113")


def test_a_letter_is_not_sent_to_somebody_who_cannot_come_any_more(mailoutbox):
    _, second = two_sessions()
    place = make_place(work_group=second.work_group)
    reminders.remind_of_session(second, at=MORNING)
    make_apology(place, second)

    assert delivery.deliver(Email.objects.get().pk, at=MORNING) == "cancelled"
    assert mailoutbox == []


def test_the_calendar_file_has_an_alarm_a_day_before(mailoutbox):
    _, second = two_sessions()
    make_place(work_group=second.work_group)
    reminders.remind_of_session(second, at=MORNING)

    delivery.deliver(Email.objects.get().pk, at=MORNING)

    name, content, kind = mailoutbox[0].attachments[0]
    assert (name, kind) == ("session.ics", "text/calendar")
    text = content if isinstance(content, str) else content.decode()
    assert f"UID:session-{second.pk}@" in text
    assert "BEGIN:VALARM" in text
    assert "TRIGGER:-P1D" in text
