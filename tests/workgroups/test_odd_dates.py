"""Dates about which the admin's forms warn, and the tick that saves them."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.recruitment.test_changed_sessions import save_group
from workgroups import rules

CLOSED = [["07-20", "09-05"], ["12-20", "01-03"]]


@pytest.fixture
def office(signed_in):
    with time_machine.travel(FRIDAY_5PM, tick=False):
        yield signed_in(make.make_staff("hub_lead"))


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([(1, date(2026, 10, 16)), (2, date(2026, 11, 6))], []),
        (
            [(1, date(2020, 1, 1))],
            [
                "Session 1, Wednesday 1 January 2020, is outside the academic year "
                "2026/27."
            ],
        ),
        (
            [(1, date(2026, 12, 25))],
            ["Session 1, Friday 25 December 2026, is a bank holiday."],
        ),
        (
            [(1, date(2027, 5, 3))],
            ["Session 1, Monday 3 May 2027, is a bank holiday."],
        ),
        (
            [(2, date(2026, 12, 22))],
            [
                "Session 2, Tuesday 22 December 2026, is in weeks in which the hub is "
                "closed."
            ],
        ),
        (
            [(2, date(2026, 10, 16)), (1, date(2026, 10, 16)), (3, date(2026, 9, 30))],
            [
                "Session 2 is not later than session 1.",
                "Session 3 is not later than session 2.",
            ],
        ),
    ],
)
def test_unusual_dates_in_words(sessions, said):
    assert rules.odd_dates(sessions, start_year=2026, closed_weeks=CLOSED) == said


SATS = rules.DaysToAvoid("SATs week", date(2027, 5, 10), date(2027, 5, 13))


@pytest.mark.parametrize(
    ("on", "said"),
    [
        (date(2027, 5, 9), []),
        (
            date(2027, 5, 10),
            ["Session 1, Monday 10 May 2027, is on a day to avoid: SATs week."],
        ),
        (
            date(2027, 5, 13),
            ["Session 1, Thursday 13 May 2027, is on a day to avoid: SATs week."],
        ),
        (date(2027, 5, 14), []),
    ],
)
def test_days_to_avoid_in_words(on, said):
    found = rules.odd_dates(
        [(1, on)], start_year=2026, closed_weeks=[], to_avoid=[SATS]
    )
    assert found == said


@pytest.mark.django_db
def test_unusual_dates_of_a_group_are_published_only_with_a_tick(office):
    group = make.make_work_group()
    for _ in range(3):
        make.make_session(group)
    odd = {1: {"on": "2020-01-01"}, 3: {"on": "2026-12-25"}}

    warned = save_group(office, group, changed=odd).content.decode()
    kept = [f"{each.on}" for each in group.sessions.order_by("number")]
    ticked = save_group(office, group, changed=odd, save_anyway="on")

    assert "Session 1, Wednesday 1 January 2020, is outside the academic" in warned
    assert "Session 3, Friday 25 December 2026, is a bank holiday." in warned
    assert "Are these dates right? If so, tick" in warned
    assert kept == ["2026-10-16", "2026-11-06", "2026-11-27"]
    assert ticked.status_code == 302
    saved = [f"{each.on}" for each in group.sessions.order_by("number")]
    assert saved == ["2020-01-01", "2026-11-06", "2026-12-25"]


@pytest.mark.django_db
def test_a_group_with_unusual_dates_is_saved_without_a_tick_if_they_stay(office):
    group = make.make_work_group()
    make.make_session(group, on=date(2026, 12, 25))

    assert save_group(office, group, venue="Elm Road").status_code == 302


@pytest.mark.django_db
def test_the_page_of_a_session_warns_too(office):
    session = make.make_session()
    make.make_session(session.work_group)
    url = reverse("admin:workgroups_session_change", args=[session.pk])
    form = office.get(url).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    data |= {"on": "2026-12-01"}

    warned = office.post(url, data)
    ticked = office.post(url, {**data, "save_anyway": "on"})

    assert "Session 2 is not later than session 1." in warned.content.decode()
    assert (warned.status_code, ticked.status_code) == (200, 302)
    session.refresh_from_db()
    assert session.on == date(2026, 12, 1)


@pytest.mark.django_db
def test_a_page_that_is_only_read_has_no_tick(signed_in):
    session = make.make_session()
    client = signed_in(make.make_staff("national"))

    answer = client.get(reverse("admin:workgroups_session_change", args=[session.pk]))

    assert answer.status_code == 200
    assert "save_anyway" not in answer.content.decode()
