"""Filters of the admin's lists, which stay short in a list of all hubs."""

import re

import pytest
from django.urls import reverse

from tests.factories import make_hub, make_session, make_staff, make_work_group

pytestmark = pytest.mark.django_db

SESSIONS = "admin:workgroups_session_changelist"


def make_groups():
    """Two hubs, each with two groups and a session in each group."""
    hubs = make_hub("Wolds"), make_hub("Dales")
    for hub in hubs:
        for number in (1, 2):
            group = make_work_group(f"{hub.name} group {number}", hub=hub)
            make_session(group)
    return hubs


def filters_of(client, query: str = "") -> list[str]:
    """The choices in the side bar, without those that clear a filter."""
    page = client.get(reverse(SESSIONS) + query).content.decode()
    side_bar = page.partition('id="changelist-filter"')[2].partition("</nav>")[0]
    choices = re.findall(r"<li[^>]*>\s*<a[^>]*>(.*?)</a>", side_bar, re.DOTALL)
    return [each.strip() for each in choices if each.strip() != "All"]


def test_the_national_team_chooses_a_hub_before_a_group(signed_in):
    wolds, _ = make_groups()
    client = signed_in(make_staff("national"))

    hubs = filters_of(client)
    groups = filters_of(client, f"?hub__id__exact={wolds.pk}")

    assert hubs == ["Dales", "Wolds"]
    assert [each.removesuffix(" 2026/27") for each in groups] == [
        *("Dales", "Wolds"),
        *("Wolds group 1", "Wolds group 2"),
    ]


def test_a_group_of_the_chosen_hub_filters_the_list(signed_in):
    wolds, _ = make_groups()
    group = wolds.work_groups.get(title="Wolds group 2")
    client = signed_in(make_staff("national"))

    query = f"?hub__id__exact={wolds.pk}&work_group__id__exact={group.pk}"
    answer = client.get(reverse(SESSIONS) + query)

    assert [each.work_group for each in answer.context["cl"].result_list] == [group]


def test_a_hub_that_is_no_number_offers_no_group(signed_in):
    make_groups()
    client = signed_in(make_staff("national"))

    answer = client.get(reverse(SESSIONS) + "?hub__id__exact=wolds")

    assert "group 1" not in answer.content.decode().partition("changelist-filter")[2]


def test_staff_of_a_hub_choose_among_their_groups_at_once(signed_in):
    wolds, _ = make_groups()
    client = signed_in(make_staff("hub_lead", hub=wolds))

    groups = filters_of(client)
    refused = client.get(reverse(SESSIONS) + f"?hub__id__exact={wolds.pk}")

    assert [each.removesuffix(" 2026/27") for each in groups] == [
        *("Wolds group 1", "Wolds group 2"),
        "Sessions were held and have no register",
    ]
    assert refused.status_code == 400
