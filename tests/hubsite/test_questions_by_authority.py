"""A list that the admin counts is divided by local authority above its rows."""

import re

import pytest
from django.urls import reverse

from tests import factories
from tests.factories import make_authority, make_place, make_work_group
from tests.hubsite.asked_above import (
    _questions,
    current_on,
    links_on,
    questions_on,
    total_on,
    wrong_counts,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PLACES = reverse("admin:recruitment_place_changelist")


@pytest.fixture
def hubs():
    """In each hub three people in Kent, two in Essex, one of the whole hub.

    One more person in Kent is on the waiting list.
    """
    found = [factories.make_hub("Wolds"), factories.make_hub("Dales")]
    for hub in found:
        areas = [make_authority("Kent"), make_authority("Essex"), None]
        for area, people in zip(areas, (3, 2, 1), strict=True):
            group = make_work_group(hub=hub, local_authority=area)
            for _ in range(people):
                make_place(work_group=group)
        make_place("waiting", work_group=hub.work_groups.earliest("pk"))
    return found


@pytest.fixture
def client(signed_in, hubs):
    return signed_in(factories.make_staff("hub_lead", hub=hubs[0]))


def url(hub, **narrowing) -> str:
    query = "".join(f"&{name}={value}" for name, value in narrowing.items())
    return f"{PLACES}?task=secured&hub={hub.pk}&of=2026{query}"


def by_authority(page) -> list[tuple[str, int]]:
    return questions_on(page)[14:]  # after those of the list


SECURED = [("Essex", 2), ("Kent", 3), ("Whole hub", 1)]


def test_the_shown_rows_are_divided_by_local_authority(client, hubs):
    page = client.get(url(hubs[0]))

    assert by_authority(page) == SECURED
    assert current_on(page) == ["Secured 6"]
    assert "<details open><summary>By local authority</summary>" in _questions(page)
    assert wrong_counts(client, [page]) == []


def test_each_opens_the_rows_of_one_and_the_others_stay_in_reach(client, hubs):
    links = links_on(client.get(url(hubs[0])))[-3:]

    pages = [client.get(address) for _, address in links]

    kent, essex = make_authority("Kent"), make_authority("Essex")
    assert links == [
        (2, url(hubs[0], authority=essex.pk)),
        (3, url(hubs[0], authority=kent.pk)),
        (1, url(hubs[0], authority="none")),
    ]
    assert [total_on(page) for page in pages] == [2, 3, 1]
    assert [by_authority(page) for page in pages] == [SECURED] * 3
    assert [current_on(page) for page in pages] == [
        ["Essex 2"],
        ["Kent 3"],
        ["Whole hub 1"],
    ]


def test_rows_of_one_group_are_divided_as_the_whole_hub_is(client, hubs):
    group = hubs[0].work_groups.earliest("pk")

    page = client.get(url(hubs[0], group=group.pk))

    assert total_on(page) == 3
    assert by_authority(page) == SECURED


@pytest.mark.parametrize("task", ["waiting", "to-review", "nothing", ""])
def test_one_authority_or_none_is_no_question(client, hubs, task):
    page = client.get(f"{PLACES}?task={task}&hub={hubs[0].pk}&of=2026")

    assert by_authority(page) == []
    assert "By local authority" not in page.content.decode()


def test_rows_of_another_hub_are_not_counted(client, hubs):
    page = client.get(url(hubs[1]))

    assert total_on(page) == 0
    assert by_authority(page) == []


def test_groups_are_divided_and_letters_are_not(client, hubs):
    groups = reverse("admin:workgroups_workgroup_changelist")
    letters = reverse("admin:recruitment_email_changelist")

    found = [
        client.get(f"{address}?task={task}&hub={hubs[0].pk}&of=2026")
        for address, task in ((groups, "groups"), (letters, "came-back"))
    ]

    parts = questions_on(found[0])[-3:]
    assert parts == [("Essex", 1), ("Kent", 1), ("Whole hub", 1)]
    assert "By local authority" not in found[1].content.decode()
    assert wrong_counts(client, found) == []


def test_the_session_that_is_asked_for_stays(client, hubs):
    group = hubs[0].work_groups.earliest("pk")
    session = factories.make_session(group, on=factories.FRIDAY)
    other = hubs[0].work_groups.latest("pk")
    for place in (group.places.earliest("pk"), other.places.get()):
        factories.mark_present(place, session)

    page = client.get(f"{PLACES}?task=came&session=1&hub={hubs[0].pk}&of=2026")

    assert questions_on(page)[-2:] == [("Kent", 1), ("Whole hub", 1)]
    addresses = [address for _, address in links_on(page)[-2:]]
    assert all("session=1" in address for address in addresses), addresses
    assert wrong_counts(client, [page]) == []


@pytest.mark.parametrize("narrowing", [{}, {"authority": "none"}])
def test_the_question_costs_no_statement(
    client, hubs, narrowing, django_assert_max_num_queries
):
    client.get(PLACES)
    with django_assert_max_num_queries(10):
        client.get(url(hubs[0], **narrowing))


def test_a_name_is_printed_as_text(client, hubs):
    area = make_authority("Kent")
    area.name = "Kent <b>& Medway</b>"
    area.save()

    text = client.get(url(hubs[0])).content.decode()

    assert re.search(r"Kent &lt;b&gt;&amp; Medway&lt;/b&gt;\s*<strong>3", text)
