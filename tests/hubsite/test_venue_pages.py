"""Where a group meets, as each page, email and calendar file says it."""

from datetime import timedelta
from html import escape

import pytest
from django.core import mail

from recruitment import calendars, delivery, outbox
from tests import factories as make
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.pages import one_line
from tests.recruitment.test_calendars import Calendar
from tests.recruitment.test_my_places import signed_in_as

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
PLACE = "Rose & <Hill>, 1 Elm Road, SE8 3AB"
ACCESS = "Step-free access: in part. Parking: <None>."
WAY_IN = "To get in: <Gate> B"


@pytest.fixture
def group():
    """A group of whose sessions the second has a venue of its own."""
    venue = make.make_venue(
        "Rose & <Hill>",
        address="1 Elm Road",
        postcode="SE8 3AB",
        step_free_access="in_part",
        parking="<None>",
        how_to_get_in="<Gate> B",
    )
    loft = make.make_venue("Loft", how_to_get_in="Up the stairs", parking="Barn Row")
    group = make.make_work_group("SKTM", venue=venue)
    make.make_session(group, on=FRIDAY + 14 * DAY, focus="Place value")
    make.make_session(group, on=FRIDAY + 35 * DAY, venue=loft)
    return group


def page(client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200
    return one_line(answer.content.decode())


def test_visitors_read_where_it_is_and_not_how_to_get_in(client, group):
    said = page(client, group.get_absolute_url())

    assert escape(PLACE) in said and escape(ACCESS) in said
    assert "<Hill>" not in said and said.count("Rose &amp;") == 1
    assert "Loft" in said and "Parking: Barn Row." in said
    assert "Gate" not in said and "Up the stairs" not in said


def test_a_group_without_a_venue_says_nothing(client):
    group = make.make_work_group()
    make.make_session(group, on=FRIDAY + DAY)
    place = make.make_place("confirmed", work_group=group)

    said = page(client, group.get_absolute_url()) + page(signed_in_as(place), "/my/")

    assert "None" not in said and "To get in" not in said


def test_my_places_say_how_to_get_into_the_next_session(group):
    place = make.make_place("confirmed", work_group=group)

    said = page(signed_in_as(place), "/my/")

    assert escape(PLACE) in said
    assert escape(ACCESS) in said
    assert escape(WAY_IN) in said
    assert "Loft" not in said


def test_the_page_to_confirm_says_where_and_not_how_to_get_in(group):
    place = make.make_place(
        "offered", work_group=group, offer_ends_at=FRIDAY_5PM + 5 * DAY
    )

    said = page(signed_in_as(place), f"/my/places/{place.pk}/confirm/")

    assert escape(PLACE) in said and escape(ACCESS) in said
    assert "6pm, Loft</p>" in said
    assert "To get in" not in said


def test_the_lead_reads_all_of_it_today_and_on_the_register(signed_in, group):
    session = group.sessions.get(number=1)
    type(session).objects.filter(pk=session.pk).update(on=FRIDAY)
    lead = make.make_staff("work_group_lead")
    group.leads.add(lead)
    client = signed_in(lead)

    for url in ("/lead/", f"/sessions/{session.pk}/register/"):
        said = page(client, url)

        assert escape(PLACE) in said
        assert escape(ACCESS) in said
        assert escape(WAY_IN) in said


def email(kind: str, place) -> tuple[str, str]:
    email = outbox.queue(kind, about=place, to=place.participant, at=FRIDAY_5PM)
    assert delivery.deliver(email.pk, at=FRIDAY_5PM + timedelta(minutes=1)) == "sent"
    message = mail.outbox[-1]
    return message.body, one_line(message.alternatives[0][0])


def test_the_email_about_a_place_says_how_to_get_in_next_time(group):
    text, html = email(
        "place_confirmed", make.make_place("confirmed", work_group=group)
    )

    assert f"- Friday 30 October 2026, 4pm to 6pm, {PLACE}\n" in text
    assert "- Friday 20 November 2026, 4pm to 6pm, Loft\n" in text
    assert "\n\nTo get in on Friday 30 October: <Gate> B\n" in text
    assert "Up the stairs" not in text and "Parking" not in text
    assert f"<br>{escape(PLACE)}</td>" in html
    assert "To get in on Friday 30 October: &lt;Gate&gt; B" in html
    assert 'class="date"' in html


def test_the_email_about_an_offer_says_where_and_not_how_to_get_in(group):
    place = make.make_place(
        "offered", work_group=group, offer_ends_at=FRIDAY_5PM + 5 * DAY
    )

    text, html = email("asked_to_confirm", place)

    assert PLACE in text and escape(PLACE) in html
    assert "To get in" not in text


def test_the_calendar_file_says_where_and_how_to_get_in(
    group, django_assert_num_queries
):
    with django_assert_num_queries(1):
        coming = calendars.coming_sessions(group, at=FRIDAY_5PM)
        content = calendars.of_sessions(group, coming, at=FRIDAY_5PM)

    first, second = Calendar.from_ical(content).walk("VEVENT")
    assert str(first["location"]) == PLACE
    assert str(first["description"]) == f"Place value\n{WAY_IN}"
    assert str(second["location"]) == "Loft"
    assert str(second["description"]) == "To get in: Up the stairs"


@pytest.mark.parametrize(
    ("words", "found"), [("hill", True), ("SE8 3AB", True), ("elm", False)]
)
def test_groups_are_found_by_the_name_and_postcode_of_their_venue(
    client, group, words, found
):
    said = client.get("/work-groups/", {"q": words}).content.decode()

    assert (group.get_absolute_url() in said) is found
