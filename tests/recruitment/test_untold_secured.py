"""Untold people with a secured place stay while its year runs, and stay a task."""

from datetime import UTC, date, datetime, timedelta

import pytest

from recruitment.models import Participant, Place, Registration
from recruitment.queries.untold import people_overdue, soon_forgotten
from tests.factories import FRIDAY_5PM, make_hub, make_place, make_staff
from tests.hubsite.test_told_by_hand import todo
from tests.recruitment.test_untold import OVERDUE, forget, listed

pytestmark = [pytest.mark.django_db, pytest.mark.friday]

#: Midnight in London between the years 2026/27 and 2027/28.
YEAR_IS_OVER = datetime(2027, 8, 31, 23, tzinfo=UTC)
DAY = timedelta(days=1)


def overdue(at=FRIDAY_5PM):
    return list(people_overdue(at))


def test_a_secured_place_of_a_running_year_keeps_its_person():
    person = listed("confirmed")

    assert forget() == 0

    person.refresh_from_db()
    assert (person.first_name, person.erased_at) == ("Ada", None)
    assert person.places.get().state == "confirmed"


def test_the_start_page_counts_them_until_they_are_told():
    person = listed("confirmed")
    forget()

    assert todo(make_staff("hub_lead")) == (1, [person.full_name])


def test_they_are_forgotten_when_the_year_is_over():
    person = listed("confirmed")

    assert overdue(YEAR_IS_OVER - timedelta(seconds=1)) == []
    assert overdue(YEAR_IS_OVER) == [person]


def test_a_place_of_the_year_before_keeps_nobody():
    person = listed("confirmed")
    Place.objects.update(start_year=2025)

    assert overdue() == [person]


def test_the_last_secured_place_counts_and_no_other_state():
    person = listed("confirmed")
    Place.objects.update(start_year=2025)
    later = make_place("provisional", participant=person)
    Registration.objects.update(source="import")
    assert overdue() == [person]

    Place.objects.filter(pk=later.pk).update(state="confirmed", one_per_year=False)

    assert overdue() == []


def test_the_secured_place_of_somebody_else_keeps_nobody():
    person = listed("waiting")
    listed("confirmed", hub=make_hub("Wolds"))

    assert overdue() == [person]


def test_the_page_names_them_two_weeks_before_the_year_is_over():
    person = listed("confirmed")
    late = listed("confirmed", came_at=YEAR_IS_OVER - 20 * DAY)
    hub = make_hub().pk

    def shown(at):
        return [(each.row, each.on) for each in soon_forgotten(hub, at=at, limit=9)]

    assert shown(YEAR_IS_OVER - 14 * DAY - timedelta(seconds=1)) == []
    assert shown(YEAR_IS_OVER - 14 * DAY) == [(person, date(2027, 9, 1))]
    assert shown(YEAR_IS_OVER - DAY) == [
        (person, date(2027, 9, 1)),
        (late, date(2027, 9, 11)),
    ]
    assert Participant.objects.get(pk=person.pk).came_at == OVERDUE
