"""A lead's own calendar: the address, what it shows, and who may read it."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from icalendar import Calendar

from recruitment import calendars, links
from recruitment.choices import LinkPurpose
from recruitment.models import Link
from recruitment.queries.lead_feeds import sessions_of
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PAGE = "/lead/calendar/"
HOUR = timedelta(hours=1)


@pytest.fixture
def lead():
    return make_staff("work_group_lead", hub=make_hub())


def led_group(lead, title="Greenwich", **fields):
    group = make_work_group(title, hub=lead.roles.get().hub, **fields)
    group.leads.add(lead)
    return group


def path_of(link):
    return f"/feed/{links.token_of(link)}/"


def open_feed(lead):
    client_of(lead).post(PAGE)
    return Link.objects.get(subject_id=lead.pk, superseded_at=None)


def events_of(content):
    return Calendar.from_ical(content).walk("VEVENT")


def summaries(client, link):
    answer = client.get(path_of(link))
    assert answer.status_code == 200
    return [str(each["summary"]) for each in events_of(answer.content)]


def test_the_page_makes_an_address_and_shows_it(lead, client):
    browser = client_of(lead)
    before = browser.get(PAGE).content.decode()

    page = browser.post(PAGE, follow=True).content.decode()

    link = Link.objects.get()
    address = f"http://testserver{path_of(link)}"
    assert "/feed/" not in before
    assert links.address(link).endswith(path_of(link))
    assert links.address(link) in page
    assert links.address(link) in browser.get(PAGE).content.decode()
    assert (link.purpose, link.hub_id, link.subject_id) == (
        "feed",
        lead.roles.get().hub_id,
        lead.pk,
    )
    entry = AuditEntry.objects.get(action="make_calendar_address")
    assert (entry.actor, entry.object_id) == (lead, str(link.pk))
    assert client.get(address).status_code == 200


def test_a_new_address_stops_the_old_one(lead, client):
    old = open_feed(lead)
    new = open_feed(lead)

    assert client.get(path_of(old)).status_code == 404
    assert client.get(path_of(new)).status_code == 200


def test_the_page_is_for_leads_and_hub_staff():
    for kind, status in (("hub_administrator", 200), ("evaluator", 403)):
        assert client_of(make_staff(kind)).get(PAGE).status_code == status
        assert client_of(make_staff(kind)).post(PAGE).status_code in (302, 403)
    assert Link.objects.count() == 1


def test_the_feed_holds_the_groups_of_this_lead_alone(lead, client):
    make_session(led_group(lead))
    make_session(led_group(lead, "Bexley"), on=FRIDAY + timedelta(days=1))
    make_session(make_work_group("Second", hub=lead.roles.get().hub))
    foreign = make_staff("work_group_lead", hub=make_hub("Wolds and Dales"))
    make_session(led_group(foreign, "Leeds"))

    assert summaries(client, open_feed(lead)) == [
        "Greenwich: session 1",
        "Bexley: session 1",
    ]
    assert summaries(client, open_feed(foreign)) == ["Leeds: session 1"]


def test_a_lead_whose_role_or_group_has_ended_reads_nothing(lead, client):
    group = led_group(lead)
    make_session(group)
    link = open_feed(lead)

    lead.roles.update(until_on=FRIDAY - timedelta(days=1))
    assert summaries(client, link) == []
    lead.roles.update(until_on=None)
    group.leads.remove(lead)
    assert summaries(client, link) == []
    group.leads.add(lead)
    assert summaries(client, link) == ["Greenwich: session 1"]
    lead.is_active = False
    lead.save()
    assert client.get(path_of(link)).status_code == 404


def test_hub_staff_read_the_groups_that_they_lead_not_the_hubs(client):
    staff = make_staff("hub_lead", hub=make_hub())
    make_session(led_group(staff, "Led"))
    make_session(make_work_group("Not led", hub=staff.roles.get().hub))

    assert summaries(client, open_feed(staff)) == ["Led: session 1"]


@pytest.mark.parametrize("purpose", ["expired", "mentor", "forged"])
def test_other_tokens_open_nothing(lead, client, purpose):
    link = open_feed(lead)
    token = links.token_of(link)
    if purpose == "expired":
        Link.objects.update(expires_at=FRIDAY_5PM - timedelta(seconds=1))
    elif purpose == "mentor":
        other = links.make(
            LinkPurpose.SIGN_IN, lead, hub_id=None, expires_at=FRIDAY_5PM + HOUR
        )
        token = links.token_of(other)
    else:
        token = f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"

    assert client.get(f"/feed/{token}/").status_code == 404


def test_guessing_is_limited(client):
    statuses = [client.get("/feed/nobody.knows/").status_code for _ in range(31)]

    assert statuses == [404] * 30 + [429]


def test_a_feed_says_no_name_of_anybody(lead, client):
    group = led_group(lead)
    make_session(group, focus="Variation")
    person = make_participant(group.hub, last_name="Zqxj")
    make_place(work_group=group, participant=person)

    content = client.get(path_of(open_feed(lead))).content

    assert b"Variation" in content
    assert b"Zqxj" not in content


def test_reading_changes_nothing_and_is_not_cached(lead, client):
    link = open_feed(lead)
    before = list(Link.objects.values())

    answer = client.get(path_of(link))

    assert list(Link.objects.values()) == before
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}
    assert client.post(path_of(link)).status_code == 405


def test_a_moved_session_keeps_its_uid_and_a_later_sequence(lead):
    session = make_session(led_group(lead))
    (before,) = events_of(
        calendars.of_lead(sessions_of(lead, at=FRIDAY_5PM), at=FRIDAY_5PM)
    )

    session.on += timedelta(days=7)
    session.save()
    later = FRIDAY_5PM + timedelta(minutes=1)
    (after,) = events_of(calendars.of_lead(sessions_of(lead, at=later), at=later))

    assert before["uid"] == after["uid"] == f"session-{session.pk}@127.0.0.1"
    assert after["sequence"] - before["sequence"] == 60
    assert after["dtstart"].dt.date() == date(2026, 10, 23)


@pytest.mark.parametrize(
    ("on", "start", "utc_hour"),
    [
        (date(2026, 10, 24), time(16), 15),  # the day before clocks go back
        (date(2026, 10, 25), time(16), 16),
        (date(2027, 3, 27), time(16), 16),  # the day before clocks go forward
        (date(2027, 3, 28), time(16), 15),
    ],
)
def test_times_are_those_of_london_on_both_sides_of_a_change(lead, on, start, utc_hour):
    make_session(led_group(lead), on=on, starts=start, ends=time(18))
    content = calendars.of_lead(sessions_of(lead, at=FRIDAY_5PM), at=FRIDAY_5PM)

    (event,) = events_of(content)

    assert f"DTSTART;TZID=Europe/London:{on:%Y%m%d}T160000".encode() in content
    assert f"DTEND;TZID=Europe/London:{on:%Y%m%d}T180000".encode() in content
    assert content.count(b"BEGIN:VTIMEZONE") == 1
    assert event["dtstart"].dt.astimezone(UTC) == datetime(
        on.year, on.month, on.day, utc_hour, tzinfo=UTC
    )


def test_sessions_called_off_and_groups_cancelled_are_taken_out(lead):
    group, cancelled = led_group(lead), led_group(lead, "Off", cancelled_on=FRIDAY)
    make_session(group, called_off_at=FRIDAY_5PM, called_off_reason="Snow")
    make_session(group)
    make_session(cancelled, on=FRIDAY + timedelta(days=40))

    found = events_of(
        calendars.of_lead(sessions_of(lead, at=FRIDAY_5PM), at=FRIDAY_5PM)
    )

    assert [str(each.get("status", "")) for each in found] == [
        "CANCELLED",
        "",
        "CANCELLED",
    ]


def test_old_sessions_and_dates_to_be_confirmed_are_not_in_it(lead):
    group = led_group(lead)
    make_session(group, on=FRIDAY - timedelta(days=61))
    kept = make_session(group, on=FRIDAY - timedelta(days=59))
    make_session(led_group(lead, "Later", dates_confirmed=False))

    assert sessions_of(lead, at=FRIDAY_5PM) == [kept]


@pytest.mark.parametrize("rows", [1, 5])
def test_a_feed_takes_a_fixed_number_of_statements(lead, client, data_statements, rows):
    for number in range(rows):
        make_session(led_group(lead, f"Group {number}"))
    link = open_feed(lead)

    with data_statements(at_most=4):
        client.get(path_of(link))
