"""Answers given in the room: by the QR code and on paper slips."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.test import Client

from evaluation.actions import feedback, lost_keys, room
from evaluation.actions.room import RoomAnswers
from evaluation.errors import FormClosed, RoomAnswered, RoomClosed
from evaluation.models import Answer, EncryptedAnswers, FeedbackForm, Response
from evaluation.queries import room as queries
from recruitment import delivery, links, outbox
from recruitment.models import Email, Link
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
GIVEN = RoomAnswers({"useful": 4, "words": "More time.", "mentor_knew": 2}, True)


def held_session(present=3):
    """A session that ended at four today, with a register."""
    group = make_work_group()
    times = {"starts": time(13, 30), "ends": time(16)}
    session = make_session(group, **times)
    for _ in range(present):
        mark_present(make_place(work_group=group), session)
    return session


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


def test_slips_are_printed_with_every_question(signed_in):
    session = held_session()

    page = signed_in(make_staff("hub_lead")).get(f"/sessions/{session.pk}/slips/")

    assert page.text.count("How useful was this session") == 30
    assert page.text.count("What was most useful") == 30
    assert "no child’s, no colleague’s" in one_line(page.text)


def test_a_pile_is_typed_up_row_by_row(signed_in):
    session = held_session(present=3)
    staff = signed_in(make_staff("hub_lead"))
    url = f"/sessions/{session.pk}/slips/type-up/"
    rows = {
        "slip0-useful": "4",
        "slip0-words": "More time.",
        "slip0-may_be_quoted": "on",
        "slip4-useful": "2",
    }

    page = staff.get(url)
    kept = staff.post(url, rows)
    after = staff.get(url)

    assert "3 more answers can be kept" in one_line(page.text)
    assert kept["Location"] == url
    assert "2 slips are kept" in after.text
    assert "1 more answer can be kept" in one_line(after.text)
    form = FeedbackForm.objects.get()
    assert (form.room_answers, EncryptedAnswers.objects.count()) == (2, 2)
    entry = AuditEntry.objects.get(action="type_up")
    assert entry.object_id == str(form.pk)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({"slip0-useful": "6"}, "Write a number from 1 to 5, or nothing."),
        ({"slip0-useful": "0"}, "Write a number from 1 to 5, or nothing."),
        ({"slip0-useful": "x"}, "Write a number from 1 to 5, or nothing."),
        ({"slip0-may_be_quoted": "on"}, "No row holds an answer yet."),
        (
            {f"slip{n}-useful": "3" for n in range(3)},
            "There are as many answers as there were people in the room.",
        ),
    ],
)
def test_a_pile_with_a_mistake_keeps_nothing_and_loses_nothing(signed_in, rows, words):
    session = held_session(present=2)
    staff = signed_in(make_staff("hub_lead"))
    typed = {**rows, "slip1-words": "Hexagons."} if "No row" not in words else rows

    page = staff.post(f"/sessions/{session.pk}/slips/type-up/", typed)

    assert words in page.text
    assert ("Hexagons." in page.text) == ("slip1-words" in typed)
    assert not EncryptedAnswers.objects.exists()


@pytest.mark.parametrize(("days", "taken"), [(0, True), (14, True), (15, False)])
def test_slips_are_typed_up_within_a_fortnight(days, taken):
    session = held_session()
    staff, at = make_staff("hub_lead"), FRIDAY_5PM + timedelta(days=days)

    if taken:
        assert room.type_up(session, [GIVEN], by=staff, at=at).room_answers == 1
    else:
        with pytest.raises(RoomClosed, match="within a fortnight"):
            room.type_up(session, [GIVEN], by=staff, at=at)


def test_slips_of_a_session_that_goes_on_are_not_typed_up():
    session = held_session()
    early = datetime(2026, 10, 16, 14, 59, tzinfo=UTC)

    with pytest.raises(RoomClosed, match="once the session has ended"):
        room.type_up(session, [GIVEN], by=make_staff("hub_lead"), at=early)


def test_an_evaluator_types_up_slips_of_their_own_hub_and_a_lead_none(signed_in):
    own = held_session()
    hub = make_hub("Other")
    foreign = make_session(make_work_group(hub=hub))
    evaluator = signed_in(make_staff("evaluator", hub=own.work_group.hub))

    assert evaluator.get(f"/sessions/{own.pk}/slips/type-up/").status_code == 200
    assert evaluator.get(f"/sessions/{foreign.pk}/slips/type-up/").status_code == 404
    lead = make_staff("work_group_lead", hub=own.work_group.hub)
    own.work_group.leads.add(lead)
    lead_page = signed_in(lead)
    assert lead_page.get(f"/sessions/{own.pk}/qr/").status_code == 200
    assert lead_page.get(f"/sessions/{own.pk}/slips/type-up/").status_code == 404


def test_the_questions_are_those_of_the_form_and_else_of_the_hub():
    session = held_session()

    before = queries.questions_about(session)
    room.take_from_browser(session, GIVEN, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    form.question_set.questions.filter(key="mentor_knew").delete()

    assert [question.key for question in before] == ["useful", "words", "mentor_knew"]
    asked = [question.key for question in queries.questions_about(session)]
    assert asked == ["useful", "words"]


def test_the_page_of_an_open_form_leads_staff_and_evaluators_to_the_slips(signed_in):
    session = held_session()
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get()
    hub, url = session.work_group.hub, f"/sessions/{session.pk}/slips/type-up/"
    lead = make_staff("work_group_lead", hub=hub)
    session.work_group.leads.add(lead)
    people = [make_staff("hub_lead", hub=hub), make_staff("evaluator", hub=hub), lead]

    shown = [
        url in signed_in(who).get(f"/feedback-forms/{form.pk}/").text for who in people
    ]
    feedback.close_form(form, at=FRIDAY_5PM)
    closed = signed_in(people[0]).get(f"/feedback-forms/{form.pk}/")

    assert shown == [True, True, False]
    assert url not in closed.text


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "QR code for feedback"),
        (1, "Type up paper slips"),
        (14, "Type up paper slips"),
        (15, None),
    ],
)
def test_a_sessions_home_leads_to_the_code_and_then_to_the_slips(
    signed_in, monkeypatch, days, words
):
    session = held_session()
    moment = FRIDAY_5PM + timedelta(days=days)
    staff = signed_in(make_staff("hub_lead"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    page = staff.get(f"/admin/workgroups/session/{session.pk}/")

    both = ["QR code for feedback", "Type up paper slips"]
    found = [act.words for act in page.context["acts"] if act.words in both]
    assert found == ([words] if words else [])


def test_the_reminder_opens_with_those_who_answered_in_the_room():
    session = held_session(present=1)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    feedback.remind(FeedbackForm.objects.get(), at=FRIDAY_5PM)
    reminder = Email.objects.get(kind="feedback_reminder")

    rows = outbox.get_rows(reminder)
    text = delivery.compose(reminder, *rows, "a@example.org", at=FRIDAY_5PM)[2]

    opening = text.split("\n\n")[1]
    assert opening.startswith("Already answered in the room? Open the link below")
