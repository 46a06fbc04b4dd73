"""Every question of every kind of programme, posted and read back wherever it goes.

What is expected stands as literals in registration_cases.py: on the rows, on "Check
your answers", on the page of the group's lead, on the admin's page, in both exports,
and again after the place was moved to another group.
"""

import pytest

from recruitment.actions import staff
from recruitment.models import Mentor, Place
from tests.factories import FRIDAY_5PM, make_staff
from tests.recruitment.reading_back import (
    answers_on,
    columns_on,
    fields_of,
    fill_in,
    groups_for,
    lead_page,
    register,
    told_by_admin,
    told_by_export,
)
from tests.recruitment.registration_cases import (
    CASES,
    COLUMNS,
    HEADINGS,
    LABELS,
    Case,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def known(found: dict[str, str], titles: set[str]) -> dict[str, str]:
    return {title: words for title, words in found.items() if title in titles}


def check_staff(client, case: Case, place: Place) -> None:
    """The admin's page and both exports tell what the case says, and no more."""
    lead = make_staff("hub_lead", hub=place.hub)
    client.force_login(lead, backend="django.contrib.auth.backends.ModelBackend")
    answers = known(told_by_admin(client, place), HEADINGS)
    helped = {"What would help": case.help} if case.help else {}
    assert answers == {**case.told, **helped}
    for form in ("csv", "xlsx"):
        found = told_by_export(client, form, place.work_group)
        assert known(found, HEADINGS) == case.told


def check_lead(client, case: Case, group) -> None:
    page = lead_page(client, group)
    columns = [title for title in columns_on(page) if title in COLUMNS]
    assert columns == case.columns
    assert [each for each in case.lead_reads if each not in page] == []
    assert [each for each in case.lead_never_reads if each in page] == []


def check_rows(case: Case, place: Place) -> None:
    assert fields_of(place, case.kept) == case.kept
    assert fields_of(place.participant, case.person) == case.person
    assert fields_of(place.registration, case.registration) == case.registration
    named = Mentor.objects.filter(mentorships__registration=place.registration)
    found = [(each.name, each.email) for each in named]
    assert found == ([case.mentor] if case.mentor else [])


@pytest.mark.parametrize("name", CASES)
def test_every_answer_is_shown_back_before_it_is_sent(client, name):
    case = CASES[name]
    here, _ = groups_for(case)

    page = fill_in(client, here, case.posted)

    assert known(answers_on(page), LABELS) == case.checked


@pytest.mark.parametrize("name", CASES)
def test_every_answer_is_kept_and_read_where_it_should_be(client, name):
    case = CASES[name]

    _, place, _ = register(client, case)

    check_rows(case, place)
    check_lead(client, case, place.work_group)
    check_staff(client, case, place)


@pytest.mark.parametrize("name", CASES)
def test_every_answer_goes_along_to_another_group(client, name):
    case = CASES[name]
    _, place, there = register(client, case)
    actor = make_staff("hub_lead")

    moved = staff.move_to_group(
        place, there, at=FRIDAY_5PM, actor=actor, reason="nearer to home"
    )

    check_rows(case, moved)
    check_lead(client, case, there)
    check_staff(client, case, moved)
