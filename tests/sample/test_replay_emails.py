"""Every email of the sample tells of something, and what calls for one has it."""

from collections import Counter, defaultdict
from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from evaluation.models import FeedbackRequest
from recruitment import links
from recruitment.models import Email, Mentorship
from tests.sample.replaying import (  # the fixtures of both
    JOB_RUNS_WITHIN,
    _django_db_helper,
    after,
    evening_before,
    histories,
    is_successor,
    is_working,
    offer_end,
    sessions,
)
from workgroups.words import LONDON

pytestmark = [pytest.mark.django_db, pytest.mark.any_day(scope="module")]
__all__ = ["_django_db_helper", "evening_before", "histories", "sessions"]

#: The email about each new state; the others call for none.
KINDS = {
    "interested": "interest_received",
    "waiting": "waiting_list",
    "offered": "asked_to_confirm",
    "confirmed": "place_confirmed",
    "declined": "place_declined",
    "lapsed": "offer_lapsed",
    "withdrawn": "place_withdrawn",
    "not_selected": "place_not_selected",
}
WITHOUT_EMAIL = {
    *("provisional", "completed", "not_completed", "deferred", "moved"),
    "cancelled_by_hub",  # here only of a place without a group
}
SENT_WITHIN = timedelta(minutes=1)


def emails(*kinds):
    return Email.objects.filter(kind__in=kinds)


def kind_called_for(history, event, *, moved_in):
    place = history.place
    if moved_in and event is history.events[0]:
        return "place_moved"
    if (event.from_state, event.to_state) == ("waiting", "offered"):
        return "seat_offered"
    if (event.from_state, event.to_state) == ("provisional", "offered"):
        return "next_year_offered"
    if event.to_state in WITHOUT_EMAIL:
        assert event.to_state != "cancelled_by_hub" or place.work_group is None
        return ""
    if place.end_reason_id in ("first_year_ended", "chose_another"):
        return "" if event.to_state == "withdrawn" else KINDS[event.to_state]
    return KINDS[event.to_state]


@pytest.mark.usefixtures("day")
def test_every_email_was_sent_at_once_or_came_back():
    rows = Email.objects.select_related("link")

    assert rows.count() > 2000
    for email in rows:
        if email.state == "bounced":
            assert (email.sent_at, email.body_kept) == (None, "")
        else:
            assert email.state == "sent"
            assert email.written_at <= email.sent_at
            assert email.sent_at <= email.written_at + SENT_WITHIN
            assert email.subject_kept
            assert email.body_kept.startswith("Dear ")
            if email.link is not None:
                assert links.token_of(email.link) not in email.body_kept
    bounced = rows.filter(state="bounced").values_list("kind", flat=True)
    assert set(bounced) <= {"mentor_told", "asked_to_confirm"}


def test_each_change_of_a_place_has_its_email(histories):
    called_for = {}
    for history in histories.values():
        moved_in = is_successor(history, histories)
        for event in history.events:
            kind = kind_called_for(history, event, moved_in=moved_in)
            if kind:
                key = (kind, history.place.pk, str(event.pk))
                called_for[key] = (event.at, history.place.participant_id)

    others = ("seat_offered", "next_year_offered", "place_moved")
    rows = emails(*KINDS.values(), *others)
    written = {
        (each.kind, each.about_id, each.occasion): (each.written_at, each.recipient_id)
        for each in rows.filter(about_type="recruitment.place")
    }
    assert written == called_for
    assert rows.count() == len(written)


def test_an_offer_that_ends_soon_has_one_reminder(histories, sessions, evening_before):
    reminders = defaultdict(list)
    for email in emails("reminder_to_confirm"):
        reminders[email.about_id].append(email)

    assert len(reminders) > 10
    for history in histories.values():
        sent = reminders.pop(history.place.pk, [])
        offered = [each for each in history.events if each.to_state == "offered"]
        if not offered:
            assert not sent
            continue
        (offer,) = offered
        ends = offer_end(offer.at, sessions[history.place.work_group_id])
        due = reminder_due(offer.at, ends)
        later = history.events[history.events.index(offer) + 1 :]
        answered_at = later[0].at if later else evening_before
        came = history.place.registration.source == "walk_in"  # the clock stood still
        paused = came or history.place.clock_paused_at
        if due is None or paused or answered_at < due:
            assert not sent
        elif answered_at > due + JOB_RUNS_WITHIN:
            assert len(sent) == 1
            assert due <= sent[0].written_at <= due + JOB_RUNS_WITHIN
            assert sent[0].occasion == f"until {ends:%Y-%m-%d}"
    assert not reminders


def reminder_due(offered: datetime, ends: datetime) -> datetime | None:
    """Nine on the second working day before the end, two after the offer at least."""
    first, last = timezone.localtime(offered), timezone.localtime(ends)
    between = [day for day in after(first.date(), 120) if is_working(day)]
    days_back = [last.date() - timedelta(days=number) for number in range(1, 120)]
    before = [day for day in days_back if is_working(day)]
    morning = datetime.combine(before[1], time(9), tzinfo=LONDON)
    second = datetime.combine(between[1], first.time(), tzinfo=LONDON)
    due = max(morning, second)
    return due if due <= last - timedelta(hours=4) else None


def test_mentors_are_told_of_each_confirmation(histories):
    mentorships = defaultdict(list)
    for row in Mentorship.objects.select_related("mentor"):
        mentorships[row.participant_id].append(row)
    proven = {
        history.place.registration_id
        for history in histories.values()
        if history.reached("confirmed")
    }

    called_for = set()
    for history in histories.values():
        for event in history.events:
            if (event.from_state, event.to_state) != ("offered", "confirmed"):
                continue
            on = event.at.date()
            running = [
                each
                for each in mentorships[history.place.participant_id]
                if each.from_on <= on <= (each.until_on or on)
            ]
            own = history.place.registration_id
            named = [each for each in running if each.registration_id == own]
            for each in named or running:
                assert each.registration_id in proven
                called_for.add((each.pk, each.mentor_id, str(event.pk)))

    told = emails("mentor_told").values_list("about_id", "recipient_id", "occasion")
    assert set(told) == called_for
    assert len(told) == len(called_for) > 100


def test_each_request_for_feedback_has_its_emails(day, evening_before):
    asked = {each.about_id: each for each in emails("feedback_asked")}
    reminded = Counter(each.about_id for each in emails("feedback_reminder"))
    requests = FeedbackRequest.objects.select_related("form", "place")

    assert requests.count() == len(asked) == emails("feedback_asked").count() > 1000
    for request in requests:
        email = asked[request.pk]
        assert email.recipient_id == request.place.participant_id
        assert email.link_id == request.link_id is not None
        assert email.written_at == request.form.closes_at - timedelta(days=7)
        if not request.answered:
            due = request.form.asked_on + timedelta(days=4) < day
            assert reminded[request.pk] == due
        assert reminded[request.pk] <= 1
    assert set(reminded) <= set(asked)


@pytest.mark.usefixtures("day")
def test_there_is_no_other_kind_of_email():
    kinds = set(Email.objects.values_list("kind", flat=True))

    assert kinds <= {
        *KINDS.values(),
        *("seat_offered", "place_moved", "reminder_to_confirm", "mentor_told"),
        *("next_year_offered", "feedback_asked", "feedback_reminder"),
    }
