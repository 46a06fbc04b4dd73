"""Each list and each tab of a home in the admin keeps to its number of statements.

They are read from the registries, so a page that is added is measured too.
"""

from functools import partial

import pytest
from django.contrib import admin
from django.urls import reverse

from recruitment.models import ContactNote, Email
from tests import factories
from tests.factories import FRIDAY, FRIDAY_5PM
from tests.hubsite.year import make_year
from workgroups.admin_base.homes import tabs_of, url_of
from workgroups.models import Provider, School

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def year():
    return make_year("a")


@pytest.fixture
def lead(signed_in, year):
    return signed_in(year.staff["hub_lead"])


def fill_hub(year, groups: int) -> None:
    """Groups beside those that there are, each with what belongs to a group."""
    hub, person = year.hub, year.participant
    for number in range(groups):
        title = f"Group {number}"
        group = factories.make_work_group(title, project=year.project, target=3)
        session = factories.make_session(group, on=FRIDAY)
        place = factories.make_place(
            work_group=group, school=School.objects.first(), provider=shared_provider()
        )
        factories.mark_present(place, session)
        factories.make_mentorship(place.participant)
        factories.make_venue(f"Venue {number}", hub=hub)
        add_to(year.work_group)
        ContactNote.objects.create(
            hub=hub,
            participant=person,
            kind="call",
            text="x",
            written_by=year.staff["hub_lead"],
            written_at=FRIDAY_5PM,
        )


def shared_provider() -> Provider:
    return Provider.objects.get(name="Provider", kind="hei")


def add_to(group) -> None:
    """One more session, place, mark and letter of a group that there is."""
    session = factories.make_session(group, on=FRIDAY)
    place = factories.make_place(work_group=group)
    factories.mark_present(place, session)
    Email.objects.create(
        hub=group.hub,
        kind="place_confirmed",
        about_type="recruitment.place",
        about_id=place.pk,
        recipient_type="recruitment.participant",
        recipient_id=place.participant_id,
        occasion=f"more {place.pk}",
        message_id=f"<more-{place.pk}@example.org>",
        state="sent",
        written_at=FRIDAY_5PM,
    )


def lists(client) -> list[str]:
    """The lists of the admin that an account may open."""
    names = (
        model._meta.label_lower.replace(".", "_") for model in admin.site._registry
    )
    urls = [reverse(f"admin:{name}_changelist") for name in names]
    return [url for url in urls if client.get(url).status_code == 200]


def tabs(year) -> list[str]:
    """Each tab of a group, a session, a person, a school and a provider."""
    rows = [year.work_group, year.session, year.participant]
    rows += [School.objects.first(), shared_provider()]
    return [url_of(row, tab) for row in rows for tab in tabs_of(type(row))]


def numbers(client, urls, limit) -> dict[str, int]:
    """Statements of each page."""
    found = {}
    for url in urls:
        with limit() as said:
            assert client.get(url).status_code == 200, url
        found[url] = len(said)
    return found


def at_both_sizes(client, year, urls, limit):
    """Statements at 1 hub with 3 groups, and at 40 hubs, one with 60 groups."""
    fill_hub(year, 1)
    few = numbers(client, urls, limit)
    fill_hub(year, 57)
    for number in range(39):
        factories.make_work_group(hub=factories.make_hub(f"Hub {number}"))
    return few, numbers(client, urls, limit)


def test_a_list_takes_ten_statements_at_most_at_any_size(lead, year, data_statements):
    urls = lists(lead)

    few, many = at_both_sizes(lead, year, urls, partial(data_statements, at_most=10))

    assert len(urls) > 30
    assert many == few


def test_a_tab_takes_fifteen_statements_at_most_at_any_size(
    lead, year, data_statements
):
    urls = tabs(year)

    few, many = at_both_sizes(lead, year, urls, partial(data_statements, at_most=15))

    assert len(urls) > 20
    assert many == few
