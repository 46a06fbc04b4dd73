"""Guests of a session of another group are told when it changes."""

from datetime import date, timedelta

import pytest
from django.core import mail

from recruitment import delivery
from recruitment.actions import apologies, sessions
from recruitment.models import Apology, Email
from recruitment.queries.sessions import told_of_changes
from tests import factories as make
from tests.recruitment.test_calendars import calendar_in
from tests.recruitment.test_changed_sessions import save_group
from tests.recruitment.test_guests import Groups
from workgroups.models import Session, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

AT = make.FRIDAY_5PM
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def groups() -> Groups:
    """A person of Lewisham who comes to session 1 of Greenwich, and no other guest."""
    groups = Groups()
    groups.go()
    return groups


def tell(groups, *changed, old=None, at=AT) -> int:
    changed = changed or (groups.other,)
    return sessions.tell_of_changed_sessions(
        groups.there, changed, old_dates=old or {}, at=at
    )


def written(kind="guest_session_changed", **fields) -> list[Email]:
    return list(Email.objects.filter(kind=kind, **fields).order_by("pk"))


def deliver(at=AT + 10 * MINUTE) -> list[str]:
    rows = written(state="queued")
    return [delivery.deliver(each.pk, at=at) for each in rows]


def test_a_guest_is_told_once_with_the_old_day_and_the_new_file(groups):
    make.make_place("confirmed", work_group=groups.home)  # comes to their own session
    moved = date(2026, 10, 20)

    assert tell(groups, old={1: moved, 2: date(2026, 10, 1)}) == 1

    (email,) = written()
    assert (email.recipient_id, email.hub) == (groups.place.participant_id, groups.hub)
    assert (email.about_id, email.occasion) == (
        groups.other.pk,
        "1:20261020 at 20261016160000",
    )
    assert delivery.deliver(email.pk, at=AT + 10 * MINUTE - MINUTE / 60) == ""
    assert deliver() == ["sent"]
    message = mail.outbox[0]
    assert message.to == [groups.place.participant.email]
    assert message.subject == "Session 1 has changed: Greenwich"
    said = (
        "Session 1 of Greenwich (2026/27) has changed. You told us that you come to it "
        "as a guest, in place of the session of your own group.\n\n"
        "Session 1 is now on Saturday 24 October 2026, 4pm to 6pm. It was on Tuesday "
        "20 October 2026.\n\nCan you still come?"
    )
    assert said in message.body
    [part] = [p for p in message.message().walk() if p.get_filename()]
    (event,) = calendar_in(part).walk("VEVENT")
    assert str(event["uid"]).startswith(f"session-{groups.other.pk}@")
    assert str(event["summary"]) == "Greenwich: session 1"
    assert event["dtstart"].dt.date() == date(2026, 10, 24)


def test_people_of_the_group_and_guests_get_one_email_each(groups):
    here = make.make_place("confirmed", work_group=groups.there)
    both = make.make_place("confirmed", work_group=groups.home)
    apologies.send_apologies(both, groups.session, instead=groups.other, at=AT)

    assert tell(groups) == 3

    assert [each.about_id for each in written("sessions_changed")] == [here.pk]
    assert {each.recipient_id for each in written()} == {
        groups.place.participant_id,
        both.participant_id,
    }


def test_who_has_a_place_in_the_group_as_well_is_told_by_that_place(groups):
    place = make.make_place("offered", work_group=groups.there)
    type(place).objects.filter(pk=place.pk).update(
        participant=groups.place.participant, state="confirmed", one_per_year=False
    )

    assert tell(groups) == 1

    assert [each.about_id for each in written("sessions_changed")] == [place.pk]
    assert written() == []


def test_only_the_changed_sessions_to_come_are_told(groups):
    second = make.make_session(groups.there, number=2, on=make.FRIDAY + 20 * DAY)
    over = make.make_session(groups.there, number=3, on=make.FRIDAY - DAY)
    Apology.objects.update(instead=over)

    assert [tell(groups, each) for each in (groups.other, second, over)] == [0, 0, 0]
    assert written() == []


@pytest.mark.parametrize(
    "fields", [{"dates_confirmed": False}, {"cancelled_on": make.FRIDAY}]
)
def test_guests_are_told_of_no_dates_that_the_group_does_not_tell(groups, fields):
    tell(groups)
    WorkGroup.objects.filter(pk=groups.there.pk).update(**fields)
    groups.there.refresh_from_db()

    assert tell(groups, at=AT + MINUTE) == 0
    assert deliver() == ["cancelled"]


def test_two_changes_within_ten_minutes_are_one_email_with_the_first_day(groups):
    tell(groups, old={1: date(2026, 10, 20)})
    tell(groups, old={1: date(2026, 10, 22)}, at=AT + 9 * MINUTE)

    assert [each.state for each in written()] == ["cancelled", "queued"]
    assert deliver(AT + 19 * MINUTE) == ["sent"]
    assert "It was on Tuesday 20 October 2026." in mail.outbox[0].body


def test_a_change_of_another_session_leaves_the_waiting_email(groups):
    second = make.make_session(groups.there, number=2, on=make.FRIDAY + 20 * DAY)
    tell(groups)
    tell(groups, second, at=AT + MINUTE)

    assert [each.state for each in written()] == ["queued"]


@pytest.mark.parametrize(
    "change",
    [
        lambda g: apologies.take_back_apologies(g.place, g.session, at=AT),
        lambda g: type(g.place).objects.update(state="withdrawn"),
        lambda g: type(g.place.participant).objects.update(erased_at=AT),
        lambda g: Session.objects.update(called_off_at=AT),
        lambda g: Session.objects.update(starts_at=AT + 10 * MINUTE),
    ],
)
def test_an_email_that_is_not_true_any_more_does_not_go(groups, change):
    tell(groups)

    change(groups)

    assert deliver() == ["cancelled"]
    assert mail.outbox == []


def test_an_email_sent_again_says_the_day_and_no_old_one(groups):
    tell(groups, old={1: date(2026, 10, 20)})
    Email.objects.update(occasion="again 2026-10-16 17:00:00")

    assert deliver() == ["sent"]

    body = mail.outbox[0].body
    assert "Session 1 is now on Saturday 24 October 2026" in body
    assert "It was on" not in body


def test_staff_read_the_letter_to_a_guest_before_it_goes(groups, signed_in):
    client = signed_in(make.make_staff("hub_lead"))
    pages = []
    post = client.post
    client.post = lambda *args: pages.append(post(*args)) or pages[-1]

    save_group(client, groups.there, changed={1: {"on": "2026-11-05"}})

    text = pages[0].content.decode()
    assert "1 person with a place would get the letter below." in text
    assert "You told us that you come to it as a guest" in text
    assert pages[1].status_code == 302
    assert [each.occasion for each in written()] == ["1:20261024 at 20261016160000"]


def test_the_list_of_changes_of_the_group_names_no_guest_letters(groups):
    tell(groups, old={1: date(2026, 10, 20)})

    assert told_of_changes(groups.other) == []
