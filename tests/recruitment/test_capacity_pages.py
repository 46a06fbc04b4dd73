"""What staff read when they change a capacity, and before they move somebody."""

import re
from datetime import timedelta

import pytest

from recruitment.models import BulkAction
from tests.admin_forms import shown_on
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_participant,
    make_place,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.recruitment.bulk_cases import emails, proposed, states

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def staff():
    return make_staff("hub_administrator", hub=make_hub())


@pytest.fixture
def group():
    return make_work_group("Greenwich", hub=make_hub(), capacity=2)


def seated(group, number, state="confirmed"):
    return [named(group, state, f"Ada{each}") for each in range(number)]


def named(group, state, first_name, **fields):
    person = make_participant(group.hub, first_name=first_name, last_name="Brook")
    return make_place(state, work_group=group, participant=person, **fields)


def save(staff, group, **changes) -> list[str]:
    """Save the form of a group as it is shown, with changes; what is said then."""
    client = client_of(staff)
    url = f"/admin/workgroups/workgroup/{group.pk}/change/"
    page = client.post(url, {**shown_on(client, url), **changes}, follow=True)
    assert page.redirect_chain, page.context["adminform"].form.errors
    return [str(each) for each in page.context["messages"]]


def about_seats(said: list[str]) -> list[str]:
    return [each for each in said if "seat" in each]


def test_a_raised_capacity_leads_to_the_preview_of_the_offers(staff, group):
    other = make_work_group("Wolds", hub=make_hub("Wolds"), capacity=1)
    make_place("waiting", work_group=other)
    seated(group, 2)
    waiting = [make_place("waiting", work_group=group) for _ in range(4)]

    (said,) = about_seats(save(staff, group, capacity="5"))
    (url,) = re.findall(r'href="([^"]+)"', said)
    page = client_of(staff).get(url)

    assert said.startswith("4 people wait, and a seat is free for 3: ")
    assert [row.place for row in page.context["preview"].going] == waiting[:3]
    assert states(*waiting) == ["waiting"] * 4
    assert emails() == []


def test_without_a_limit_all_who_wait_may_be_offered(staff, group):
    seated(group, 2)
    waiting = make_place("waiting", work_group=group)

    (said,) = about_seats(save(staff, group, capacity=""))

    assert said.startswith("1 person waits, and a seat is free for 1: ")
    assert list(BulkAction.objects.get().rows.values_list("place", flat=True)) == [
        waiting.pk
    ]


def test_a_lowered_capacity_says_who_stays_and_moves_nobody(staff, group):
    group.capacity = 14
    group.save()
    soon = FRIDAY_5PM + timedelta(days=3)
    offered = named(group, "offered", "Ada", offer_ends_at=soon)
    people = [*seated(group, 11), offered]
    lapsed = named(group, "withdrawn", "Zed")

    (said,) = about_seats(save(staff, group, capacity="10"))

    assert said.startswith(
        "12 people have a seat, more than the capacity of 10. All stay and "
        "nobody is put out: Ada Brook, "
    )
    assert said.endswith(" and 2 more. No seat is free until fewer than 10 are left.")
    assert said.count(" Brook") == 10
    assert states(*people, lapsed) == ["confirmed"] * 11 + ["offered", "withdrawn"]


def test_with_a_waiting_list_only_those_who_are_in_stay(staff, group):
    (place,) = seated(group, 1)

    (said,) = about_seats(save(staff, group, capacity="0"))

    assert said == (
        "1 person has a seat. All stay and nobody is put out: Ada0 Brook. Nobody new "
        "is offered a seat."
    )
    assert states(place) == ["confirmed"]


@pytest.mark.parametrize("changes", [{}, {"capacity": "3"}, {"target": "9"}])
def test_nothing_is_said_where_nothing_follows(staff, group, changes):
    seated(group, 2)

    assert about_seats(save(staff, group, **changes)) == []
    assert not BulkAction.objects.exists()


def test_a_seat_that_was_free_before_is_not_offered_by_another_change(staff, group):
    make_place("waiting", work_group=group)

    assert about_seats(save(staff, group, target="9")) == []


# --- moving somebody


def test_the_preview_of_a_move_says_what_goes_along_and_who_will_wait(staff, group):
    target = make_work_group("Bromley", project=group.project, capacity=1)
    first, second = [named(group, "offered", name) for name in ("Ada", "Bea")]
    waits = named(group, "waiting", "Cy")
    bulk = proposed(
        "move", first, second, waits, at=FRIDAY_5PM, actor=staff, work_group=target
    )

    page = client_of(staff).get(bulk.get_absolute_url())

    text = " ".join(page.content.decode().split())
    preview = page.context["preview"]
    assert [row.place for row in preview.going] == [first, second, waits]
    assert [row.place for row in preview.will_wait] == [second]
    assert "They move to Bromley (2026/27)." in text
    assert "The time of registering, the answers, the mentor and the notes" in text
    assert "<strong>1 will wait</strong>" in text
    assert "no seat for them: Bea Brook." in text
    assert "We have moved you to Bromley" in page.context["samples"][0].body


def test_a_group_with_seats_lets_nobody_wait(staff, group):
    target = make_work_group("Bromley", project=group.project)
    place = named(group, "offered", "Ada")
    bulk = proposed("move", place, at=FRIDAY_5PM, actor=staff, work_group=target)

    page = client_of(staff).get(bulk.get_absolute_url())

    assert page.context["preview"].will_wait == []
    assert "will wait" not in page.content.decode()
