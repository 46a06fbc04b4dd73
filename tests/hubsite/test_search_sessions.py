"""The search box finds a session by its number or its day, and words of its group."""

from datetime import date

import pytest

from tests import factories
from tests.hubsite.test_group_home import client_of
from workgroups import session_search
from workgroups.session_search import SessionAsked

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
FIND = "/admin/search/"
TODAY = date(2026, 10, 16)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Greenwich session 3", SessionAsked("Greenwich", 3)),
        ("SESSION 12 greenwich", SessionAsked("greenwich", 12)),
        ("session no. 2", SessionAsked("", 2)),
        ("18 January 2027", SessionAsked("", None, date(2027, 1, 18))),
        ("greenwich 18/01/2027", SessionAsked("greenwich", None, date(2027, 1, 18))),
        ("2027-01-18", SessionAsked("", None, date(2027, 1, 18))),
        ("18 jan", SessionAsked("", None, date(2027, 1, 18))),
        ("3 Nov session 2", SessionAsked("", 2, date(2026, 11, 3))),
        ("31 February 2027", SessionAsked("31 February 2027")),
        ("Greenwich", SessionAsked("Greenwich")),
        ("possession 3", SessionAsked("possession 3")),
        ("session 300", SessionAsked("session 300")),
        ("900001", SessionAsked("900001")),
    ],
)
def test_a_session_is_read_from_what_was_typed(text, asked):
    assert session_search.read(text, today=TODAY) == asked
    assert asked.is_session == (asked.number is not None or asked.on is not None)


@pytest.fixture
def staff():
    return factories.make_staff("hub_administrator")


@pytest.fixture
def groups():
    """Two groups of three sessions; the second meets at a venue of its own."""
    found = [factories.make_work_group(name) for name in ("Greenwich", "Lambeth")]
    for group in found:
        for _ in range(3):
            factories.make_session(group)
    return found


def found_by(client, text):
    page = client.get(FIND, {"q": text})
    assert page.status_code == 200
    results = page.context["searched"].results
    return {
        each.heading: [(row.label, row.detail) for row in each.rows] for each in results
    }


def test_the_only_session_that_is_found_opens_at_once(staff, groups):
    answer = client_of(staff).get(FIND, {"q": "greenwich session 3"})

    session = groups[0].sessions.get(number=3)
    assert answer.status_code == 302
    assert answer["Location"] == f"/admin/workgroups/session/{session.pk}/"


def test_several_sessions_are_listed_with_the_newest_first(staff, groups):
    factories.make_venue("Hall")
    late = groups[1].sessions.get(number=2)
    type(late).objects.filter(pk=late.pk).update(
        on=date(2026, 12, 1), called_off_at=factories.FRIDAY_5PM
    )
    groups[0].venue = factories.make_venue("Hall")
    groups[0].save()

    assert found_by(client_of(staff), "session 2") == {
        "Sessions": [
            ("Lambeth, session 2 on 1 December 2026", "called off"),
            ("Greenwich, session 2 on 6 November 2026", "Hall"),
        ]
    }


def test_sessions_are_found_by_their_day(staff, groups):
    assert found_by(client_of(staff), "16 October 2026") == {
        "Sessions": [
            ("Greenwich, session 1 on 16 October 2026", ""),
            ("Lambeth, session 1 on 16 October 2026", ""),
        ]
    }


def test_a_session_of_another_hub_is_not_found(staff, groups):
    theirs = factories.make_work_group("Bexley", hub=factories.make_hub("Bexley Hub"))
    factories.make_session(theirs, number=9)

    assert found_by(client_of(staff), "session 9") == {"Sessions": []}


def test_other_words_still_find_people_schools_and_groups(staff, groups):
    assert [*found_by(client_of(staff), "greenwich")] == ["People", "Schools", "Groups"]


def test_the_link_to_all_opens_as_many_sessions(staff):
    for _ in range(13):
        factories.make_session(number=5)
    client = client_of(staff)

    (found,) = client.get(FIND, {"q": "session 5"}).context["searched"].results

    assert (len(found.rows), found.total) == (12, 13)
    assert client.get(found.url).context["cl"].result_count == 13


@pytest.mark.parametrize("count", [2, 40])
def test_the_search_needs_few_statements(staff, data_statements, count):
    for _ in range(count):
        factories.make_session(number=5)
    client = client_of(staff)

    with data_statements(at_most=4) as found:
        client.get(FIND, {"q": "session 5"})

    assert len(found) == 4
