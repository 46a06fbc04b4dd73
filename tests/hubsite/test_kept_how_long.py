"""What is kept how long: the page, the to-do and its list."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from recruitment.actions import retention
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.hubsite.kept_cases import (
    ON_THE_DAY,
    PAGE,
    announce,
    held,
    person_of,
    text_of,
)
from tests.pages import one_line

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


@pytest.fixture
def lead(signed_in):
    return signed_in(make.make_staff("hub_lead"))


# --- the page


def test_the_page_names_those_who_go_next_and_counts_what_is_deleted(lead):
    person_of(phone="020 1")
    person_of(last_name="<b>Bold", second_email="b@example.org")
    person_of(2026, last_name="Stays")
    person_of(hub=make.make_hub("Wolds"), last_name="Theirs")
    announce()

    page = lead.get(PAGE).content.decode()
    text = text_of(lead)

    assert "2 people’s details go on 1 November 2026 ." in text
    assert "Priya &lt;b&gt;Bold" in page
    assert "Priya Shah" in text
    assert "Stays" not in text
    assert "Theirs" not in text
    counted = re.findall(
        r'<td>([^<]*)</td><th scope="row">([^<]*)</th>\s*<td class="number">(\d+)', page
    )
    assert counted == [
        ("Participants", "First name", "2"),
        ("Participants", "Last name", "2"),
        ("Participants", "Email", "2"),
        ("Participants", "Address for the holidays", "1"),
        ("Participants", "Phone", "1"),
    ]


def test_one_person_is_said_as_one(lead):
    person_of()
    announce()

    assert "1 person’s details go on 1 November 2026 ." in text_of(lead)


def test_without_an_announced_day_the_page_says_so(lead):
    person_of()

    text = text_of(lead)

    assert "No day is announced: nobody’s details go within two weeks." in text
    assert "Nobody is held back." in text


def test_the_page_says_how_long_each_thing_is_kept_and_when_years_go(lead):
    person_of(2025)
    person_of(2025)
    person_of(2026)

    text = text_of(lead)

    assert "12 months after the end of the academic year of their last place" in text
    assert "30 days after the last session of their group" in text
    assert "2025/26 2 1 September 2027 2026/27 1 1 September 2028" in text


def test_access_needs_that_are_over_are_counted(lead):
    place = make.make_place(access_needs="ramp")
    make.make_session(place.work_group, on=date(2026, 9, 1))
    assert "What would help 1 person to take part is deleted within the hour" in (
        text_of(lead)
    )


def test_who_is_not_told_is_named_with_the_day_and_a_page(lead):
    mentor = make.make_mentor(
        name="<b>Jo", came_at=FRIDAY_5PM - timedelta(days=20), email="jo@example.org"
    )
    make.make_mentorship(make.make_participant(), mentor)

    page = one_line(lead.get(PAGE).content.decode())

    url = f"/admin/recruitment/mentor/{mentor.pk}/change/"
    assert f'<a href="{url}">&lt;b&gt;Jo</a>, 26 October 2026' in page
    assert 'name="told_on"' in lead.get(url).content.decode()


def test_the_start_page_counts_mentors_and_heads_who_are_not_told(lead):
    for hub in (make.make_hub(), make.make_hub("Wolds")):
        old = FRIDAY_5PM - timedelta(days=14)
        mentor = make.make_mentor(hub, came_at=old)
        make.make_mentorship(make.make_participant(hub), mentor)
        group = make.make_work_group(hub=hub)
        make.make_place(work_group=group, release_email="head@example.org")

    tasks = lead.get("/admin/").context["home"].tasks

    told = [each for each in tasks if "not told" in each.text]
    assert [(each.number, each.text) for each in told] == [
        (
            1,
            "mentor was named by somebody and is not told; deleted after 30 days",
        ),
        (1, "head or deputy is named and not told; the address goes after 30 days"),
    ]
    for task in told:
        page = lead.get(task.url, follow=True).content.decode()
        assert 'data-total="1"' in page


def test_what_went_stands_on_the_page_without_names(lead):
    person_of()
    announce()
    retention.do_run(make.make_hub(), at=ON_THE_DAY)
    assert "What went" not in text_of(lead)
    retention.do_run(make.make_hub(), at=ON_THE_DAY)

    text = text_of(lead)

    assert "What went 1 November 2026: 1 person" in text
    assert "Shah" not in text


def test_the_page_is_the_hubs_own(lead, signed_in):
    other = make.make_hub("Wolds")
    held(person_of(hub=other, last_name="Theirs"))
    person_of(hub=other, last_name="Goes")
    announce(other)
    place = make.make_place(
        work_group=make.make_work_group(hub=other, start_year=2020), access_needs="x"
    )
    assert place

    text = text_of(lead)

    assert "No day is announced" in text
    assert "Nobody is held back." in text
    assert "is deleted within the hour" not in text
    assert "Last place in" not in text


def test_the_page_takes_the_same_statements_for_any_number_of_people(lead):
    taken = []
    for _ in range(2):
        for _ in range(2):
            person_of()
            held(person_of())
        announce()
        with CaptureQueriesContext(connection) as captured:
            lead.get(PAGE)
        taken.append(len(captured))

    assert taken[0] == taken[1]
    assert taken[0] <= 30


def test_setting_up_leads_to_the_page(lead):
    page = lead.get("/admin/setting-up/").content.decode()

    assert f'<a href="{PAGE}">What is kept how long</a>' in page


def test_at_most_fifty_are_named(lead):
    for _ in range(51):
        person_of()
    announce()

    text = text_of(lead)

    assert text.count("Priya Shah") == 50
    assert "And 1 more." in text


# --- the to-do and its list


def test_the_start_page_counts_who_goes_next_and_leads_to_exactly_them(lead):
    person_of()
    person_of(2026)
    held(person_of(last_name="Held"))
    announce()

    tasks = {task.text: task for task in lead.get("/admin/").context["home"].tasks}

    task = tasks["person’s details go on 1 November 2026: see who"]
    assert task.number == 1
    page = lead.get(task.url, follow=True).content.decode()
    assert 'data-total="1"' in page
    assert "People’s details go on 1 November 2026: see who" in one_line(page)
    assert "Shah" in page
    assert "Held" not in page


def test_the_start_page_says_nothing_while_no_day_is_announced(lead):
    person_of()

    tasks = lead.get("/admin/").context["home"].tasks

    assert [each.text for each in tasks if "details" in each.text] == []


def test_the_start_page_takes_at_most_twenty_statements(lead):
    for _ in range(3):
        person_of()
    announce()
    lead.get("/admin/")

    with CaptureQueriesContext(connection) as captured:
        lead.get("/admin/")

    assert len(captured) <= 20
