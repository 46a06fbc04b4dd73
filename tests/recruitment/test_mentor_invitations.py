"""Mentors are invited to a part of a session, and answer."""

from datetime import date, timedelta

import pytest
from django.test import Client

from recruitment.actions import mentor_loop, mentors
from recruitment.errors import NotInvited
from recruitment.models import MentorAnswer
from tests.factories import FRIDAY, FRIDAY_5PM, make_mentor
from tests.recruitment.mentor_cases import (
    browser_of,
    make_begun_group,
    make_mentored,
    sessions_of,
    text_of,
)
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
DAY = timedelta(days=1)


def answer(client: Client, session, come="yes"):
    return client.post("/mentor/invited/", {"session": session.pk, "come": come})


def test_an_invitation_says_what_when_where_and_with_whom():
    group = make_begun_group(title="Oak group")
    mentor = make_mentor(group.hub)
    make_mentored(group, mentor, first_name="Zoë")
    make_mentored(group, mentor, first_name="Abe")
    make_mentored(group, first_name="Eve")

    page = text_of(browser_of(mentor))

    assert (
        "The last half hour Session 2 of Oak group, with Abe and Zoë: "
        "Friday 6 November 2026, 4pm to 6pm, Rose Hill"
    ) in page
    assert page.count("I am coming") == 1
    assert "Eve" not in page


def test_a_mentor_answers_and_changes_the_answer():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    client = browser_of(mentorship.mentor)
    second = sessions_of(group)[1]
    said = []

    for come in ("yes", "no"):
        assert answer(client, second, come)["Location"] == "/mentor/"
        said.append(text_of(client))

    assert list(MentorAnswer.objects.values_list()) == [
        (
            MentorAnswer.objects.get().pk,
            group.hub_id,
            mentorship.mentor_id,
            second.pk,
            date(2026, 11, 6),
            False,
            FRIDAY_5PM,
        )
    ]
    assert "Thank you. We expect you." in said[0]
    assert "You have told us that you are coming." in said[0]
    assert "I am coming, session" not in said[0]
    assert "We have kept that you cannot come." in said[1]
    assert "You have told us that you cannot come." in said[1]
    assert "I cannot come, session" not in said[1]


def test_the_same_answer_again_changes_nothing():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    for days in (0, 1):
        mentor_loop.answer_invitation(
            mentorship.mentor,
            sessions_of(group)[1],
            is_coming=True,
            at=FRIDAY_5PM + days * DAY,
        )

    assert MentorAnswer.objects.get().answered_at == FRIDAY_5PM
    assert AuditEntry.objects.filter(action="answer_invitation").count() == 1


def test_a_session_that_moves_asks_again():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    second = sessions_of(group)[1]
    client = browser_of(mentorship.mentor)
    answer(client, second)
    client.get("/mentor/")

    second.on += DAY
    second.save()

    assert "You have told us" not in text_of(client)
    answer(client, second)
    assert MentorAnswer.objects.get().for_on == date(2026, 11, 7)


@pytest.mark.parametrize(
    ("of", "fields"),
    [
        ("session", {"mentors_invited": ""}),
        ("session", {"called_off_at": FRIDAY_5PM}),
        ("session", {"on": date(2026, 10, 15)}),
        ("group", {"dates_confirmed": False}),
        ("group", {"cancelled_on": FRIDAY}),
    ],
)
def test_nobody_answers_an_invitation_that_does_not_stand(of, fields):
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    second = sessions_of(group)[1]
    client = browser_of(mentorship.mentor)
    row = second if of == "session" else group
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()

    assert answer(client, second).status_code == 404
    assert "You are invited" not in text_of(client).replace("You are invited to", "")
    with pytest.raises(NotInvited):
        mentor_loop.answer_invitation(
            mentorship.mentor, second, is_coming=True, at=FRIDAY_5PM
        )


def test_nobody_answers_for_a_group_of_others():
    group, other = make_begun_group(), make_begun_group()
    _, mine = make_mentored(group)
    make_mentored(other)

    assert answer(browser_of(mine.mentor), sessions_of(other)[1]).status_code == 404
    assert (
        answer(browser_of(mine.mentor), sessions_of(group)[1], "x").status_code == 404
    )
    assert not MentorAnswer.objects.exists()


def test_a_mentor_who_objected_is_not_invited():
    group = make_begun_group()
    _, mentorship = make_mentored(group)
    mentor = mentors.stop_writing(mentorship.mentor, at=FRIDAY_5PM)

    with pytest.raises(NotInvited):
        mentor_loop.answer_invitation(
            mentor, sessions_of(group)[1], is_coming=True, at=FRIDAY_5PM
        )
