"""What the first page of a lead tells of people, and of the next session."""

from datetime import timedelta

import pytest

from recruitment.models import PlaceEvent
from recruitment.queries.lead_tasks import LeadTask, TaskLink, news_of
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_apology,
    make_hub,
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)
from tests.hubsite.test_group_home import client_of
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)
NEW = "secured a place in the last seven days"
BACK = "come back, so they read none of them"


@pytest.fixture
def lead():
    return make_staff("work_group_lead", hub=make_hub())


@pytest.fixture
def group(lead):
    group = make_work_group("Greenwich", hub=lead.roles.get().hub)
    group.leads.add(lead)
    return group


def person_in(group, name, state="confirmed", *, secured_before=None, **fields):
    person = make_participant(group.hub, first_name=name, last_name="Shah", **fields)
    place = make_place(state, work_group=group, participant=person)
    if secured_before is not None:
        at = FRIDAY_5PM - secured_before
        PlaceEvent.objects.create(
            place=place, hub=place.hub, to_state="confirmed", at=at
        )
    return place


def news(*groups):
    return news_of({each.pk: each for each in groups}, at=FRIDAY_5PM)


def page_of(lead):
    return one_line(client_of(lead).get("/lead/").content.decode())


def test_those_who_secured_a_place_this_week_are_new(group):
    person_in(group, "Ada", secured_before=timedelta(days=6))
    person_in(group, "Ben", secured_before=timedelta(days=7))
    person_in(group, "Cy", "withdrawn", secured_before=DAY)
    person_in(group, "Di", "offered", secured_before=DAY)
    person_in(group, "Ed")
    person_in(make_work_group("Bexley", hub=group.hub), "Flo", secured_before=DAY)

    new, back = news(group)

    url = f"/lead/groups/{group.slug}/"
    link = TaskLink("Ada Shah, Greenwich", url)
    assert new == LeadTask(1, f"person {NEW}", [link])
    assert back == LeadTask(0, f"people’s letters {BACK}", [])


def test_those_whose_letters_come_back_are_named_while_expected(group):
    for name, state in (("Ada", "offered"), ("Ben", "confirmed"), ("Cy", "waiting")):
        person_in(group, name, state, email_failed_at=FRIDAY_5PM)
    person_in(group, "Di", email_failed_at=FRIDAY_5PM, erased_at=FRIDAY_5PM)

    new, back = news(group)

    assert (back.number, back.text) == (2, f"people’s letters {BACK}")
    assert [link.text for link in back.links] == [
        "Ada Shah, Greenwich",
        "Ben Shah, Greenwich",
    ]
    assert new.number == 0


def test_news_take_one_statement(group, django_assert_num_queries):
    for number in range(4):
        person_in(group, f"P{number}", secured_before=DAY)

    with django_assert_num_queries(1):
        new, _ = news(group)

    assert new.number == 4


def test_the_first_page_names_them_and_not_those_of_others(lead, group):
    person_in(group, "Ada", secured_before=DAY, email_failed_at=FRIDAY_5PM)
    second = make_work_group("Bexley", hub=group.hub)
    foreign = make_work_group("Leeds", hub=make_hub("Wolds and Dales"))
    for other in (second, foreign):
        person_in(other, "Zoe", secured_before=DAY, email_failed_at=FRIDAY_5PM)

    page = page_of(lead)

    assert f"person {NEW}:" in page
    assert f"person’s letters {BACK}:" in page
    assert "Ada Shah, Greenwich" in page
    assert "Zoe" not in page


def test_groups_of_earlier_years_have_no_news(lead):
    old = make_work_group("Old", hub=lead.roles.get().hub, start_year=2025)
    old.leads.add(lead)
    person_in(old, "Ada", secured_before=DAY)

    assert "Ada" not in page_of(lead)


def test_the_next_session_stands_on_the_page_with_who_is_coming(lead, group):
    off = make_session(group, on=FRIDAY + DAY, called_off_at=FRIDAY_5PM)
    coming = make_session(group, on=FRIDAY + 7 * DAY, focus="Variation")
    make_session(group, on=FRIDAY + 14 * DAY)
    places = [person_in(group, name) for name in ("Ada", "Ben")]
    person_in(group, "Cy", "offered")
    person_in(group, "Di", "waiting")
    make_apology(places[0], coming)

    page = page_of(lead)

    assert "None of your groups meets today." in page
    assert (
        f'href="/sessions/{coming.pk}/register/">Who is expected at session 2</a>'
        in page
    )
    assert "Greenwich: Variation" in page
    assert "Friday 23 October, 4pm to 6pm" in page
    assert "3 expected · 1 cannot come" in page
    assert f"/sessions/{off.pk}/register/" not in page


def test_today_says_how_many_are_expected(lead, group):
    session = make_session(group, on=FRIDAY)
    person_in(group, "Ada")
    make_apology(person_in(group, "Ben"), session)

    page = page_of(lead)

    assert "Register not taken yet · 2 expected · 1 cannot come" in page
    assert "<h2>Next session</h2>" not in page
