"""Filters of the admin's lists, which stay short in a list of all hubs."""

import re

import pytest
from django.urls import reverse

from recruitment.models import Email
from tests.factories import (
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from workgroups.admin_base.list_filters import shown_filters

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
    ]
    assert refused.status_code == 400


def choices_of(client, query: str = "") -> dict[str, list[str]]:
    """Of the list of emails: each filter with its choices, without "All"."""
    page = client.get(reverse("admin:recruitment_email_changelist") + query)
    return {
        each.title: [str(choice["display"]) for choice in each.choices[1:]]
        for each in shown_filters(page.context["cl"])
    }


def test_kinds_of_emails_are_those_of_the_rows_that_are_left(signed_in):
    hubs = make_hub("Wolds"), make_hub("Dales")
    sent = [
        *((hubs[0], "sent", "place_offered"), (hubs[0], "failed", "waiting_list")),
        *((hubs[0], "failed", "place_moved"), (hubs[1], "sent", "place_confirmed")),
    ]
    for number, (hub, state, kind) in enumerate(sent):
        make_email(hub, state, kind, number)
    both = make_staff("hub_lead", hub=hubs[0])
    give_role(both, "hub_lead", hub=hubs[1])
    client = signed_in(both)
    here = f"?hub={hubs[0].pk}"

    assert choices_of(client, here)["kind"] == [
        *("place moved", "place offered", "waiting list"),
    ]
    failed = choices_of(client, f"{here}&state__exact=failed")
    assert failed["kind"] == ["place moved", "waiting list"]
    assert choices_of(client, f"{here}&kind=place_moved")["kind"] == [
        *("place moved", "place offered", "waiting list"),
    ]
    none = choices_of(client, f"{here}&kind=place_confirmed&state__exact=failed")
    assert none["kind"] == ["place confirmed", "place moved", "waiting list"]


def make_email(hub, state: str, kind: str, number: int) -> Email:
    place = make_place(work_group=make_work_group(hub=hub))
    return Email.objects.create(
        hub=hub,
        kind=kind,
        about_type="recruitment.place",
        about_id=place.pk,
        recipient_type="recruitment.participant",
        recipient_id=place.participant.pk,
        message_id=f"<{number}@example.org>",
        state=state,
        written_at=FRIDAY_5PM,
    )
