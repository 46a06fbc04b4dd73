"""Each act on a form: what it writes, for whom, and when it is refused."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import QuerySet

from evaluation.actions import asking, feedback, form_keys
from evaluation.errors import AlreadyAnswered, FormClosed
from evaluation.models import EncryptedAnswers, FeedbackForm, FeedbackRequest, Response
from recruitment.models import Email, Participant
from tests.evaluation.test_feedback import answer, asked_group
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
from workgroups.models import AuditEntry

pytestmark = pytest.mark.django_db
LATER = FRIDAY_5PM + timedelta(hours=3)
CLOSES = datetime(2026, 10, 23, 16, tzinfo=UTC)
A_SECOND = timedelta(seconds=1)


def emails() -> list[tuple]:
    fields = ("kind", "about_id", "recipient_id", "hub", "written_at")
    return list(Email.objects.order_by("pk").values_list(*fields))


def entries() -> list[tuple]:
    fields = ("action", "object_id", "actor", "fields", "at")
    return list(AuditEntry.objects.order_by("pk").values_list(*fields))


# --- opening


def test_a_form_is_of_its_group_and_session_and_made_once():
    session = make_session(make_work_group(hub=make_hub("Wolds")))
    group = session.work_group

    form = feedback.open_form(group, "session", at=FRIDAY_5PM, session=session)
    again = feedback.open_form(group, "session", at=LATER, session=session)
    other = feedback.open_form(group, "session", at=LATER, session=make_session(group))
    year = feedback.open_form(group, "final", at=LATER)

    assert (again, FeedbackForm.objects.count()) == (form, 3)
    assert (form.hub, form.work_group, form.session) == (group.hub, group, session)
    assert (form.asked_on, form.closes_at) == (FRIDAY, CLOSES)
    assert form.question_set == other.question_set != year.question_set
    assert (year.session, year.question_set.kind) == (None, "final")
    assert again.closes_at == CLOSES


def test_a_form_is_asked_on_the_day_in_london_and_open_as_long_as_settings_say(
    settings,
):
    settings.FEEDBACK_OPEN_DAYS = 3
    near_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)

    form = feedback.open_form(make_work_group(), "final", at=near_midnight)

    assert form.asked_on == date(2026, 7, 2)
    assert form.closes_at == datetime(2026, 7, 4, 23, 30, tzinfo=UTC)


def test_no_form_is_opened_while_the_register_has_nobody_in_the_room():
    session = make_session()
    mark_present(make_place(work_group=session.work_group), session, "absent")

    assert feedback.ask_those_present(session, at=FRIDAY_5PM) == 0
    assert (FeedbackForm.objects.count(), emails()) == (0, [])


def test_those_in_the_room_of_that_session_are_asked_with_a_link_of_their_own():
    group = make_work_group(hub=make_hub("Wolds"))
    first, second = make_session(group), make_session(group)
    here, there = [make_place(work_group=group) for _ in range(2)]
    mark_present(here, first)
    mark_present(there, second)

    assert feedback.ask_those_present(first, at=FRIDAY_5PM) == 1

    request = FeedbackRequest.objects.get()
    assert (request.form.session, request.place) == (first, here)
    assert (request.hub, request.answered) == (group.hub, False)
    assert request.link == Email.objects.get().link
    assert request.form.question_set.kind == "session"
    assert emails() == [
        ("feedback_asked", request.pk, here.participant_id, group.hub_id, FRIDAY_5PM)
    ]


# --- asking


@pytest.mark.parametrize(
    ("fields", "at", "asked"),
    [
        ({}, CLOSES - A_SECOND, 1),
        ({}, CLOSES, 0),
        ({"closed_at": LATER}, LATER, 0),
        ({"closed_at": LATER}, FRIDAY_5PM, 0),
    ],
)
def test_nobody_is_asked_once_a_form_is_closed(fields, at, asked):
    form = make_form(**fields)
    place = make_place(work_group=form.work_group)

    assert feedback.ask(form, [place], at=at) == asked
    assert (FeedbackRequest.objects.count(), len(emails())) == (asked, asked)


def test_a_form_that_somebody_closed_meanwhile_asks_nobody():
    form = make_form()
    FeedbackForm.objects.update(closed_at=FRIDAY_5PM)

    assert feedback.ask(form, [make_place(work_group=form.work_group)], at=LATER) == 0


def test_people_are_asked_in_the_order_of_their_places_and_once():
    form = make_form()
    places = [make_place(work_group=form.work_group) for _ in range(3)]

    first = feedback.ask(form, [places[2], places[0]], at=LATER)
    second = feedback.ask(form, places, at=LATER)

    assert (first, second) == (2, 1)
    asked = FeedbackRequest.objects.order_by("pk").values_list("place", flat=True)
    assert list(asked) == [places[0].pk, places[2].pk, places[1].pk]


def test_a_group_is_asked_about_its_year():
    lead = make_staff("hub_lead")
    group = make_work_group()
    other = make_work_group(project=group.project)
    states = ("confirmed", "completed", "not_completed", "offered", "withdrawn")
    places = [make_place(state, work_group=group) for state in states]
    make_place("confirmed", work_group=other)

    form, new = asking.ask_group(group, "final", by=lead, at=FRIDAY_5PM)
    places.append(make_place("confirmed", work_group=group))
    again, newer = asking.ask_group(group, "final", by=lead, at=LATER)

    assert (again, new, newer) == (form, 3, 1)
    asked = form.requests.order_by("pk").values_list("place", flat=True)
    assert list(asked) == [places[at].pk for at in (0, 1, 2, 5)]
    assert (form.question_set.kind, form.session) == ("final", None)
    key = str(form.pk)
    assert entries() == [
        ("ask_group", key, lead.pk, "", FRIDAY_5PM),
        ("ask_group", key, lead.pk, "", LATER),
    ]


def test_a_group_is_not_asked_again_once_its_form_has_closed():
    group = make_work_group()
    make_place("confirmed", work_group=group)
    form = feedback.open_form(group, "final", at=FRIDAY_5PM)

    with pytest.raises(FormClosed):
        asking.ask_group(group, "final", by=make_staff("hub_lead"), at=CLOSES)

    assert (form.requests.count(), emails(), entries()) == (0, [], [])


def test_everybody_is_reminded_once():
    form, requests = asked_group(3)
    answer(requests[1])
    Email.objects.all().delete()

    counts = [feedback.remind(form, at=at) for at in (LATER, LATER + A_SECOND)]

    assert counts == [2, 0]
    assert emails() == [
        ("feedback_reminder", each.pk, each.place.participant_id, form.hub_id, LATER)
        for each in (requests[0], requests[2])
    ]


def test_a_reminder_of_one_form_reminds_nobody_of_another():
    form, _ = asked_group(1)
    asked_group(2)

    assert feedback.remind(form, at=LATER) == 1


def test_the_reminder_comes_four_days_after_the_request():
    assert timedelta(days=4) == feedback.REMINDED_AFTER


# --- answering


def decrypted(request) -> tuple:
    kept = feedback.responses.decrypt(EncryptedAnswers.objects.get(request=request))
    return kept["answers"], kept["may_be_quoted"]


def test_a_draft_is_empty_before_the_first_step_and_its_newest_answers_count():
    _, (request, other) = asked_group(2)
    before = feedback.draft_of(request)

    feedback.save_draft(request, {"useful": 4, "words": "Hm."}, at=LATER)
    feedback.save_draft(request, {"useful": 2}, at=LATER)

    assert (before, feedback.draft_of(other)) == ({}, {})
    assert decrypted(request) == ({"useful": 2, "words": "Hm."}, False)


@pytest.mark.parametrize("quoted", [True, False])
def test_what_is_sent_is_the_draft_with_the_last_step_and_without_gaps(quoted):
    _, (request, other) = asked_group(2)
    draft = {"useful": 4, "words": "Hm.", "supported": None, "more": ""}
    feedback.save_draft(request, draft, at=LATER)

    last = {"words": "More time.", "extra": 0}
    feedback.send_answers(request, last, may_be_quoted=quoted, at=LATER)

    sent = {"useful": 4, "words": "More time.", "extra": 0}
    assert decrypted(request) == (sent, quoted)
    answered = FeedbackRequest.objects.order_by("pk").values_list("answered", flat=True)
    assert list(answered) == [True, False]


def test_answers_may_be_sent_without_a_last_step():
    _, (request,) = asked_group(1)
    feedback.save_draft(request, {"useful": 4}, at=LATER)

    feedback.send_answers(request, may_be_quoted=False, at=LATER)

    assert decrypted(request) == ({"useful": 4}, False)


@pytest.mark.parametrize(
    ("answers", "empty"),
    [
        ({}, True),
        ({"words": "", "useful": None}, True),
        ({"words": "", "useful": 0}, False),
        ({"words": " "}, False),
    ],
)
def test_a_draft_without_an_answer_is_empty(answers, empty):
    assert feedback.is_empty(answers) is empty


@pytest.mark.parametrize(
    ("answered", "closed_at", "at", "refused"),
    [
        (False, None, CLOSES - A_SECOND, None),
        (False, None, CLOSES, FormClosed),
        (False, LATER, FRIDAY_5PM, FormClosed),
        (True, None, FRIDAY_5PM, AlreadyAnswered),
        (True, LATER, CLOSES, AlreadyAnswered),
    ],
)
def test_when_a_request_cannot_be_answered(answered, closed_at, at, refused):
    form = FeedbackForm(closes_at=CLOSES, closed_at=closed_at)
    found = None

    try:
        feedback.check_open(FeedbackRequest(answered=answered), form, at=at)
    except (FormClosed, AlreadyAnswered) as error:
        found = type(error)

    assert found == refused


@pytest.mark.parametrize(
    ("model", "fields", "refused"),
    [
        (FeedbackRequest, {"answered": True}, AlreadyAnswered),
        (FeedbackForm, {"closed_at": LATER}, FormClosed),
        (FeedbackForm, {"closes_at": LATER}, FormClosed),
    ],
)
def test_a_request_is_read_again_once_its_form_is_locked(model, fields, refused):
    _, (request,) = asked_group(1)
    model.objects.update(**fields)

    with pytest.raises(refused):
        feedback.save_draft(request, {"useful": 1}, at=LATER)
    with pytest.raises(refused):
        feedback.send_answers(request, {"useful": 1}, may_be_quoted=True, at=LATER)

    assert EncryptedAnswers.objects.count() == 0


def test_asking_answering_and_closing_lock_the_form(monkeypatch):
    locked = []
    lock = QuerySet.select_for_update

    def note(rows, **options):
        locked.append((rows.model.__name__, options))
        return lock(rows, **options)

    form, (request,) = asked_group(1)
    monkeypatch.setattr(QuerySet, "select_for_update", note)

    feedback.save_draft(request, {"useful": 4}, at=LATER)
    feedback.send_answers(request, may_be_quoted=True, at=LATER)
    feedback.ask(form, [], at=LATER)
    feedback.close_form(form, at=LATER)

    assert locked == [("FeedbackForm", {"of": ("self",)})] * 4


# --- closing


def test_closing_a_form_is_kept_once_with_who_closed_it():
    lead = make_staff("hub_lead")
    form, _ = asked_group(1)
    form.shared_at = LATER  # set in memory by somebody else

    closed = feedback.close_form(form, at=LATER, by=lead)
    again = feedback.close_form(form, at=LATER + A_SECOND, by=lead)

    assert (closed.pk, closed.closed_at, again.closed_at) == (form.pk, LATER, LATER)
    stored = FeedbackForm.objects.get()
    assert (stored.closed_at, stored.shared_at) == (LATER, None)
    assert entries() == [("close_form", str(form.pk), lead.pk, "closed_at", LATER)]


def test_a_form_that_closes_by_itself_is_not_in_the_audit_log():
    form, requests = asked_group(5)
    for request in requests:
        answer(request)
    near_midnight = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)

    feedback.close_form(form, at=near_midnight)

    days = Response.objects.values_list("batch_on", flat=True)
    assert list(days) == [date(2026, 10, 25)] * 5  # the day in London
    assert entries() == []


def test_the_key_of_a_form_is_destroyed_once_its_closing_is_committed(
    django_capture_on_commit_callbacks,
):
    form, (request,) = asked_group(1)
    feedback.save_draft(request, {"useful": 4}, at=LATER)
    key = form_keys.key_file(form.pk)

    with django_capture_on_commit_callbacks() as callbacks:
        feedback.close_form(form, at=LATER)
    before = key.exists()
    for callback in callbacks:
        callback()

    assert (before, key.exists(), len(callbacks)) == (True, False, 1)


def test_forms_whose_time_is_over_close_and_one_without_its_key_stops_no_other(caplog):
    lost, (request, *others) = asked_group(5)
    for each in (request, *others):
        answer(each)
    form_keys.destroy_key(lost.pk)
    kept, _ = asked_group(1)
    late, _ = asked_group(1)
    FeedbackForm.objects.filter(pk=late.pk).update(closes_at=CLOSES + A_SECOND)

    assert feedback.close_expired_forms(at=CLOSES) == 1

    closed = dict(FeedbackForm.objects.values_list("pk", "closed_at"))
    assert closed == {lost.pk: None, kept.pk: CLOSES, late.pk: None}
    assert [record.getMessage() for record in caplog.records] == [
        f"form {lost.pk} cannot close: its key file is missing"
    ]


def test_only_the_answers_of_who_was_erased_are_deleted():
    _, requests = asked_group(3)
    for request in requests:
        answer(request)
    people = [request.place.participant_id for request in requests[:2]]
    Participant.objects.filter(pk__in=people).update(erased_at=LATER)

    assert feedback.forget_erased() == 2
    assert EncryptedAnswers.objects.get().request == requests[2]
