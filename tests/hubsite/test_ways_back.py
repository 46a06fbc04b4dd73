"""Small ways around: back to a session's home, a list's reason, seats that lack."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from recruitment.models import AnswerOption
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.hubsite.test_admin_start_page import marks_on, people_of_last_year
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return factories.make_staff("hub_administrator")


@pytest.mark.parametrize("page", ["record_attendance", "call_off_session"])
def test_register_and_call_off_lead_staff_back_to_the_home(staff, page):
    session = factories.make_session()
    lead = factories.make_staff("work_group_lead")
    session.work_group.leads.add(lead)
    url = reverse(f"recruitment:{page}", args=[session.pk])
    link = f'<a href="/admin/workgroups/session/{session.pk}/">The session’s home</a>'

    assert link in one_line(client_of(staff).get(url).content.decode())
    read = one_line(client_of(lead).get(url).content.decode())
    assert "The session’s home" not in read


def test_staff_of_another_hub_who_lead_the_group_have_no_such_link():
    session = factories.make_session()
    lead = factories.make_staff("work_group_lead")
    factories.give_role(lead, "hub_lead", hub=factories.make_hub("Bexley Hub"))
    session.work_group.leads.add(lead)
    url = reverse("recruitment:record_attendance", args=[session.pk])

    assert "The session’s home" not in client_of(lead).get(url).content.decode()


def heading_of(client, query):
    text = client.get(f"/admin/recruitment/place/?{query}").content.decode()
    (said,) = re.findall(r'shown-rows"><strong\s*>([^<]*)<', text)
    return said


def test_the_heading_of_those_who_are_not_back_names_the_reason(staff):
    hub = factories.make_hub()
    people_of_last_year(hub, year=2026)
    own = AnswerOption.objects.create(hub=hub, kind="withdrawn", label="Moved <away>")
    theirs = AnswerOption.objects.create(
        hub=factories.make_hub("Bexley Hub"), kind="withdrawn", label="Theirs"
    )
    client = client_of(staff)
    query = f"task=not-back&hub={hub.pk}&of=2026"

    said = "Of last year’s people, not back"
    assert [
        heading_of(client, f"{query}{reason}")
        for reason in (
            "",
            "&reason=declined",
            "&reason=never_asked",
            f"&reason={own.code}",
            f"&reason={theirs.code}",
            "&reason=nobody-knows",
        )
    ] == [
        f"{said}, 2026/27",
        f"{said}: said no to the second year, 2026/27",
        f"{said}: never asked for a second year, 2026/27",
        f"{said}: Moved &lt;away&gt;, 2026/27",
        f"{said}, 2026/27",
        f"{said}, 2026/27",
    ]


def larger_group(title, *, seats=8, days=7, hub=None, **fields):
    """A group with one session in a venue of so many seats."""
    hub = hub or factories.make_hub()
    group = factories.make_work_group(title, hub=hub, venue=f"Room {title}", **fields)
    group.venue.seats = seats
    group.venue.save()
    session = factories.make_session(group, on=FRIDAY + timedelta(days=days))
    return group, session


def few_seats(client):
    query = f"task=few-seats&hub={factories.make_hub().pk}&of=2026"
    page = client.get(f"/admin/workgroups/workgroup/?{query}")
    return {group.title for group in page.context["cl"].result_list}


def test_groups_that_do_not_fit_in_a_venue_to_come_are_listed(staff):
    larger_group("Large", capacity=9)
    larger_group("Fits", capacity=8)
    larger_group("Unknown", seats=None, capacity=99)
    larger_group("Held", capacity=9, days=-7)
    larger_group("Cancelled", capacity=9, cancelled_on=FRIDAY)
    larger_group("Theirs", capacity=9, hub=factories.make_hub("Bexley Hub"))
    _, off = larger_group("Off", capacity=9)
    type(off).objects.filter(pk=off.pk).update(called_off_at=FRIDAY_5PM)
    _, own = larger_group("Own room", capacity=9)
    own.venue = factories.make_venue("Barn", seats=9)
    own.save()
    full, _ = larger_group("No limit", seats=1)
    for state in ("confirmed", "completed", "withdrawn"):
        factories.make_place(state, work_group=full)
    alone, _ = larger_group("One person", seats=1)
    factories.make_place(work_group=alone)

    assert few_seats(client_of(staff)) == {"Large", "No limit"}


def test_the_start_page_says_how_many_and_opens_them(staff):
    larger_group("Large", capacity=9)
    client = client_of(staff)

    page = client.get("/admin/")
    text = one_line(page.content.decode())

    assert "group is larger than the venue of a session to come" in text
    (href,) = [href for _, href in marks_on(page).links if "task=few-seats" in href]
    assert marks_on(client.get(href)).totals == [1]


def test_the_home_of_a_group_says_which_venue_is_too_small(staff):
    group, _ = larger_group("Large <b>", seats=8, capacity=9)
    factories.make_session(group, on=FRIDAY - timedelta(days=7))
    off = factories.make_session(group, on=FRIDAY + timedelta(days=9))
    type(off).objects.filter(pk=off.pk).update(called_off_at=FRIDAY_5PM)
    path = f"/admin/workgroups/workgroup/{group.pk}/"

    text = one_line(client_of(staff).get(path).content.decode())

    assert (
        '<p class="ask">Session 1: Room Large &lt;b&gt; has 8 seats, '
        "and the group takes 9.</p>"
    ) in text
    group.capacity = 8
    group.save()
    assert client_of(staff).get(path).context["group"].too_few_seats == []


def test_the_home_counts_secured_places_where_there_is_no_limit(staff):
    group, _ = larger_group("Full", seats=1)
    for state in ("confirmed", "completed", "offered"):
        factories.make_place(state, work_group=group)

    page = client_of(staff).get(f"/admin/workgroups/workgroup/{group.pk}/")

    assert page.context["group"].too_few_seats == [
        "Session 1: Room Full has 1 seat, and 2 people have a place."
    ]
