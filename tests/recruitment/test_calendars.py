"""Which sessions pages and .ics files show once a group has begun or a place ended."""

from datetime import timedelta

import pytest
from django.core import mail
from icalendar import Calendar

from recruitment import delivery, links
from recruitment.actions import places, staff
from recruitment.choices import LinkPurpose
from recruitment.models import Email
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line
from tests.recruitment.bulk_cases import group_cancelled
from tests.recruitment.test_my_places import my, signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


def begun_group(**fields):
    """A group in whose sessions one is over and two are to come."""
    group = make.make_work_group(**fields)
    for days, focus in ((-7, "Counting"), (14, "Place value"), (35, "Fractions")):
        make.make_session(group, on=FRIDAY + days * DAY, focus=focus)
    return group


def confirmed(group):
    """A place that was offered and confirmed."""
    ends = FRIDAY_5PM + 5 * DAY
    place = make.make_place("offered", work_group=group, offer_ends_at=ends)
    return places.confirm_place(place, at=FRIDAY_5PM)


def numbers_of(group, calendar: Calendar) -> list[int]:
    """The numbers of the sessions of a group that a calendar names."""
    numbers = {f"session-{each.pk}": each.number for each in group.sessions.all()}
    uids = [str(event["uid"]).partition("@")[0] for event in calendar.walk("VEVENT")]
    return [numbers[uid] for uid in uids]


def sent(kind: str):
    """The last email of a kind: its text, and its attachments by name."""
    email = Email.objects.filter(kind=kind).latest("pk")
    delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(hours=1))
    message = mail.outbox[-1]
    files = {
        part.get_filename(): part
        for part in message.message().walk()
        if part.get_filename()
    }
    return message.body, files


def calendar_in(part) -> Calendar:
    return Calendar.from_ical(part.get_payload(decode=True))


def test_the_page_of_a_group_that_has_begun_leads_with_the_next_session(client):
    group = begun_group()

    page = one_line(client.get(group.get_absolute_url()).content.decode())

    dates = page[page.index("<h2>Dates</h2>") : page.index("What it asks of you")]
    folded = dates.index("<details")
    assert dates.index("Session 2: Place value") < dates.index("Session 3: Fractions")
    assert dates.index("Session 3: Fractions") < folded < dates.index("Counting")
    assert "1 session that is over" in dates
    assert "Over</span>" in dates[folded:]


def test_dates_to_be_confirmed_are_neither_over_nor_next(client):
    group = begun_group(dates_confirmed=False)

    page = one_line(client.get(group.get_absolute_url()).content.decode())

    assert "Next:" not in page
    assert "that is over" not in page
    assert "This group has begun" not in page


def test_a_person_who_confirms_ticks_the_dates_to_come(client):
    group = begun_group()
    place = make.make_place("offered", work_group=group, offer_ends_at=FRIDAY_5PM + DAY)
    link = links.make(
        LinkPurpose.CONFIRM, place, hub_id=place.hub_id, expires_at=place.offer_ends_at
    )

    page = client.get(f"/confirm/{links.token_of(link)}/", follow=True).content.decode()

    assert "Place value" in page and "Fractions" in page
    assert "Counting" not in page


def test_the_calendar_of_a_place_has_the_sessions_to_come():
    group = begun_group()
    place = make.make_place("confirmed", work_group=group)
    client = signed_in_as(place)

    listed = my(client)
    answer = client.get(f"/my/places/{place.pk}/sessions.ics")

    calendar = Calendar.from_ical(answer.content)
    assert numbers_of(group, calendar) == [2, 3]
    assert calendar["method"] == "PUBLISH"
    assert f"/my/places/{place.pk}/sessions.ics" in listed


@pytest.mark.parametrize("state", ["offered", "withdrawn"])
def test_only_a_secured_place_has_a_calendar(state):
    place = make.make_place(state, work_group=begun_group())

    answer = signed_in_as(place).get(f"/my/places/{place.pk}/sessions.ics")

    assert answer.status_code == 404


def test_a_withdrawn_place_takes_its_dates_out_of_the_calendar():
    group = begun_group()
    place = confirmed(group)
    _, before = sent("place_confirmed")

    places.withdraw_place(place, at=FRIDAY_5PM)
    text, after = sent("place_withdrawn")

    published = calendar_in(before["sessions.ics"])
    cancelled = calendar_in(after["cancelled.ics"])
    assert numbers_of(group, published) == numbers_of(group, cancelled) == [2, 3]
    assert after["cancelled.ics"].get_content_type() == "text/calendar"
    assert after["cancelled.ics"].get_param("method") == "CANCEL"
    assert cancelled["method"] == "CANCEL"
    assert [event["status"] for event in cancelled.walk("VEVENT")] == ["CANCELLED"] * 2
    first, last = (each.walk("VEVENT")[0] for each in (published, cancelled))
    assert last["sequence"] >= first["sequence"]
    assert "takes its dates out of your calendar" in text
    assert "reply within a week" in text


def test_a_place_that_was_never_secured_takes_nothing_out():
    place = make.make_place("waiting", work_group=begun_group())

    places.withdraw_place(place, at=FRIDAY_5PM)

    text, files = sent("place_withdrawn")
    assert files == {}
    assert "calendar" not in text


def test_a_cancelled_group_is_taken_out_of_the_calendar():
    group = begun_group()
    confirmed(group)

    group_cancelled(group, at=FRIDAY_5PM)

    _, files = sent("place_cancelled")
    assert numbers_of(group, calendar_in(files["cancelled.ics"])) == [2, 3]


def test_a_moved_place_changes_the_dates_in_the_calendar():
    before = begun_group()
    after = begun_group(project=before.project)

    staff.move_to_group(
        confirmed(before),
        after,
        at=FRIDAY_5PM,
        actor=make.make_staff("hub_lead"),
        reason="Nearer.",
    )

    _, files = sent("place_moved")
    assert numbers_of(before, calendar_in(files["cancelled.ics"])) == [2, 3]
    assert numbers_of(after, calendar_in(files["sessions.ics"])) == [2, 3]


def test_a_mentors_page_leads_with_the_sessions_to_come(client):
    group = begun_group()
    place = make.make_place("confirmed", work_group=group)
    mentorship = make.make_mentorship(place.participant)
    link = links.make(
        LinkPurpose.MENTOR,
        mentorship.mentor,
        hub_id=place.hub_id,
        expires_at=FRIDAY_5PM + DAY,
    )

    page = client.get(f"/mentor/{links.token_of(link)}/", follow=True).content.decode()

    words = one_line(page)
    words = words[words.index("The same as a list") :]
    folded = words.index('<details class="past"')
    assert words.index(": Fractions") < folded < words.index(": Counting")
