"""Feedback: whom a form does not ask, and what no order in the tables gives away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from evaluation import queries
from evaluation.actions import feedback
from evaluation.models import FeedbackForm, Response
from recruitment.models import Email, Participant
from tests.evaluation.test_feedback import answer, asked_group
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_place,
    make_session,
    make_work_group,
    mark_present,
)
from workgroups import randomness

pytestmark = pytest.mark.django_db
LATER = FRIDAY_5PM + timedelta(hours=3)


@pytest.fixture
def reversing(monkeypatch) -> list[int]:
    """Every shuffle reverses, and tells how many rows it was given."""
    sizes: list[int] = []

    def shuffle(rows: list) -> None:
        sizes.append(len(rows))
        rows.reverse()

    monkeypatch.setattr(randomness, "shuffle", shuffle)
    return sizes


def test_a_form_is_open_for_seven_days():
    form, _ = asked_group(1)

    assert form.closes_at == FRIDAY_5PM + timedelta(days=7)
    assert form.asked_on == FRIDAY


def test_who_was_erased_is_not_asked():
    group = make_work_group()
    session = make_session(group)
    places = [make_place(work_group=group) for _ in range(2)]
    for place in places:
        mark_present(place, session)
    Participant.objects.filter(pk=places[0].participant_id).update(
        erased_at=timezone.now()
    )

    assert feedback.ask_those_present(session, at=FRIDAY_5PM) == 1
    assert FeedbackForm.objects.get().requests.get().place == places[1]


def test_the_reminder_goes_to_those_who_have_not_answered():
    form, requests = asked_group(2)
    answer(requests[0])

    assert feedback.remind(form, at=LATER) == 1

    written = Email.objects.get(kind="feedback_reminder")
    assert written.about_id == requests[1].pk


@pytest.mark.parametrize(
    ("days", "due"), [(3, False), (4, True), (6, True), (7, False)]
)
def test_a_reminder_is_due_from_the_fourth_day_until_the_form_closes(days, due):
    form, _ = asked_group(1)

    found = queries.forms_to_remind(
        FRIDAY_5PM + timedelta(days=days), after=timedelta(days=4)
    )

    assert list(found) == ([form] if due else [])


def test_closing_shuffles_responses_and_answers_alike(reversing):
    form, requests = asked_group(5)
    for request in requests:
        answer(request, useful=3, words="More time.")
    del reversing[:]

    feedback.close_form(form, at=LATER)

    assert reversing == [5, 10]


def test_leave_to_quote_stays_with_its_answer():
    form, requests = asked_group(5)
    for number, request in enumerate(requests):
        answer(request, may_be_quoted=number == 0, words=f"Comment {number}.")

    feedback.close_form(form, at=LATER)

    quoted = Response.objects.filter(form=form, may_be_quoted=True)
    assert [each.answers.get().text for each in quoted] == ["Comment 0."]
