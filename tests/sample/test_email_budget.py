"""How many emails each person of the sample gets in a year: the budget of design.md."""

from collections import Counter, defaultdict

import pytest

from evaluation.models import FeedbackRequest
from recruitment.models import Email, Place, PlaceEvent
from tests.sample.replaying import _django_db_helper
from workgroups.academic_years import academic_year_of

pytestmark = [pytest.mark.django_db, pytest.mark.any_day(scope="module")]
__all__ = ["_django_db_helper"]

PARTICIPANT, MENTOR = "recruitment.participant", "recruitment.mentor"
#: Emails to somebody who has not answered another one yet.
REMINDERS = {
    "reminder_to_confirm": "an offer",
    "feedback_reminder": "feedback",
    "reminder_about_next_year": "next year",
}
#: Emails that ask for an answer, by what the reminder is about.
ASKING = {
    "asked_to_confirm": "an offer",
    "seat_offered": "an offer",
    "next_year_offered": "an offer",
    "place_moved": "an offer",
    "feedback_asked": "feedback",
    "asked_about_next_year": "next year",
}


@pytest.fixture(scope="module")
def years(day, django_db_blocker) -> dict[tuple[str, int, int], list[Email]]:
    """The emails by the kind of recipient, its id and the academic year they are of."""
    found = defaultdict(list)
    with django_db_blocker.unblock():
        year_of = years_of_rows()
        for email in Email.objects.order_by("written_at", "pk"):
            about = (email.about_type, email.about_id)
            if email.kind == "mentor_told":  # the occasion is the confirmation
                about = ("recruitment.placeevent", int(email.occasion))
            key = (email.recipient_type, email.recipient_id, year_of[about])
            found[key].append(email)
    return found


def years_of_rows() -> dict[tuple[str, int], int]:
    rows = {
        "recruitment.place": Place.objects.values_list("pk", "start_year"),
        "recruitment.placeevent": PlaceEvent.objects.values_list(
            "pk", "place__start_year"
        ),
        "evaluation.feedbackrequest": FeedbackRequest.objects.values_list(
            "pk", "form__work_group__start_year"
        ),
    }
    return {(label, pk): year for label, found in rows.items() for pk, year in found}


def numbers(years, recipient, year=None):
    """How many emails each recipient gets who answers each of them on time."""
    return [
        sum(email.kind not in REMINDERS for email in emails)
        for (kind, _, of_year), emails in years.items()
        if kind == recipient and year in (None, of_year)
    ]


def test_every_email_goes_to_a_participant_or_a_mentor(years):
    assert {kind for kind, _, _ in years} == {PARTICIPANT, MENTOR}


def test_a_participant_who_answers_on_time_gets_at_most_sixteen_a_year(years, day):
    last_year = numbers(years, PARTICIPANT, academic_year_of(day) - 1)

    assert max(numbers(years, PARTICIPANT)) <= 16
    # a year of five sessions: 2 about the place, 5 about sessions, 2 about what was
    # tried, and one each before and after
    assert max(last_year) == 11
    assert last_year.count(11) > 50


def test_a_mentor_gets_at_most_six_a_year(years):
    assert max(numbers(years, MENTOR)) <= 6


def test_nobody_is_reminded_more_often_than_they_were_asked(years):
    for emails in years.values():
        kinds = Counter(email.kind for email in emails)
        for reminder, what in REMINDERS.items():
            asked = sum(kinds[kind] for kind, of in ASKING.items() if of == what)
            assert kinds[reminder] <= asked


def test_no_two_emails_say_the_same_to_the_same_person(years):
    for emails in years.values():
        told = Counter((each.kind, each.about_id, each.occasion) for each in emails)
        at_once = Counter((each.written_at, each.about_id) for each in emails)

        assert set(told.values()) == {1}
        assert set(at_once.values()) == {1}
