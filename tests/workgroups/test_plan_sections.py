"""Which sections of the frameworks a year touches, on its pages."""

import pytest
from django.urls import reverse

from tests import factories as make
from tests.pages import one_line
from tests.plan_rows import (
    make_common_plan,
    make_planned_session,
    make_two_groups,
    section,
)
from workgroups.models import FrameworkSection
from workgroups.plan_sections import SectionRow, sections_touched

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def make_year():
    """Session 1 as the common plan, 2 with a section of its own, 3 with none."""
    first, second = make_two_groups()
    sessions = [make_planned_session(first, number=number) for number in (1, 2, 3)]
    make_common_plan(first.project, 1).sections.set(
        [section(3), section(2), section(3, "ECF")]
    )
    make_common_plan(first.project, 2).sections.set([section(4)])
    sessions[1].own_sections.add(section(3, "CCF"))
    other = make_planned_session(second, number=1)
    other.own_sections.add(section(7))
    elsewhere = make_common_plan(make.make_project(), 3)
    elsewhere.sections.add(section(8))
    return first, sessions


def touched_in(group, sessions):
    return sections_touched(sessions, project_id=group.project_id)


def test_a_session_serves_its_own_sections_or_those_of_the_common_plan():
    found = touched_in(*make_year())

    assert found.rows == (
        SectionRow(1, "High Expectations", ()),
        SectionRow(2, "How Pupils Learn", (1,)),
        SectionRow(3, "Subject and Curriculum", (1, 2)),
        SectionRow(4, "Classroom Practice", ()),
        SectionRow(5, "Adaptive Teaching", ()),
        SectionRow(6, "Assessment", ()),
        SectionRow(7, "Managing Behaviour", ()),
        SectionRow(8, "Professional Behaviours", ()),
    )
    assert found.finding == "The year touches 2 of 8 sections"
    assert found.numbers == (1, 2, 3)


def test_the_newest_framework_names_the_sections():
    group, sessions = make_year()
    FrameworkSection.objects.filter(framework__short_name="ECTE", number=6).update(
        title="Assessing"
    )

    assert touched_in(group, sessions).rows[5].title == "Assessing"


def test_the_picture_has_a_dot_for_each_session_and_section():
    found = touched_in(*make_year())

    assert (found.width, found.height) == (128, 252)
    assert found.heads == [(38, 1), (74, 2), (110, 3)]
    dots = [
        (row.number, y, [(dot.x, dot.y, dot.is_touched) for dot in line])
        for row, y, line in found.lines
    ]
    assert dots[2] == (3, 84, [(38, 84, True), (74, 84, True), (110, 84, False)])
    assert dots[0] == (1, 28, [(38, 28, False), (74, 28, False), (110, 28, False)])


def test_it_takes_three_statements(data_statements):
    group, sessions = make_year()

    with data_statements(at_most=3):
        touched_in(group, sessions)


def test_a_year_whose_plans_name_no_section_has_no_picture(client):
    group = make.make_work_group()
    session = make_planned_session(group)

    assert not touched_in(group, [session])
    assert "sections" not in client.get(group.get_absolute_url()).text


def test_the_public_page_says_in_words_which_sections_the_year_touches(client):
    group, _ = make_year()

    page = one_line(client.get(group.get_absolute_url()).text)

    assert "The year touches 2 of 8 sections" in page
    rows = [("2, How Pupils Learn", "1"), ("3, Subject and Curriculum", "1 and 2")]
    for title, said in [*rows, ("4, Classroom Practice", "none")]:
        assert f'<th scope="row">{title}</th> <td>{said}</td>' in page
    assert page.count("<circle") == 24
    assert page.count('r="9"') == 3
    assert "3 sessions, 6 hours in all, and about 2 hours 15 minutes between" in page


def test_the_leads_page_shows_the_picture(signed_in):
    group, _ = make_year()
    user = make.make_staff("work_group_lead")
    group.leads.add(user)

    page = signed_in(user).get(reverse("hubsite:show_plans", args=[group.slug])).text

    assert "The year touches 2 of 8 sections" in page
