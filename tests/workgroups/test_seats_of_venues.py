"""A venue with too few seats for its group is warned of, and a tick saves it."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.admin_forms import shown_on
from tests.recruitment.test_changed_sessions import post_twice, save_group
from workgroups.models import Session, WorkGroup
from workgroups.rules import Room, too_few_seats

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.mark.parametrize(
    ("rooms", "capacity", "secured", "said"),
    [
        (
            [Room("Oak Lane", 11, (2,))],
            12,
            0,
            ["Session 2: Oak Lane has 11 seats, and the group takes 12."],
        ),
        ([Room("Oak Lane", 12, (2,))], 12, 30, []),
        ([Room("Oak Lane", None, (2,))], 12, 30, []),
        ([Room("Oak Lane", 1, (2,))], 0, 30, []),
        ([Room("Oak Lane", 1, (2,))], None, 1, []),
    ],
)
def test_a_room_is_too_small_for_the_capacity(rooms, capacity, secured, said):
    assert too_few_seats(rooms, capacity=capacity, secured=secured) == said


def test_each_room_is_a_sentence_with_its_sessions_and_numbers():
    rooms = [Room("Hall", 1), Room("Oak Lane", 11, (3, 1, 2)), Room("Barn", 2, (4,))]

    assert too_few_seats(rooms, capacity=12, secured=0) == [
        "Hall has 1 seat, and the group takes 12.",
        "Sessions 1, 2 and 3: Oak Lane has 11 seats, and the group takes 12.",
        "Session 4: Barn has 2 seats, and the group takes 12.",
    ]
    assert too_few_seats(rooms[:1], capacity=None, secured=2) == [
        "Hall has 1 seat, and 2 people have a place."
    ]


@pytest.fixture
def office(signed_in):
    return signed_in(make.make_staff("hub_lead"))


@pytest.fixture
def group():
    """A group for 12 with two sessions, the second in a room of its own."""
    make.make_venue("Rose Hill", seats=12)
    make.make_venue("Oak Lane", seats=8)
    group = make.make_work_group("SKTM Lewisham", venue="Rose Hill", capacity=12)
    make.make_session(group)
    make.make_session(group, venue="Oak Lane")
    return group


ASK = "Is this right? If so, tick “Save this with too few seats all the same”."
NOBODY = "SKTM Lewisham: nobody has a place yet."


def errors_of(answer) -> list[str]:
    assert answer.status_code == 200
    return list(answer.context["errors"])


def label_on(answer) -> str:
    """What the box is called on the page that was shown again."""
    form = answer.context["adminform"].form
    return str(form["save_anyway"].label)


def test_the_box_is_called_by_what_the_warning_is_about(office, group):
    url = reverse("admin:workgroups_workgroup_change", args=[group.pk])
    fresh = office.get(url)
    seats = save_group(office, group, capacity=13)
    christmas = {1: {"on": "2026-12-25"}}
    dates = save_group(office, group, changed=christmas)
    both = save_group(office, group, changed=christmas, capacity=13)

    assert [label_on(each) for each in (fresh, seats, dates, both)] == [
        "Save these dates all the same",
        "Save this with too few seats all the same",
        "Save these dates all the same",
        "Save these dates, with too few seats, all the same",
    ]


def test_a_larger_group_is_warned_of_and_the_tick_saves_it(office, group):
    warned = save_group(office, group, capacity=13)
    kept = WorkGroup.objects.get(pk=group.pk).capacity
    ticked = save_group(office, group, capacity=13, save_anyway="on")

    assert errors_of(warned) == [
        "Session 1: Rose Hill has 12 seats, and the group takes 13.",
        "Session 2: Oak Lane has 8 seats, and the group takes 13.",
        NOBODY,
        ASK,
    ]
    assert 'value="13"' in warned.content.decode()
    assert kept == 12
    assert ticked.status_code == 302
    assert WorkGroup.objects.get(pk=group.pk).capacity == 13


def test_what_is_known_already_is_not_warned_of_again(office, group):
    renamed = save_group(office, group, title="Renamed")
    moved = save_group(office, group, changed={2: {"on": "2026-11-05"}})

    assert (renamed.status_code, moved.status_code) == (302, 302)


def test_the_new_room_of_one_session_is_warned_of_alone(office, group):
    make.make_venue("Loft", seats=3)

    warned = save_group(office, group, changed={1: {"venue": "Loft"}})

    assert errors_of(warned)[0] == (
        "Session 1: Loft has 3 seats, and the group takes 12."
    )
    assert errors_of(warned)[1:] == [NOBODY, ASK]


def test_the_venue_of_a_group_counts_without_a_session(office):
    make.make_venue("Loft", seats=3)
    group = make.make_work_group(venue="Rose Hill", capacity=4)

    warned = save_group(office, group, venue="Loft")

    assert errors_of(warned)[0] == "Loft has 3 seats, and the group takes 4."


def test_without_a_limit_the_people_with_a_place_are_counted(office, group):
    for state in (*["confirmed"] * 9, "offered", "waiting", "withdrawn"):
        make.make_place(state, work_group=group)
    other = make.make_work_group()
    for _ in range(4):
        make.make_place("confirmed", work_group=other)

    warned = save_group(office, group, capacity="")

    assert errors_of(warned) == [
        "Session 2: Oak Lane has 8 seats, and 9 people have a place.",
        "SKTM Lewisham: 9 people have a place and 1 person is offered one.",
        ASK,
    ]


def test_a_session_that_is_called_off_needs_no_seats(office, group):
    group.sessions.filter(number=2).update(called_off_at=make.FRIDAY_5PM)

    assert errors_of(save_group(office, group, capacity=13))[:2] == [
        "Session 1: Rose Hill has 12 seats, and the group takes 13.",
        NOBODY,
    ]


def test_the_page_of_a_session_warns_too(office, group):
    session = Session.objects.get(work_group=group, number=1)
    url = reverse("admin:workgroups_session_change", args=[session.pk])
    data = {**shown_on(office, url), "venue": make.make_venue("Oak Lane").pk}

    warned = office.post(url, data)
    ticked = post_twice(office, url, {**data, "save_anyway": "on"})

    said = warned.content.decode()
    assert "Session 1: Oak Lane has 8 seats, and the group takes 12." in said
    assert "Session 2" not in said
    assert ticked.status_code == 302
    session.refresh_from_db()
    assert str(session.venue) == "Oak Lane"
