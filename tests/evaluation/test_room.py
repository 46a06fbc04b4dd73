"""Answers given in the room by the QR code, and who is not reminded then."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from evaluation.actions import feedback, lost_keys, questions, room
from evaluation.errors import AlreadyAnswered, FormClosed, RoomAnswered, RoomClosed
from evaluation.models import Answer, EncryptedAnswers, FeedbackForm, Response
from evaluation.queries import room as queries
from recruitment import delivery, links, outbox
from recruitment.models import Email, Link
from tests.evaluation.room_world import GIVEN, held_session
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_form,
    make_hub,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from tests.pages import one_line
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def opened(session) -> Client:
    """A browser that scanned the session's code."""
    link = room.make_link(session, by=make_staff("hub_lead"), at=FRIDAY_5PM)
    browser = Client()
    answer = browser.get(f"/feedback/qr/{links.token_of(link)}/")
    assert answer["Location"] == "/feedback/qr/"
    return browser


def test_a_browser_answers_once_and_nothing_is_kept_of_it():
    session = held_session()
    browser = opened(session)

    page = browser.get("/feedback/qr/")
    sent = browser.post("/feedback/qr/", {"useful": "5", "words": "More time."})
    link = Link.objects.get(purpose="room")
    browser.get(f"/feedback/qr/{links.token_of(link)}/")
    again = browser.get("/feedback/qr/")
    repeated = browser.post("/feedback/qr/", {"useful": "1"})

    assert "How was session 1?" in page.text
    assert "We ask nothing about you" in one_line(page.text)
    assert sent["Location"] == "/feedback/sent/london-south-east-plus/"
    assert "This browser has answered already." in again.text
    assert "This browser has answered already." in repeated.text
    kept = EncryptedAnswers.objects.get()
    assert (kept.request, kept.form.session) == (None, session)
    assert kept.form.room_answers == 1
    assert link.used_at is None
    assert not AuditEntry.objects.exclude(action="make_room_link").exists()


def test_an_empty_answer_is_asked_for_once_more_and_nothing_is_kept():
    browser = opened(held_session())

    page = browser.post("/feedback/qr/", {"useful": "", "words": " "})

    assert "Answer at least one question, then send." in page.text
    assert not FeedbackForm.objects.exists()


def test_what_was_typed_stays_where_the_room_has_answered_meanwhile():
    session = held_session(present=1)
    browser = opened(session)
    room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)

    page = browser.post("/feedback/qr/", {"useful": "5", "words": "Two more tables."})

    assert "There are as many answers as there were people in the room." in page.text
    assert "Two more tables." in page.text
    assert EncryptedAnswers.objects.count() == 1


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 10, 16, 14, 59, tzinfo=UTC), "open when the session ends"),
        (datetime(2026, 10, 16, 15, tzinfo=UTC), ""),
        (datetime(2026, 10, 16, 22, 59, tzinfo=UTC), ""),
        (datetime(2026, 10, 16, 23, tzinfo=UTC), "have closed"),
    ],
)
def test_browsers_answer_from_the_end_of_the_session_to_the_end_of_the_day(at, words):
    session = held_session()
    assert session.ends_at == datetime(2026, 10, 16, 15, tzinfo=UTC)

    if words:
        with pytest.raises(RoomClosed, match=words):
            room.take_from_browser(session, GIVEN, at=at)
    else:
        room.take_from_browser(session, GIVEN, at=at)

    assert EncryptedAnswers.objects.count() == (not words)


@pytest.mark.parametrize("what", ["session", "group"])
def test_nobody_answers_about_what_was_called_off(what):
    session = held_session()
    if what == "session":
        session.called_off_at = FRIDAY_5PM
    else:
        session.work_group.cancelled_on = FRIDAY
    session.save()
    session.work_group.save()

    browser = opened(session)
    page = browser.get("/feedback/qr/")

    assert "This session is called off" in page.text
    with pytest.raises(RoomClosed):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    with pytest.raises(RoomClosed):
        room.type_up(session, [GIVEN], by=make_staff("hub_lead"), at=FRIDAY_5PM)


def test_as_many_answer_as_are_present_less_those_who_used_their_own_link():
    session = held_session(present=4)
    mark_present(make_place(work_group=session.work_group), session, "absent")
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    request = FeedbackForm.objects.get().requests.first()
    feedback.send_answers(request, {"useful": 3}, may_be_quoted=False, at=FRIDAY_5PM)

    for _ in range(3):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    with pytest.raises(RoomAnswered):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)

    assert EncryptedAnswers.objects.count() == 4


