"""Asking, answering and parting answers from people."""

import json
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from evaluation import queries
from evaluation.actions import feedback
from evaluation.errors import AlreadyAnswered, FormClosed
from evaluation.models import (
    Answer,
    EncryptedAnswers,
    FeedbackForm,
    FeedbackRequest,
    Response,
)
from evaluation.tasks import update_feedback
from recruitment import delivery, outbox
from recruitment.models import Email, Link, Participant
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_place,
    make_session,
    make_staff,
    make_work_group,
    mark_present,
)
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
LATER = FRIDAY_5PM + timedelta(hours=3)


def asked_group(people: int = 5):
    """A session with a register, its people asked; its form and requests."""
    group = make_work_group()
    session = make_session(group)
    for _ in range(people):
        mark_present(make_place(work_group=group), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)
    form = FeedbackForm.objects.get(session=session)
    return form, list(form.requests.select_related("link", "form").order_by("pk"))


def answer(request, *, at=LATER, may_be_quoted=False, **answers):
    given = answers or {"useful": 4, "words": "More time to talk.", "supported": 2}
    feedback.save_draft(request, given, at=at)
    feedback.send_answers(request, may_be_quoted=may_be_quoted, at=at)


def test_those_in_the_room_are_asked_once():
    group = make_work_group()
    session = make_session(group)
    for mark in ["present", "late", "left_early", "apologies", "absent"]:
        mark_present(make_place(work_group=group), session, mark)

    first = feedback.ask_those_present(session, at=FRIDAY_5PM)
    again = feedback.ask_those_present(session, at=LATER)

    assert (first, again) == (3, 0)
    assert Email.objects.filter(kind="feedback_asked").count() == 3
    assert Link.objects.filter(purpose="feedback").count() == 3


def test_a_mark_made_later_is_asked_while_the_form_is_open():
    form, _ = asked_group(people=2)
    mark_present(make_place(work_group=form.work_group), form.session, "late")

    new = feedback.ask_those_present(form.session, at=LATER)

    assert new == 1
    assert form.requests.count() == 3


