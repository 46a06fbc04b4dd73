"""What people tried: asked before the next session, or with the last questions."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse

from evaluation import queries, tasks
from evaluation.actions import asking, feedback, reminders
from evaluation.models import EncryptedAnswers, FeedbackForm, FeedbackRequest
from evaluation.queries.session_reminders import reminded_at
from recruitment import delivery, links
from recruitment.models import Email
from tests.evaluation.test_session_reminders import (
    LONDON,
    MORNING,
    NEXT,
    kinds,
    two_sessions,
)
from tests.factories import (
    FRIDAY_5PM,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def test_only_those_who_heard_the_task_are_asked_what_they_tried(mailoutbox):
    first, second = two_sessions(to_bring="Your plans for fractions.")
    group = first.work_group
    here, away = make_place(work_group=group), make_place(work_group=group)
    mark_present(here, first)
    mark_present(away, first, "absent")

    reminders.remind_of_session(second, at=MORNING)

    request = FeedbackRequest.objects.get()
    form = request.form
    assert (request.place, form.session, form.question_set.kind) == (
        here,
        first,
        "gap_task",
    )
    for email in Email.objects.order_by("pk"):
        delivery.deliver(email.pk, at=MORNING)
    by_address = {each.to[0]: each for each in mailoutbox}
    asked, other = (by_address[each.participant.email] for each in (here, away))
    text, other_text = (" ".join(each.body.split()) for each in (asked, other))
    assert "Try before next time Session 1 set you this: Count in twos." in text
    assert links.address(request.link) in text
    assert "Try before next time" not in other_text
    assert "/feedback/" not in other_text
    for body in (text, other_text):
        assert "Friday 13 November 2026" in body
        assert "Please bring: Your plans for fractions." in body
    assert "Say how it went" in asked.alternatives[0][0]
    assert "Say how it went" not in other.alternatives[0][0]


def test_without_a_task_or_a_session_before_nothing_is_asked():
    group = make_work_group()
    first = make_session(group)
    second = make_session(group, number=2, on=NEXT)
    mark_present(make_place(work_group=group), first)

    before = datetime(2026, 10, 9, 8, tzinfo=LONDON)
    assert reminders.remind_of_session(first, at=before) == 1
    assert reminders.remind_of_session(second, at=MORNING) == 1

    assert FeedbackForm.objects.count() == 0
    assert set(Email.objects.values_list("link", flat=True)) == {None}


def test_nobody_is_reminded_of_what_they_tried():
    first, second = two_sessions()
    mark_present(make_place(work_group=first.work_group), first)
    reminders.remind_of_session(second, at=MORNING)

    late = MORNING + timedelta(days=5)
    assert list(queries.forms_to_remind(late, after=feedback.REMINDED_AFTER)) == []


def test_who_is_marked_late_is_still_asked_about_the_session(monkeypatch):
    first, second = two_sessions()
    second.on = date(2026, 10, 23)
    second.save()
    mark_present(make_place(work_group=first.work_group), first)
    reminders.remind_of_session(second, at=FRIDAY_5PM)
    evening = FRIDAY_5PM + timedelta(hours=3)
    monkeypatch.setattr("django.utils.timezone.now", lambda: evening)

    tasks.update_feedback()

    assert sorted(kinds()) == ["feedback_asked", "session_reminder"]


def test_the_page_says_what_the_session_set(client, monkeypatch):
    first, second = two_sessions()
    mark_present(make_place(work_group=first.work_group), first)
    reminders.remind_of_session(second, at=MORNING)
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    token = links.token_of(FeedbackRequest.objects.get().link)

    page = client.get(
        reverse("evaluation:give_feedback", args=[token]), follow=True
    ).content.decode()

    assert "<h1>Try before next time</h1>" in page
    assert "Session 1 set you this: Count in twos." in page
    assert "How was session" not in page
    assert "Already answered in the room?" not in page


# --- after the last session


def test_after_the_last_session_the_task_follows_the_questions_of_the_year(
    client, monkeypatch
):
    group = make_work_group()
    last = make_session(group, gap_task="Count in twos.")
    place = make_place(work_group=group)
    mark_present(place, last)
    over = FRIDAY_5PM + timedelta(hours=2)
    monkeypatch.setattr("django.utils.timezone.now", lambda: over)

    asking.ask_group(group, "final", by=make_staff("hub_lead"), at=over)

    assert kinds() == ["feedback_asked"]
    year, task = FeedbackRequest.objects.order_by("pk")
    client.get(f"/feedback/{links.token_of(year.link)}/", follow=True)
    for step in (1, 2, 3):
        response = client.post(f"/feedback/?step={step}", {"confidence_subject": "3"})
    assert response["Location"] == "/feedback/"
    page = client.get("/feedback/").content.decode()
    assert "<h1>Try before next time</h1>" in page
    response = client.post("/feedback/", {"tried": "Tried it"})
    assert response["Location"].startswith("/feedback/sent/")
    assert EncryptedAnswers.objects.count() == 2
    task.refresh_from_db()
    assert (task.answered, task.form.session) == (True, last)


def test_while_a_session_is_to_come_the_last_questions_ask_about_no_task():
    first, _ = two_sessions()
    mark_present(make_place(work_group=first.work_group), first)

    by = make_staff("hub_lead")
    asking.ask_group(first.work_group, "final", by=by, at=FRIDAY_5PM)

    assert FeedbackRequest.objects.get().form.question_set.kind == "final"


# --- the budget


def a_year_of_five_sessions(monkeypatch, place):
    """All that the site and the office ask a person in a year."""
    office, group = make_staff("hub_lead"), place.work_group
    days = [date(2026, 10, 16), NEXT, date(2027, 1, 22), date(2027, 3, 5)]
    start = datetime(2026, 10, 1, 9, tzinfo=LONDON)
    sessions = [
        make_session(group, number=number, on=day, gap_task=f"Try {number}.")
        for number, day in enumerate([*days, date(2027, 5, 14)], start=1)
    ]
    asking.ask_group(group, "baseline", by=office, at=start)
    for session in sessions:
        evening = datetime.combine(session.on, time(20), tzinfo=LONDON)
        for now in (reminded_at(session), evening):
            if now == evening:
                mark_present(place, session)
            monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
            tasks.update_feedback()
            FeedbackRequest.objects.update(answered_in_room=True)  # no reminder goes
    asking.ask_group(group, "final", by=office, at=evening)


def test_an_early_career_teacher_is_asked_forty_questions_in_five_sessions(monkeypatch):
    place = make_place()

    a_year_of_five_sessions(monkeypatch, place)

    asked: dict[str, list[int]] = {}
    for request in FeedbackRequest.objects.filter(place=place).order_by("pk"):
        kind = request.form.question_set.kind
        questions = list(request.form.question_set.questions.all())
        if kind == "gap_task":  # words are optional there, and not counted
            questions = [each for each in questions if each.kind != "text"]
        asked.setdefault(kind, []).append(len(questions))
    assert asked == {
        "baseline": [8],
        "session": [3, 3, 3, 3, 3],
        "gap_task": [1, 1, 1, 1, 1],
        "final": [12],
    }
    assert sum(sum(each) for each in asked.values()) == 40
    assert sorted(kinds()) == ["feedback_asked"] * 7 + ["session_reminder"] * 5