def test_before_a_register_is_taken_as_many_answer_as_have_a_secured_place():
    session = held_session(present=0)
    for state in ("confirmed", "confirmed", "offered", "withdrawn"):
        make_place(state, work_group=session.work_group)

    assert queries.free_answers(session, None) == 2


def test_answers_in_the_room_are_read_with_the_others_once_the_form_has_closed():
    session = held_session(present=6)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    request = form.requests.first()
    feedback.send_answers(request, {"useful": 3}, may_be_quoted=False, at=FRIDAY_5PM)
    for _ in range(4):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)

    feedback.close_form(form, at=FRIDAY_5PM)

    found = Response.objects.filter(form=form)
    assert found.count() == 5
    assert found.filter(may_be_quoted=True).count() == 4
    words = Answer.objects.filter(question__key="words")
    assert [answer.text for answer in words] == ["More time."] * 4
    with pytest.raises(FormClosed):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)


def test_of_fewer_than_five_only_the_number_stays():
    session = held_session(present=6)
    for _ in range(4):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()

    feedback.close_form(form, at=FRIDAY_5PM)

    form.refresh_from_db()
    assert (Response.objects.count(), EncryptedAnswers.objects.count()) == (0, 0)
    assert form.room_answers == 4


def test_the_hubs_lists_count_answers_in_the_room_too(client):
    session = held_session(present=8)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    for request in form.requests.all()[:3]:
        given = {"words": "Good."}
        feedback.send_answers(request, given, may_be_quoted=True, at=FRIDAY_5PM)
    for _ in range(2):
        room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    feedback.close_form(form, at=FRIDAY_5PM)
    staff = make_staff("hub_lead")
    client.force_login(staff)

    page = client.get("/admin/evaluation/feedbackform/?task=forms-to-read")
    few = client.get("/admin/evaluation/feedbackform/?task=forms-too-few")

    assert [row.pk for row in page.context["cl"].result_list] == [form.pk]
    assert [row.answered_count for row in page.context["cl"].result_list] == [5]
    assert list(few.context["cl"].result_list) == []


def test_whoever_answered_in_the_room_is_not_reminded():
    session = held_session(present=2)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    told, other = form.requests.select_related("link").order_by("pk")
    browser = Client()
    browser.get(f"/feedback/{links.token_of(told.link)}/")

    page = browser.get("/feedback/")
    pressed = browser.post("/feedback/in-the-room/")

    assert "Already answered in the room?" in page.text
    assert pressed["Location"] == "/feedback/sent/london-south-east-plus/"
    told.refresh_from_db()
    assert (told.answered, told.answered_in_room) == (False, True)
    assert feedback.remind(form, at=FRIDAY_5PM + timedelta(days=4)) == 1
    reminder = Email.objects.get(kind="feedback_reminder")
    assert reminder.about_id == other.pk


def test_a_form_of_the_year_asks_nobody_about_the_room():
    group = make_work_group()
    form = make_form(group, "baseline")
    feedback.ask(form, [make_place(work_group=group)], at=FRIDAY_5PM)
    browser = Client()
    browser.get(f"/feedback/{links.token_of(form.requests.get().link)}/")

    assert "Already answered in the room?" not in browser.get("/feedback/").text


def test_answers_whose_key_is_lost_are_asked_again_of_those_in_the_room_too():
    session = held_session(present=2)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    told = form.requests.order_by("pk").first()
    room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    room.answered_in_room(told, at=FRIDAY_5PM)
    feedback.form_keys.destroy_key(form.pk)

    asked = lost_keys.ask_again(form, at=FRIDAY_5PM)

    form.refresh_from_db()
    told.refresh_from_db()
    assert (asked, form.room_answers, told.answered_in_room) == (1, 0, False)


def test_the_code_is_made_by_a_press_and_anew_for_another_date(signed_in):
    session = held_session()
    staff = signed_in(make_staff("hub_lead"))

    before = staff.get(f"/sessions/{session.pk}/qr/")
    made = staff.post(f"/sessions/{session.pk}/qr/")
    staff.post(f"/sessions/{session.pk}/qr/")
    page = staff.get(f"/sessions/{session.pk}/qr/")
    link = Link.objects.get(purpose="room")
    session.on = FRIDAY + timedelta(days=7)
    session.save()
    moved = staff.get(f"/sessions/{session.pk}/qr/")

    assert "data:image/svg" not in before.text and "Make the QR code" in before.text
    assert made["Location"] == f"/sessions/{session.pk}/qr/"
    assert page.context["url"].endswith(f"/feedback/qr/{links.token_of(link)}/")
    assert "data:image/svg" in page.text
    assert "3 questions, under a minute." in one_line(page.text)
    assert link.expires_at == datetime(2026, 10, 16, 23, tzinfo=UTC)
    assert link.hub_id == session.work_group.hub_id
    assert "Make the QR code" in moved.text
    entry = AuditEntry.objects.get(action="make_room_link")
    assert entry.object_id == str(session.pk)


