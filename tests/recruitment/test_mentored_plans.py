"""What a mentor reads of the plan of a session."""

import pytest
from django.urls import reverse

from recruitment import links
from tests import factories as make
from tests.pages import one_line
from tests.plan_rows import make_planned_session

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def page_of_a_mentor(client, group) -> str:
    place = make.make_place("confirmed", work_group=group)
    mentor = make.make_mentor(group.hub)
    make.make_mentorship(place.participant, mentor)
    later = make.FRIDAY_5PM.replace(year=2027)
    link = links.make("mentor", mentor, hub_id=group.hub_id, expires_at=later)
    url = reverse("recruitment:show_mentored_participants", args=[links.token_of(link)])
    return one_line(client.get(url, follow=True).text)


def test_a_mentor_reads_two_questions_to_ask(client):
    group = make.make_work_group()
    make_planned_session(group, mentor_questions="Which <b>one</b>?\nAnd then?")

    page = page_of_a_mentor(client, group)

    assert "You could ask:" in page
    assert "Which &lt;b&gt;one&lt;/b&gt;?<br>And then?" in page


def test_without_questions_nothing_is_said(client):
    group = make.make_work_group()
    make_planned_session(group, mentor_questions="")

    assert "You could ask" not in page_of_a_mentor(client, group)
