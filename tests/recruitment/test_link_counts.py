"""How often a recruitment link was opened: by day, without a trace of who did."""

from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from recruitment.models import LinkCount
from recruitment.recruiting_links import looks_ahead
from tests.recruitment.recruiting_cases import Areas
from tests.recruitment.test_registration_pages import YOU
from workgroups.words import LONDON

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def counted() -> list[tuple[str, str, date, int, str]]:
    rows = LinkCount.objects.order_by("pk").values_list(
        "link__code", "work_group__title", "on", "n", "hub__slug"
    )
    return list(rows)


def form_of(group, code="", step="") -> str:
    query = f"?from={code}" if code else ""
    return f"/work-groups/{group.slug}/register/{step}{query}"


@pytest.fixture
def areas() -> Areas:
    return Areas()


def test_each_get_by_a_link_counts_for_its_group_and_day(areas, client):
    news, fair = areas.link(code="news"), areas.link(code="fair")
    one, two = areas.group("One"), areas.group("Two")

    for group, link in ((one, news), (one, news), (two, news), (one, fair)):
        assert client.get(form_of(group, link.code)).status_code == 200
    with time_machine.travel(datetime(2026, 10, 17, 0, 5, tzinfo=LONDON), tick=False):
        Client().get(form_of(one, news.code))

    friday, slug = date(2026, 10, 16), areas.hub.slug
    assert counted() == [
        ("news", "One", friday, 2, slug),
        ("news", "Two", friday, 1, slug),
        ("fair", "One", friday, 1, slug),
        ("news", "One", date(2026, 10, 17), 1, slug),
    ]


def test_a_row_holds_a_number_and_nothing_of_a_person():
    assert {field.name for field in LinkCount._meta.get_fields()} == {
        "id",
        "hub",
        "link",
        "work_group",
        "on",
        "n",
    }


def test_what_is_no_opening_by_a_link_of_the_group_counts_nothing(areas, client):
    group, other = areas.group("One"), areas.group("Two")
    areas.link(code="news")
    bound = areas.link(code="bound", work_group=other)
    areas.link(code="theirs", hub=areas.other)
    closed = areas.group("Closed", closes_on=date(2026, 10, 1))

    client.get(form_of(group))
    client.get(form_of(group, "unknown"))
    client.get(form_of(group, "theirs"))
    client.get(form_of(group, bound.code))
    client.get(form_of(closed, "news"))
    client.get(form_of(group, "news", step="school/"))
    client.head(form_of(group, "news"))
    client.post(form_of(group, "news"), {"from": "news"})

    client.post(form_of(group), YOU)
    assert client.get(form_of(group, "news", step="school/")).status_code == 200

    assert counted() == []
    client.get(form_of(other, bound.code))
    assert counted() == [
        ("bound", "Two", date(2026, 10, 16), 1, areas.hub.slug),
    ]


@pytest.mark.parametrize(
    ("headers", "is_program"),
    [
        ({}, False),
        ({"User-Agent": "Mozilla/5.0 (iPhone) Safari/604.1"}, False),
        ({"User-Agent": "Googlebot/2.1"}, True),
        ({"User-Agent": "facebookexternalhit/1.1"}, True),
        ({"User-Agent": "WhatsApp/2.2"}, True),
        ({"User-Agent": "SkypeUriPreview"}, True),
        ({"Sec-Purpose": "prefetch;prerender"}, True),
        ({"Purpose": "prefetch"}, True),
        ({"X-Moz": "prefetch"}, True),
        ({"X-Purpose": "preview"}, True),
        ({"Purpose": "navigate"}, False),
    ],
)
def test_programs_that_look_ahead_are_not_counted(areas, headers, is_program):
    areas.link(code="news")

    answer = Client(headers=headers).get(form_of(areas.group("One"), "news"))

    assert answer.status_code == 200
    assert looks_ahead(headers) == is_program
    assert [n for *_, n, _ in counted()] == ([] if is_program else [1])


def test_counting_takes_two_statements_more(areas, client, data_statements):
    areas.link(code="news")
    group = areas.group("One")
    client.get(form_of(group, "news"))

    with data_statements(at_most=3):
        client.get(form_of(group, "news"))

    assert counted()[0][3] == 2
