"""Changed dates and rooms: who is told, and how they say that they cannot come."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from recruitment import delivery
from recruitment.models import Apology, Email
from tests import factories as make
from tests.admin_forms import shown_on
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.recruitment.test_calendars import calendar_in, numbers_of
from workgroups.models import AuditEntry, Session

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


@pytest.fixture
def group():
    """A group in whose sessions one is over and two are to come."""
    group = make.make_work_group("SKTM Lewisham", venue="Rose Hill")
    for days in (-7, 14, 35):
        make.make_session(group, on=FRIDAY + days * DAY)
    return group


@pytest.fixture
def people(group):
    """Two people with a place; and others, who are told nothing."""
    for state in ("offered", "waiting", "withdrawn"):
        make.make_place(state, work_group=group)
    make.make_place("confirmed")
    return [make.make_place("confirmed", work_group=group) for _ in range(2)]


@pytest.fixture
def office(signed_in):
    return signed_in(make.make_staff("hub_lead"))


def save_group(client, group, *, changed=None, **fields):
    """Save the admin's page of a group: `changed` by number of a session.

    A venue is given by its name.
    """
    url = reverse("admin:workgroups_workgroup_change", args=[group.pk])
    data = shown_on(client, url)
    for index, row in enumerate(group.sessions.order_by("number")):
        for name, value in _posted((changed or {}).get(row.number, {})).items():
            data[f"sessions-{index}-{name}"] = value
    return post_twice(client, url, {**data, **_posted(fields)})


def _posted(fields):
    if "venue" not in fields:
        return fields
    return {**fields, "venue": make.make_venue(fields["venue"]).pk}


def post_twice(client, url, data):
    """Save a page; where it shows an email first, save it again."""
    answer = client.post(url, data)
    asked = answer.context and answer.context.get("asked_first")
    if not asked:
        return answer
    return client.post(url, {**data, "read_first": asked.key})


def told() -> list[int]:
    emails = Email.objects.filter(kind="sessions_changed").order_by("pk")
    return list(emails.values_list("about_id", flat=True))


def sent():
    email = Email.objects.filter(kind="sessions_changed").earliest("pk")
    assert delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(minutes=10)) == "sent"
    return mail.outbox[-1]


def test_people_with_a_place_are_told_once_of_a_new_date(office, group, people):
    new_date = {2: {"on": "2026-11-05"}}

    answer = save_group(office, group, changed=new_date)
    save_group(office, group)

    message = sent()
    assert answer.status_code == 302
    assert told() == [place.pk for place in people]
    assert message.subject == "Session 2 has changed: SKTM Lewisham"
    said = (
        "Session 2 is now on Thursday 5 November 2026, 4pm to 6pm, Rose Hill. "
        "It was on Friday 30 October 2026."
    )
    assert said in message.body
    assert "Can you still come?" in message.body
    [part] = [p for p in message.message().walk() if p.get_filename()]
    calendar = calendar_in(part)
    assert numbers_of(group, calendar) == [2, 3]
    assert calendar.walk("VEVENT")[0]["dtstart"].dt.date() == date(2026, 11, 5)


def test_several_changes_of_one_press_are_one_email(office, group, people):
    changed = {2: {"on": "2026-11-05"}, 3: {"venue": "Oak Lane"}}

    save_group(office, group, changed=changed)

    body = sent().body
    assert told() == [place.pk for place in people]
    assert "Session 2 is now on Thursday 5 November 2026" in body
    assert "Session 3 is now on Friday 20 November 2026, 4pm to 6pm, Oak Lane." in body
    assert body.count("It was on") == 1  # only the day of session 2 has changed


def test_a_new_room_of_the_group_is_told_for_the_sessions_without_their_own(
    office, group, people
):
    group.sessions.filter(number=3).update(venue=make.make_venue("Oak Lane"))

    save_group(office, group, venue="Elm Road")

    body = sent().body
    assert "Session 2 is now on Friday 30 October 2026, 4pm to 6pm, Elm Road." in body
    assert "Session 3 is now" not in body


def test_dates_that_are_settled_are_told(office, group, people):
    type(group).objects.filter(pk=group.pk).update(dates_confirmed=False)
    group.refresh_from_db()

    save_group(office, group, changed={2: {"on": "2026-11-05"}})
    before = told()
    save_group(office, group, dates_confirmed="on")

    assert before == []
    assert told() == [place.pk for place in people]
    body = sent().body
    assert "Session 3 is now on Friday 20 November 2026" in body
    assert "It was on" not in body


@pytest.mark.parametrize(
    "changed", [{1: {"venue": "Oak Lane"}}, {2: {"focus": "Place value"}}]
)
def test_what_is_over_or_no_date_is_not_told(office, group, people, changed):
    assert save_group(office, group, changed=changed).status_code == 302

    assert told() == []


def test_the_page_of_a_session_tells_too(office, group, people):
    session = group.sessions.get(number=2)
    url = reverse("admin:workgroups_session_change", args=[session.pk])
    form = office.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}

    answer = post_twice(office, url, {**data, "on": "2026-11-05"})

    assert answer.status_code == 302
    assert told() == [place.pk for place in people]


def test_the_link_sends_apologies_with_one_press(office, group, people, client):
    save_group(office, group, changed={2: {"on": "2026-11-05"}})
    session = Session.objects.get(work_group=group, number=2)
    path = re.search(r"http://127.0.0.1:8000(/come/\S+/)", sent().body)[1]
    browser = type(client)()

    page = browser.get(path, follow=True).content.decode()
    opened = Apology.objects.count()
    after = browser.post("/come/", {"session": session.pk, "come": "no"}, follow=True)

    assert "Thursday 5 November 2026" in page and "I cannot come" in page
    assert "9 October 2026" not in page  # session 1 is over
    assert opened == 0
    apology = Apology.objects.get()
    assert (apology.place, apology.session) == (people[0], session)
    assert "You have told us that you cannot come." in after.content.decode()
    assert browser.get("/my/").status_code == 302


def test_the_link_answers_for_its_own_group_alone(office, group, people, client):
    other = make.make_session(make.make_work_group(), on=FRIDAY + 14 * DAY)
    save_group(office, group, changed={2: {"on": "2026-11-05"}})
    path = re.search(r"http://127.0.0.1:8000(/come/\S+/)", sent().body)[1]
    browser = type(client)()
    browser.get(path)

    for chosen in (other.pk, group.sessions.get(number=1).pk, "x", 2**70):
        browser.post("/come/", {"session": chosen, "come": "no"})

    assert Apology.objects.count() == 0


def test_the_email_is_shown_before_anything_is_saved(office, group, people):
    url = reverse("admin:workgroups_workgroup_change", args=[group.pk])
    data = {**shown_on(office, url), "sessions-1-on": "2026-11-05", "title": "Renamed"}

    asked = office.post(url, data)
    page = asked.content.decode()
    kept = (f"{group.sessions.get(number=2).on}", told(), AuditEntry.objects.count())
    moved = {**data, "read_first": asked.context["asked_first"].key}
    other = office.post(url, {**moved, "sessions-1-on": "2026-11-06"})
    saved = office.post(url, moved)

    assert "Nothing is saved yet. 2 people with a place would get the letter" in page
    assert "Session 2 is now on Thursday 5 November 2026" in page
    assert "/come/[link]/" in page and 'value="Renamed"' in page
    assert kept == ("2026-10-30", [], 0)
    assert other.status_code == 200  # another date is another email
    assert "Session 2 is now on Friday 6 November 2026" in other.content.decode()
    assert saved.status_code == 302
    assert f"{group.sessions.get(number=2).on}" == "2026-11-05"
    assert told() == [place.pk for place in people]


def waiting():
    found = Email.objects.filter(kind="sessions_changed", state="queued")
    return list(found.order_by("pk"))


def test_two_saves_within_ten_minutes_are_one_email(office, group, people):
    save_group(office, group, changed={2: {"on": "2026-11-05"}})
    first = waiting()
    early = [delivery.deliver(each.pk, at=FRIDAY_5PM) for each in first]
    with time_machine.travel(FRIDAY_5PM + timedelta(minutes=9), tick=False):
        save_group(office, group, changed={2: {"on": "2026-11-12"}, 3: {"venue": "A"}})
    later = FRIDAY_5PM + timedelta(minutes=19)
    gone = [delivery.deliver(each.pk, at=later) for each in first]
    sent_now = [delivery.deliver(each.pk, at=later) for each in waiting()]

    assert early == ["", ""]  # they wait
    assert gone == ["", ""]
    assert sent_now == ["sent", "sent"]
    assert len(mail.outbox) == 2
    body = mail.outbox[0].body
    assert "Session 2 is now on Thursday 12 November 2026" in body
    assert "It was on Friday 30 October 2026." in body
    assert "Session 3 is now on Friday 20 November 2026, 4pm to 6pm, A." in body


def test_a_change_after_ten_minutes_is_an_email_of_its_own(office, group, people):
    other = make.make_work_group(hub=make.make_hub("Wolds and Dales"))
    make.make_session(other, on=FRIDAY + 14 * DAY)
    save_group(office, group, changed={2: {"on": "2026-11-05"}})
    later = FRIDAY_5PM + timedelta(minutes=10)
    with time_machine.travel(later, tick=False):
        delivery.enqueue_due(at=later)
        sent_first = [delivery.deliver(each.pk, at=later) for each in waiting()]
        save_group(office, group, changed={2: {"on": "2026-11-12"}})

    assert sent_first == ["sent", "sent"]
    later += timedelta(minutes=10)
    assert [delivery.deliver(each.pk, at=later) for each in waiting()] == ["sent"] * 2
    assert "It was on Thursday 5 November 2026." in mail.outbox[-1].body
