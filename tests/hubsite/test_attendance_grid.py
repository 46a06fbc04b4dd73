"""Attendance over the year as a grid, and who was absent twice without a word."""

import re

import pytest
from django.urls import reverse

from recruitment.models import Attendance
from recruitment.queries import attendance_grid
from tests.factories import (
    FRIDAY_5PM,
    give_role,
    make_hub,
    make_place,
    make_staff,
    make_user,
    mark_present,
)
from tests.pages import one_line
from tests.recruitment.completion_cases import group_over, person_in

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def lead():
    return make_staff("work_group_lead")


def led(lead, *shares, **fields):
    group = group_over(*shares, **fields)
    group.leads.add(lead)
    return group


def url_of(group):
    return f"/lead/groups/{group.slug}/attendance/"


def page_of(client, url):
    return one_line(client.get(url).content.decode())


def test_every_mark_has_its_letter_and_days_and_totals_are_counted(lead):
    group = led(lead, "1", "0.5", "0.25", "0.25", "0.5")
    other = group_over(*("1",) * 5, project=group.project)
    guest = person_in(group, "ples.", last_name="Abel", first_name="Ada")
    mark_present(guest, other.sessions.get(number=4))
    person_in(group, "a.pa.", "withdrawn", last_name="Bell", first_name="Bo")

    grid = attendance_grid.grid_of(group)

    rows = [
        (row.name, row.state, "".join(c.letter or "." for c in row.cells), row.attended)
        for row in grid.rows
    ]
    assert rows == [
        ("Ada Abel", "", "PLEP.", "2 of 2 days, 100%"),
        ("Bo Bell", "withdrawn", "X?PX.", "¼ of 2 days, 12%"),
    ]
    assert grid.totals == ["1 of 2", "1 of 1", "2 of 2", "1 of 2", ""]
    assert [cell.label for cell in grid.rows[0].cells] == [
        "present",
        "late",
        "left early",
        "present, at another group",
        "",
    ]
    assert [(c.letter, c.label, c.kind) for c in grid.legend] == [
        ("P", "present", "present"),
        ("L", "late", "late"),
        ("E", "left early", "left_early"),
        ("A", "apologies", "apologies"),
        ("X", "absent", "absent"),
        ("?", "no mark", "none"),
    ]


def test_a_mark_says_that_a_deputy_came(signed_in, lead):
    group = led(lead)
    place = person_in(group, "pp..")
    Attendance.objects.filter(session__number=2).update(deputy="Pat <Oak>")

    first, second = attendance_grid.grid_of(group).rows[0].cells[:2]
    page = page_of(signed_in(lead), url_of(group))

    assert place.attendances.count() == 2
    assert (first.letter, first.label) == ("P", "present")
    assert (second.letter, second.label) == ("Pd", "present, deputy Pat <Oak>")
    assert "present, deputy Pat &lt;Oak&gt;" in page
    assert "d: a deputy came instead" in page


def test_the_page_shows_the_grid_and_escapes_names(signed_in, lead):
    group = led(lead)
    person_in(group, "ppsa", first_name="Bo", last_name="<Fen>")

    page = page_of(signed_in(lead), url_of(group))

    assert "Bo &lt;Fen&gt;" in page
    assert page.count('<span class="visually-hidden">present</span>') == 2
    assert page.count('<span class="visually-hidden">absent</span>') == 1
    assert 'class="grid__mark grid__mark--apologies" aria-hidden="true">A<' in page
    assert "<td>½ of 1 day, 50%</td>" in page
    assert "<td>1 of 1</td><td>1 of 1</td><td>0 of 1</td><td>0 of 1</td>" in page


def test_people_stand_by_name_with_the_state_of_those_who_left(signed_in, lead):
    group = led(lead)
    for first, last, state in (
        ("Cy", "Brook", "confirmed"),
        ("Ada", "Cole", "completed"),
        ("Bo", "Brook", "withdrawn"),
    ):
        person_in(group, "p...", state, first_name=first, last_name=last)
    person_in(group_over(), "pppp", last_name="Elsewhere")
    make_place("moved", work_group=group)

    page = page_of(signed_in(lead), url_of(group))

    rows = re.findall(r'<th scope="row">(.*?)</th>', page)
    assert rows[:3] == [
        'Bo Brook <span class="quiet">withdrawn</span>',
        "Cy Brook",
        "Ada Cole",
    ]
    assert "Elsewhere" not in page
    assert re.findall(r"(\d)<br>", page) == ["1", "2", "3", "4"]
    assert "18 Sep" in page


def test_before_any_register_the_page_says_so(signed_in, lead):
    group = led(lead)

    page = page_of(signed_in(lead), url_of(group))

    assert "Marks will be here once a register is taken." in page


def test_the_groups_pages_lead_there(signed_in, lead):
    group = led(lead)

    assert url_of(group) in page_of(signed_in(lead), f"/lead/groups/{group.slug}/")
    home = reverse("admin:workgroups_workgroup_home", args=[group.pk])
    assert url_of(group) in page_of(signed_in(make_staff("hub_lead")), home)


@pytest.mark.parametrize("kind", ["work_group_lead", "hub_lead", "evaluator"])
def test_nobody_else_finds_it(signed_in, lead, kind):
    group, user = led(lead), make_user()
    give_role(user, kind, hub=make_hub("Wolds") if kind == "hub_lead" else make_hub())

    assert signed_in(user).get(url_of(group)).status_code == 404


@pytest.mark.parametrize("people", [1, 4])
def test_the_page_keeps_its_statements(signed_in, data_statements, lead, people):
    group = led(lead)
    for _ in range(people):
        person_in(group, "pppa")
    client = signed_in(lead)

    with data_statements(at_most=8):
        page_of(client, url_of(group))


SAID = "absent at the last two sessions without apologies"


def test_the_lead_is_told_of_two_silent_absences_in_a_row(signed_in, lead):
    group = led(lead, title="SKTM Lewisham")
    named = {"first_name": "Ada", "last_name": "Brook"}
    person_in(group, "ppaa", **named)
    other = group_over(title="Somebody else’s")
    person_in(other, "ppaa", last_name="Theirs")

    page = page_of(signed_in(lead), "/lead/")

    assert f"1</span><div><p>person was {SAID}:</p>" in page
    assert f'<a href="{url_of(group)}">Ada Brook, SKTM Lewisham</a>' in page
    assert "Theirs" not in page


@pytest.mark.parametrize(
    ("marks", "state"),
    [
        ("aapa", "confirmed"),
        ("paap", "confirmed"),
        ("ppsa", "confirmed"),
        ("ppa.", "confirmed"),
        ("ppaa", "withdrawn"),
        ("ppaa", "completed"),
    ],
)
def test_other_absences_are_no_task(signed_in, lead, marks, state):
    group = led(lead)
    person_in(group, marks, state)
    person_in(group, "pppp")

    assert SAID not in page_of(signed_in(lead), "/lead/")


@pytest.mark.parametrize("change", ["caught up", "called off", "last year"])
def test_what_was_no_silent_absence_is_no_task(signed_in, lead, change):
    group = led(lead, **({"start_year": 2025} if change == "last year" else {}))
    place = person_in(group, "ppaa")
    if change == "caught up":
        other = group_over(project=group.project)
        mark_present(place, other.sessions.get(number=4))
    if change == "called off":
        group.sessions.filter(number=4).update(called_off_at=FRIDAY_5PM)

    assert SAID not in page_of(signed_in(lead), "/lead/")
