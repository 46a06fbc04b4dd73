"""A session that is called off: who is told at once, whom to ring, what it asks."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from icalendar import Calendar

from evaluation.queries import sessions_to_ask
from recruitment import calendars, delivery
from recruitment.actions import attendance, sessions
from recruitment.actions.emails import record_bounce
from recruitment.errors import CannotCallOff, SessionCalledOff
from recruitment.models import Attendance, Email
from recruitment.queries.open_tasks import sessions_without_register
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line
from tests.recruitment.test_calendars import calendar_in
from tests.recruitment.test_changed_sessions import save_group
from tests.recruitment.test_my_places import my, signed_in_as
from workgroups.models import AuditEntry, Session, WorkGroup

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOON = FRIDAY_5PM - timedelta(hours=4)  # before the session, which is from 4pm to 6pm


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lead():
    return make.make_staff("work_group_lead", name="Ola Price")


@pytest.fixture
def session(lead):
    """A session of today in a group with another one in three weeks."""
    group = make.make_work_group("SKTM Lewisham", venue="Rose Hill")
    group.leads.add(lead)
    session = make.make_session(group, on=FRIDAY)
    make.make_session(group)
    return session


def person(name, **fields):
    return make.make_participant(first_name=name, last_name="Brook", **fields)


@pytest.fixture
def people(session):
    """Two who are secured and one who is offered; and others, who are told nothing."""
    group = session.work_group
    for state in ("waiting", "withdrawn", "interested", "lapsed"):
        other = person("Stranger", phone="0300")
        make.make_place(state, work_group=group, participant=other)
    make.make_place("confirmed", participant=person("Stranger"))
    places = [("confirmed", "Ada", "020 7946 0001"), ("offered", "Bo", "")]
    places.append(("confirmed", "Cy", "020 7946 0003"))
    return [
        make.make_place(state, work_group=group, participant=person(name, phone=phone))
        for state, name, phone in places
    ]


def text_of(answer):
    return one_line(answer.content.decode())


def page_of(session):
    return reverse("recruitment:call_off_session", args=[session.pk])


def call_off(session, by=None, at=NOON):
    by = by or make.make_staff("hub_lead")
    return sessions.call_off_session(session, reason="Burst pipe.", by=by, at=at)


def called_off():
    emails = Email.objects.filter(kind="session_called_off").order_by("recipient_id")
    return list(emails)


def test_those_expected_are_told_at_once(session, people, lead):
    assert call_off(session, lead) == 3
    assert call_off(session, lead) == 0

    emails = called_off()
    assert [each.recipient_id for each in emails] == [p.participant_id for p in people]
    assert {each.state for each in emails} == {"queued"}
    assert delivery.deliver(emails[0].pk, at=NOON) == "sent"
    message = mail.outbox[-1]
    assert message.subject == "Called off today: session 1, SKTM Lewisham"
    start = (
        "Session 1 of SKTM Lewisham on Friday 16 October 2026, 4pm to 6pm, is called"
    )
    assert start in message.body
    assert "Why: Burst pipe." in message.body
    assert "The next session is on Friday 6 November 2026, 4pm to 6pm." in message.body
    entry = AuditEntry.objects.get(action="call_off_session")
    assert (entry.object_id, entry.actor) == (str(session.pk), lead)
    assert entry.reason == "Burst pipe."


def test_the_calendar_file_takes_the_date_out(session, people):
    before = calendars.of_sessions(session.work_group, [session], at=NOON)
    earlier = Calendar.from_ical(before).walk("VEVENT")[0]
    later = NOON + timedelta(seconds=5)
    call_off(session, at=later)

    delivery.deliver(called_off()[0].pk, at=later)

    [part] = [p for p in mail.outbox[-1].message().walk() if p.get_filename()]
    calendar = calendar_in(part)
    [event] = calendar.walk("VEVENT")
    assert (calendar["method"], event["status"]) == ("CANCEL", "CANCELLED")
    assert event["uid"] == earlier["uid"]
    assert event["sequence"] > earlier["sequence"]


def test_the_calendar_of_my_places_has_the_session_as_cancelled(session, people):
    call_off(session)
    browser = signed_in_as(people[0])

    file = browser.get(reverse("recruitment:calendar", args=[people[0].pk])).content

    events = Calendar.from_ical(file).walk("VEVENT")
    found = [(str(each["uid"]).split("@")[0], each.get("status")) for each in events]
    second = session.work_group.sessions.get(number=2)
    assert found == [
        (f"session-{session.pk}", "CANCELLED"),
        (f"session-{second.pk}", None),
    ]


def test_an_email_is_not_sent_to_who_left_meanwhile(session, people):
    call_off(session)
    type(people[0]).objects.filter(pk=people[0].pk).update(state="withdrawn")

    assert delivery.deliver(called_off()[0].pk, at=NOON) == "cancelled"
    assert delivery.deliver(called_off()[1].pk, at=NOON) == "sent"


def test_a_refused_email_goes_to_the_second_address(session):
    ada = person("Ada", second_email="home@example.org")
    make.make_place("confirmed", work_group=session.work_group, participant=ada)
    call_off(session)
    Email.objects.update(state="bounced")

    record_bounce(called_off()[0].pk, at=NOON)

    [second] = [each for each in called_off() if each.address == "second"]
    assert delivery.deliver(second.pk, at=NOON) == "sent"
    assert mail.outbox[-1].to == ["home@example.org"]


def test_the_page_says_who_is_expected_then_whom_to_ring(
    session, people, lead, signed_in
):
    make_failed = people[2].participant
    type(make_failed).objects.filter(pk=make_failed.pk).update(email_failed_at=NOON)
    client = signed_in(lead)

    asked = text_of(client.get(page_of(session)))
    refused = text_of(client.post(page_of(session), {"reason": " "}))
    untouched = Session.objects.get(pk=session.pk).called_off_at
    after = client.post(page_of(session), {"reason": "Burst pipe."}, follow=True)
    done = text_of(after)

    assert "Call off session 1 today?" in asked
    assert "the 3 people who are expected" in asked
    assert "Say why; everybody who is expected reads it." in refused
    assert untouched is None
    assert "Called off. We write to 3 people now." in done
    assert 'href="tel:02079460001"' in done
    ring, _, rest = done.partition("We have no number for:")
    assert "Ada Brook" in ring and "Cy Brook" in ring and "Bo Brook" not in ring
    assert "Bo Brook" in rest and "Ada Brook" not in rest
    assert ring.count("our letters do not arrive") == 1
    assert "Stranger" not in done


@pytest.mark.parametrize(
    ("kind", "own", "status"),
    [
        ("hub_lead", True, 200),
        ("hub_lead", False, 404),
        ("work_group_lead", True, 404),  # of the hub, and leads another group
        ("evaluator", True, 404),
        ("national", True, 404),
    ],
)
def test_only_the_hub_and_the_leads_of_the_group_may(
    session, signed_in, kind, own, status
):
    hub = None if own else make.make_hub("Wolds and Dales")
    staff = make.make_staff(kind, hub=hub)
    make.make_work_group("Another").leads.add(staff)
    client = signed_in(staff)

    assert client.get(page_of(session)).status_code == status
    client.post(page_of(session), {"reason": "Snow."})
    is_off = Session.objects.get(pk=session.pk).called_off_at is not None
    assert is_off == (status == 200)


def test_a_session_that_is_over_or_has_a_register_is_not_called_off(session, people):
    with pytest.raises(CannotCallOff, match="is over"):
        call_off(session, at=FRIDAY_5PM + timedelta(hours=1))
    make.mark_present(people[0], session)
    with pytest.raises(CannotCallOff, match="register is taken"):
        call_off(session, at=FRIDAY_5PM + timedelta(minutes=59))
    second = session.work_group.sessions.get(number=2)
    WorkGroup.objects.update(cancelled_on=FRIDAY)
    with pytest.raises(CannotCallOff, match="group is cancelled"):
        call_off(second)

    assert called_off() == []
    assert not Session.objects.exclude(called_off_at=None).exists()


def test_nobody_is_told_while_the_dates_are_to_be_confirmed(session, people):
    WorkGroup.objects.update(dates_confirmed=False)

    assert call_off(session) == 0
    assert Session.objects.get(pk=session.pk).called_off_at == NOON


def test_it_has_no_register_and_owes_none(session, people, lead, signed_in):
    next_day = NOON + DAY
    owed = list(sessions_without_register(Session.objects.all(), next_day))
    call_off(session)

    with pytest.raises(SessionCalledOff):
        attendance.record_attendance(
            session, {people[0].pk: "present"}, seen={}, by=lead, at=FRIDAY_5PM
        )
    page = signed_in(lead).get(
        reverse("recruitment:record_attendance", args=[session.pk])
    )

    assert owed == [session]
    assert not sessions_without_register(Session.objects.all(), next_day).exists()
    assert Attendance.objects.count() == 0
    assert "This session was called off, so it has no register." in text_of(page)


def test_a_register_that_was_open_meanwhile_is_not_saved(session, people, lead):
    as_read = Session.objects.get(pk=session.pk)
    call_off(session)

    with pytest.raises(SessionCalledOff):
        attendance.record_attendance(
            as_read, {people[0].pk: "present"}, seen={}, by=lead, at=NOON
        )
    assert Attendance.objects.count() == 0


def test_feedback_is_not_asked_for_it(session, people):
    make.mark_present(people[0], session)
    asked = list(sessions_to_ask(NOON + DAY))
    Session.objects.filter(pk=session.pk).update(called_off_at=NOON)

    assert asked == [session]
    assert list(sessions_to_ask(NOON + DAY)) == []


def test_pages_say_that_it_is_called_off(session, people, lead, client, signed_in):
    call_off(session)

    public = text_of(client.get(session.work_group.get_absolute_url()))
    own = one_line(my(signed_in_as(people[0])))
    staff = signed_in(lead)
    today = text_of(staff.get("/lead/"))
    group = reverse("hubsite:show_group", args=[session.work_group.slug])
    of_lead = text_of(staff.get(group))

    assert public.count("Called off</span>") == 1
    assert "Next: Friday 6 November 2026" in own
    assert "Session 1 on Friday 16 October 2026: Burst pipe." in own
    assert "Session 1 is called off" in today and "Whom to ring" in today
    assert "Take the register" not in today
    assert of_lead.count("Called off</span>") == 1
    home = reverse("admin:workgroups_workgroup_home", args=[session.work_group_id])
    at_hub = text_of(signed_in(make.make_staff("hub_lead")).get(home))
    assert "called off" in at_hub and "Call off<" in at_hub
    emails = reverse(
        "admin:workgroups_workgroup_tab", args=[session.work_group_id, "emails"]
    )
    sent_to = text_of(signed_in(make.make_staff("hub_lead")).get(emails))
    assert "Ada Brook" in sent_to and "session called off" in sent_to.lower()


def test_a_new_date_lets_it_take_place_and_is_told(session, people, signed_in):
    call_off(session)
    office = signed_in(make.make_staff("hub_lead"))

    answer = save_group(office, session.work_group, changed={1: {"on": "2026-10-23"}})

    assert answer.status_code == 302
    session.refresh_from_db()
    assert (session.called_off_at, session.called_off_reason) == (None, "")
    assert AuditEntry.objects.filter(action="hold_session_again").count() == 1
    changed = Email.objects.filter(kind="sessions_changed")
    assert changed.count() == 2
    assert delivery.deliver(called_off()[0].pk, at=NOON) == "cancelled"


def test_a_session_with_people_or_a_register_is_not_deleted(session, people, signed_in):
    office = signed_in(make.make_staff("hub_lead"))
    alone = make.make_session(make.make_work_group("Nobody yet"), on=FRIDAY)
    marked = make.make_session(make.make_work_group("Marked"), on=FRIDAY)
    make.mark_present(people[0], marked)
    for each in (session, alone, marked):
        url = reverse("admin:workgroups_session_delete", args=[each.pk])
        office.post(url, {"post": "yes"})
    asked = office.get(reverse("admin:workgroups_session_delete", args=[session.pk]))
    listed = office.post(
        reverse("admin:workgroups_session_changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [session.pk],
            "post": "yes",
        },
    )

    kept = "Session 1 has people with a place, so it cannot be deleted. Call it off"
    assert set(Session.objects.filter(number=1)) == {session, marked}
    assert kept in text_of(asked) and kept in text_of(listed)


def test_the_page_of_a_group_deletes_no_session_with_people(session, people, signed_in):
    office = signed_in(make.make_staff("hub_lead"))

    refused = save_group(
        office, session.work_group, changed={2: {"DELETE": "on"}}, title="Renamed"
    )
    type(people[0]).objects.all().delete()
    saved = save_group(office, session.work_group, changed={2: {"DELETE": "on"}})

    said = "Session 2 has people with a place, so it cannot be deleted."
    assert said in text_of(refused) and 'value="Renamed"' in refused.content.decode()
    assert saved.status_code == 302
    assert [each.number for each in session.work_group.sessions.all()] == [1]