def test_a_code_of_the_day_before_says_that_the_room_has_closed(monkeypatch):
    session = held_session()
    browser = opened(session)
    day_after = FRIDAY_5PM + timedelta(hours=9)
    monkeypatch.setattr("django.utils.timezone.now", lambda: day_after)

    page = browser.get("/feedback/qr/")
    unknown = Client().get("/feedback/qr/")

    assert "Your own link is in our letter." in page.text
    assert (unknown.status_code, page.status_code) == (404, 200)
    assert "This code does not open anything" in one_line(unknown.text)


def test_nobody_notes_the_room_once_the_form_has_closed_or_they_have_answered():
    session = held_session(present=2)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    sent, late = form.requests.order_by("pk")
    feedback.send_answers(sent, {"useful": 3}, may_be_quoted=False, at=FRIDAY_5PM)
    sent.refresh_from_db()

    with pytest.raises(AlreadyAnswered):
        room.answered_in_room(sent, at=FRIDAY_5PM)
    feedback.close_form(form, at=FRIDAY_5PM)
    with pytest.raises(FormClosed):
        room.answered_in_room(late, at=FRIDAY_5PM)


def test_before_anybody_was_asked_the_questions_are_the_hubs_own():
    session = held_session()
    own = questions.question_set_for(session.work_group.hub, "session")
    own.questions.filter(key="words").delete()
    other = make_session(make_work_group(hub=make_hub("Other")))

    asked = [
        [each.key for each in queries.questions_about(one)] for one in (session, other)
    ]

    assert asked == [["useful", "supported"], ["useful", "supported", "words"]]


def test_the_questions_are_those_of_the_form_and_else_of_the_hub():
    session = held_session()

    before = queries.questions_about(session)
    room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    form.question_set.questions.filter(key="supported").delete()

    assert [question.key for question in before] == ["useful", "supported", "words"]
    asked = [question.key for question in queries.questions_about(session)]
    assert asked == ["useful", "words"]


def test_the_reminder_opens_with_those_who_answered_in_the_room():
    session = held_session(present=1)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    feedback.remind(FeedbackForm.objects.get(), at=FRIDAY_5PM)
    reminder = Email.objects.get(kind="feedback_reminder")

    rows = outbox.get_rows(reminder)
    text = delivery.compose(reminder, *rows, "a@example.org", at=FRIDAY_5PM)[2]

    opening = text.split("\n\n")[1]
    assert opening.startswith("Already answered in the room? Press here, and then")


def test_a_browser_that_answered_about_one_session_answers_about_another():
    first, second = held_session(), held_session()
    browser = opened(first)
    browser.post("/feedback/qr/", {"useful": "5"})
    link = room.make_link(second, by=make_staff("hub_lead"), at=FRIDAY_5PM)
    browser.get(f"/feedback/qr/{links.token_of(link)}/")

    browser.post("/feedback/qr/", {"useful": "4"})

    answered = FeedbackForm.objects.values_list("session", "room_answers")
    assert set(answered) == {(first.pk, 1), (second.pk, 1)}


def test_a_request_that_waits_is_not_sent_to_who_answered_in_the_room():
    session = held_session(present=1)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    email = Email.objects.get(kind="feedback_asked")
    room.answered_in_room(FeedbackForm.objects.get().requests.get(), at=FRIDAY_5PM)

    delivery.deliver(email.pk, at=FRIDAY_5PM)

    email.refresh_from_db()
    assert email.state == "cancelled"


def test_the_code_and_the_slips_are_for_the_groups_lead_and_the_hubs_staff(signed_in):
    session = held_session()
    other_group = make_session(make_work_group(hub=session.work_group.hub))
    other_hub = make_session(make_work_group(hub=make_hub("Other")))
    lead = make_staff("work_group_lead", hub=session.work_group.hub)
    session.work_group.leads.add(lead)
    evaluator = make_staff("evaluator", hub=session.work_group.hub)

    def answers(who):
        client = signed_in(who)
        return [
            client.get(f"/sessions/{each.pk}/{page}/").status_code
            for each in (session, other_group, other_hub)
            for page in ("qr", "slips")
        ]

    assert answers(lead) == [200, 200, 404, 404, 404, 404]
    assert answers(make_staff("hub_lead")) == [200, 200, 200, 200, 404, 404]
    assert answers(evaluator) == [404] * 6