def test_the_periodic_task_asks_reminds_once_and_closes(monkeypatch):
    group = make_work_group()
    session = make_session(group)
    mark_present(make_place(work_group=group), session)

    for day in range(9):
        now = FRIDAY_5PM + timedelta(days=day, hours=1)
        monkeypatch.setattr("django.utils.timezone.now", lambda now=now: now)
        update_feedback()

    kinds = list(Email.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["feedback_asked", "feedback_reminder"]
    a_week_later = FRIDAY_5PM + timedelta(days=7, hours=1)
    assert FeedbackForm.objects.get().closed_at == a_week_later


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Europe/London")])
def test_a_form_is_open_for_seven_times_24_hours_when_clocks_change(zone):
    asked = datetime(2027, 3, 21, 13, 30, tzinfo=zone)

    form = feedback.open_form(make_work_group(), "final", at=asked)

    assert form.closes_at == datetime(2027, 3, 28, 13, 30, tzinfo=UTC)


def test_nobody_is_asked_before_the_session_has_ended():
    session = make_session(starts=time(16), ends=time(18))
    mark_present(make_place(work_group=session.work_group), session)
    six = FRIDAY_5PM + timedelta(hours=1)

    assert list(queries.sessions_to_ask(six - timedelta(seconds=1))) == []
    assert list(queries.sessions_to_ask(six)) == [session]


def test_who_came_and_has_not_confirmed_is_told_how_to_secure_the_place():
    session = make_session()
    for state, paused_for in (("offered", "came"), ("confirmed", "")):
        mark_present(
            make_place(
                state, work_group=session.work_group, clock_paused_for=paused_for
            ),
            session,
        )
    feedback.ask_those_present(session, at=LATER)

    said = [
        delivery.compose(email, *outbox.get_rows(email), "a@example.org", at=LATER)[2]
        for email in Email.objects.order_by("pk")
    ]
    assert ["Secure my place: " in each for each in said] == [True, False]


def test_a_register_older_than_a_fortnight_asks_nobody():
    session = make_session(on=FRIDAY - timedelta(days=15))
    mark_present(make_place(work_group=session.work_group), session)

    assert list(queries.sessions_to_ask(FRIDAY_5PM)) == []


def test_the_email_is_dropped_once_the_mark_is_corrected(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    form, (request,) = asked_group(people=1)
    request.place.attendances.update(mark="absent")

    email = Email.objects.get(kind="feedback_asked")
    state = delivery.deliver(email.pk, at=LATER)

    assert state == "cancelled"


def test_a_sent_email_carries_the_link_and_the_gap_task(monkeypatch, mailoutbox):
    monkeypatch.setattr("django.utils.timezone.now", lambda: LATER)
    group = make_work_group(title="Tom & Ada's group")
    session = make_session(group, gap_task="Try ten frames & counters")
    mark_present(make_place(work_group=group), session)
    feedback.ask_those_present(session, at=FRIDAY_5PM)

    delivery.deliver(Email.objects.get().pk, at=LATER)

    (mail,) = mailoutbox
    assert mail.subject == "How was session 1? Tom & Ada's group"
    assert "/feedback/" in mail.body
    assert "Try ten frames & counters" in mail.body


def test_a_draft_is_kept_step_by_step_and_reads_as_nothing():
    form, (request, *_) = asked_group()

    feedback.save_draft(request, {"useful": 4}, at=LATER)
    feedback.save_draft(request, {"words": "More time, please."}, at=LATER)

    saved = EncryptedAnswers.objects.get()
    assert feedback.draft_of(request) == {"useful": 4, "words": "More time, please."}
    assert b"More time, please." not in bytes(saved.ciphertext)


def test_a_draft_survives_a_new_secret_key(settings):
    form, (request, *_) = asked_group()
    feedback.save_draft(request, {"useful": 4}, at=LATER)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key" * 6
    feedback.save_draft(request, {"words": "Hm."}, at=LATER)

    assert feedback.draft_of(request) == {"useful": 4, "words": "Hm."}
    assert EncryptedAnswers.objects.count() == 1


def test_one_link_gives_one_answer():
    form, (request, *_) = asked_group()
    answer(request)

    with pytest.raises(AlreadyAnswered):
        feedback.send_answers(request, may_be_quoted=True, at=LATER)
    with pytest.raises(AlreadyAnswered):
        feedback.save_draft(request, {"useful": 1}, at=LATER)

    assert EncryptedAnswers.objects.count() == 1


def test_a_late_answer_is_refused_with_thanks():
    form, (request, *_) = asked_group()

    with pytest.raises(FormClosed, match="Thank you"):
        answer(request, at=form.closes_at)

    assert EncryptedAnswers.objects.count() == 0


def test_nothing_is_a_response_before_the_form_closes():
    form, requests = asked_group(people=6)
    for request in requests:
        answer(request)

    feedback.close_expired_forms(at=LATER)
    before = Response.objects.count()
    feedback.close_form(form, at=LATER)

    assert (before, Response.objects.count()) == (0, 6)
    assert {each.batch_on for each in Response.objects.all()} == {FRIDAY}
    assert EncryptedAnswers.objects.count() == 0


def test_a_form_with_four_answers_keeps_only_their_number():
    form, requests = asked_group(people=6)
    for request in requests[:4]:
        answer(request)

    feedback.close_form(form, at=LATER)

    assert form.requests.filter(answered=True).count() == 4
    assert Response.objects.count() == Answer.objects.count() == 0
    assert EncryptedAnswers.objects.count() == 0


def test_an_unsent_draft_is_dropped_when_the_form_closes():
    form, requests = asked_group(people=6)
    for request in requests[:5]:
        answer(request, words="Sent.")
    feedback.save_draft(requests[5], {"words": "Not sent."}, at=LATER)

    feedback.close_form(form, at=LATER)

    assert list(Answer.objects.values_list("text", flat=True)) == ["Sent."] * 5


def test_a_question_left_blank_has_no_answer():
    form, requests = asked_group()
    for request in requests:
        answer(request, useful=4, words="")

    feedback.close_form(form, at=LATER)

    assert list(Answer.objects.values_list("rating", "text")) == [(4, "")] * 5


def test_who_is_erased_before_the_form_closes_takes_the_answers_along():
    form, requests = asked_group(people=6)
    for number, request in enumerate(requests):
        answer(request, words=f"Comment {number}")
    Participant.objects.filter(places=requests[0].place_id).update(erased_at=LATER)

    forgotten = feedback.forget_erased()
    feedback.close_form(form, at=LATER)

    assert forgotten == 1
    assert "Comment 0" not in Answer.objects.values_list("text", flat=True)
    assert Response.objects.count() == 5


def test_five_answer_and_the_hub_closes_the_form_early():
    form, requests = asked_group(people=7)
    lead = make_staff("hub_lead")
    for number, request in enumerate(requests[:5]):
        answer(request, words=f"Comment {number}", useful=4)

    before = queries.feedback_summary(form)
    closed = feedback.close_form(form, at=LATER, by=lead)
    after = queries.feedback_summary(closed)

    assert (before.answered, before.ratings, before.comments) == (None, (), ())
    assert (after.asked, after.answered) == (7, 5)
    assert after.ratings[0].shown is None
    assert after.comments == ()  # nobody has ticked them fit to share
    assert sorted(Answer.objects.exclude(text="").values_list("text", flat=True)) == [
        f"Comment {number}" for number in range(5)
    ]
    assert AuditEntry.objects.get(action="close_form").actor == lead


def test_a_closed_form_stays_closed():
    form, (request, *_) = asked_group()
    feedback.save_draft(request, {"useful": 1}, at=LATER)
    feedback.close_form(form, at=LATER)

    again = feedback.close_form(form, at=LATER + timedelta(days=1))

    assert again.closed_at == LATER
    assert EncryptedAnswers.objects.count() == 0
    with pytest.raises(FormClosed):
        feedback.send_answers(request, may_be_quoted=True, at=LATER)


@pytest.mark.parametrize("answered", [0, 1, 4])
def test_fewer_than_five_answers_are_never_shown(answered):
    form, requests = asked_group(people=6)
    for request in requests[:answered]:
        answer(request)

    closed = feedback.close_form(form, at=LATER)

    summary = queries.feedback_summary(closed)
    assert (summary.answered, summary.ratings, summary.choices) == (None, (), ())


@pytest.mark.parametrize(("people", "mean"), [(9, None), (10, 4.0)])
def test_a_mean_is_shown_from_ten_answers_without_their_distribution(people, mean):
    form, requests = asked_group(people=people)
    for request in requests:
        answer(request, useful=4)

    summary = queries.feedback_summary(feedback.close_form(form, at=LATER))

    (useful,) = summary.ratings
    assert summary.answered == people
    assert (useful.shown.mean if useful.shown else None) == mean


def test_a_question_that_few_answered_shows_no_mean():
    form, requests = asked_group(people=10)
    for number, request in enumerate(requests):
        given = {"useful": 5} if number else {"useful": 5, "supported": 1}
        answer(request, **given)

    closed = feedback.close_form(form, at=LATER)

    shown = {
        rating.text: rating.shown for rating in queries.feedback_summary(closed).ratings
    }
    assert [bool(each) for each in shown.values()] == [True, False]
    assert next(iter(shown)) == "How useful was this session for your own teaching?"


def everything_stored() -> str:
    """Every row of every feedback table, as one text."""
    models = [Response, Answer, EncryptedAnswers, FeedbackRequest, Link]
    rows = [list(model._base_manager.values()) for model in models]
    return json.dumps(rows, default=str)


def test_sending_leaves_no_time_anywhere():
    form, requests = asked_group(people=5)
    before = {model: list(model._base_manager.values()) for model in [Link, Email]}
    odd_moment = LATER.replace(minute=37, second=41)

    for request in requests:
        answer(request, at=odd_moment)

    sent = everything_stored()
    feedback.close_form(form, at=odd_moment)

    assert "37:41" not in sent + everything_stored()
    for model, rows in before.items():
        assert list(model._base_manager.values()) == rows
    assert not AuditEntry.objects.filter(at=odd_moment).exists()


def test_a_response_leads_to_no_place():
    fields = {f.name for model in [Response, Answer] for f in model._meta.get_fields()}

    assert not fields & {"place", "participant", "link", "request", "user", "sent_at"}
