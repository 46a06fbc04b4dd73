"""Ask for feedback, take answers, and separate them from the people who sent them.

While a person is answering, the answers are a draft under an HMAC of the link's id.
Sent answers wait in a buffer, which is shuffled at every new answer, and leave it in
batches of five or more. With each batch all responses of the form get new ids, the same
day and a random order, so no order in the tables follows the order of answering.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from evaluation.actions import pairing, questions
from evaluation.choices import PAIRED, QuestionKind, QuestionSetKind
from evaluation.errors import AlreadyAnswered, FormClosed
from evaluation.models import (
    Answer,
    BufferedResponse,
    FeedbackForm,
    FeedbackRequest,
    Response,
    ResponseDraft,
)
from recruitment import outbox
from recruitment.models import Attendance, Link, Place
from workgroups import audit, randomness
from workgroups.models import Session, User, WorkGroup

MIN_BATCH = 5
REMINDED_AFTER = timedelta(days=4)  # from the request to the reminder


@transaction.atomic
def open_form(
    work_group: WorkGroup,
    kind: str,
    *,
    at: datetime,
    session: Session | None = None,
) -> FeedbackForm:
    """The form of a group's session or of its year, created at the first call."""
    days = timedelta(days=settings.FEEDBACK_OPEN_DAYS)
    form, _ = FeedbackForm.objects.get_or_create(
        question_set=questions.question_set_for(work_group.hub, kind),
        work_group=work_group,
        session=session,
        defaults={
            "hub_id": work_group.hub_id,
            "asked_on": timezone.localdate(at),
            "closes_at": at + days,
        },
    )
    return form


@transaction.atomic
def ask_those_present(session: Session, *, at: datetime) -> int:
    """Email everybody whom the register marks as present; return how many are new.

    People marked later are asked too while the form is open. No person is asked twice.
    """
    here = Attendance.objects.filter(session=session).present()
    places = Place.objects.filter(pk__in=here.values("place"))
    if not places.exists():
        return 0
    form = open_form(
        session.work_group, QuestionSetKind.SESSION, at=at, session=session
    )
    return ask(form, places, at=at)


@transaction.atomic
def ask(form: FeedbackForm, places: Iterable[Place], *, at: datetime) -> int:
    """Ask the people of these places to answer an open form; return the number."""
    form = _lock(form)
    if _is_closed(form, at):
        return 0
    asked = set(form.requests.values_list("place", flat=True))
    new = [place for place in _without_erased(places) if place.pk not in asked]
    for place in new:
        request = FeedbackRequest.objects.create(
            hub_id=form.hub_id, form=form, place=place
        )
        email = outbox.queue(
            "feedback_asked", about=request, to=place.participant, at=at
        )
        if email is not None and email.link_id:
            request.link_id = email.link_id
            request.save(update_fields=["link"])
    return len(new)


def _without_erased(places: Iterable[Place]) -> list[Place]:
    pks = [place.pk for place in places]
    people = Place.objects.filter(pk__in=pks, participant__erased_at=None)
    return list(people.select_related("participant").order_by("pk"))


@transaction.atomic
def ask_group(
    work_group: WorkGroup, kind: str, *, by: User, at: datetime
) -> tuple[FeedbackForm, int]:
    """Ask everybody with a secured place in a group about their year.

    A second call emails only people who joined since the first. Raises FormClosed where
    the form has closed, because a closed form never reopens.
    """
    form = open_form(work_group, kind, at=at)
    if _is_closed(form, at):
        raise FormClosed
    places = Place.objects.filter(work_group=work_group).secured()
    new = ask(form, places, at=at)
    audit.record("ask_group", form, actor=by, at=at)
    return form, new


@transaction.atomic
def remind(form: FeedbackForm, *, at: datetime) -> int:
    """Send the one reminder to those who have not answered."""
    waiting = form.requests.filter(answered=False).select_related("place__participant")
    emails = [
        outbox.queue(
            "feedback_reminder", about=request, to=request.place.participant, at=at
        )
        for request in waiting
    ]
    return len([email for email in emails if email is not None])


def draft_keys(link: Link) -> list[str]:
    """The keys under which a link's draft may be stored, that of SECRET_KEY first."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [
        salted_hmac(
            "evaluation.draft", link.pk.hex, secret=key, algorithm="sha256"
        ).hexdigest()
        for key in keys
    ]


def draft_of(link: Link) -> dict[str, Any]:
    """The answers given so far; {} before the first step."""
    draft = ResponseDraft.objects.filter(key__in=draft_keys(link)).first()
    return dict(draft.answers) if draft else {}


@transaction.atomic
def save_draft(
    request: FeedbackRequest, link: Link, answers: Mapping[str, Any], *, at: datetime
) -> None:
    """Save the answers of a step with the earlier ones until they are sent.

    Raises FormClosed, AlreadyAnswered.
    """
    request, form = _lock_open(request, at=at)
    kept = {**draft_of(link), **answers}
    ResponseDraft.objects.filter(key__in=draft_keys(link)[1:]).delete()
    ResponseDraft.objects.update_or_create(
        key=draft_keys(link)[0], defaults={"form": form, "answers": kept}
    )


@transaction.atomic
def send_answers(
    request: FeedbackRequest,
    link: Link,
    last: Mapping[str, Any] | None = None,
    *,
    may_be_quoted: bool,
    at: datetime,
) -> None:
    """Send the draft and the last step's answers without any link to the person.

    Locks the form, so pressing the button twice sends one answer. No time is stored:
    not on the request, the link or the audit log. Raises FormClosed, AlreadyAnswered.
    """
    request, form = _lock_open(request, at=at)
    answers = _non_empty({**draft_of(link), **(last or {})})
    FeedbackRequest.objects.filter(pk=request.pk).update(answered=True)
    ResponseDraft.objects.filter(key__in=draft_keys(link)).delete()
    pseudonym = ""
    if form.question_set.kind in PAIRED:
        pseudonym = pairing.pseudonym_of(request.place)
    _shuffle_buffer(form, answers, may_be_quoted=may_be_quoted, pseudonym=pseudonym)


def _non_empty(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if value not in ("", None)}


def is_empty(answers: Mapping[str, Any]) -> bool:
    """Whether a draft has no answer."""
    return not _non_empty(answers)


def check_open(request: FeedbackRequest, form: FeedbackForm, *, at: datetime) -> None:
    """Raise FormClosed or AlreadyAnswered if this request cannot be answered now."""
    if request.answered:
        raise AlreadyAnswered
    if _is_closed(form, at):
        raise FormClosed


def _lock_open(
    request: FeedbackRequest, *, at: datetime
) -> tuple[FeedbackRequest, FeedbackForm]:
    """Lock the form and the request, which must be open."""
    form = _lock(request.form)
    request = FeedbackRequest.objects.select_related("place").get(pk=request.pk)
    check_open(request, form, at=at)
    return request, form


def _is_closed(form: FeedbackForm, at: datetime) -> bool:
    return form.closed_at is not None or form.closes_at <= at


def _lock(form: FeedbackForm) -> FeedbackForm:
    rows = FeedbackForm.objects.select_for_update(of=("self",))
    return rows.select_related("question_set", "hub").get(pk=form.pk)


def _shuffle_buffer(form: FeedbackForm, answers: dict[str, Any], **fields: Any) -> None:
    """Add an answer to the buffer, then rewrite the buffer in random order."""
    waiting = list(BufferedResponse.objects.filter(form=form))
    BufferedResponse.objects.filter(form=form).delete()
    shuffled = [
        BufferedResponse(
            form=form,
            answers=old.answers,
            may_be_quoted=old.may_be_quoted,
            pseudonym=old.pseudonym,
        )
        for old in waiting
    ]
    shuffled.append(BufferedResponse(form=form, answers=answers, **fields))
    randomness.shuffle(shuffled)
    BufferedResponse.objects.bulk_create(shuffled)


def move_batches(*, at: datetime) -> int:
    """Move the buffered answers of every form that has five or more of them."""
    waiting = FeedbackForm.objects.filter(bufferedresponse__isnull=False).distinct()
    return sum(_move_batch(form, at=at) for form in waiting)


@transaction.atomic
def _move_batch(form: FeedbackForm, *, at: datetime) -> int:
    return _shuffle_responses(_lock(form), at=at, min_batch=MIN_BATCH)


def _shuffle_responses(form: FeedbackForm, *, at: datetime, min_batch: int) -> int:
    """Rewrite a form's responses together with the buffered ones, in random order.

    No row refers to a response before the form closes, so all of them can be rewritten.
    Neither order nor ids nor days reveal a batch then. Returns how many were buffered.
    """
    buffered = list(BufferedResponse.objects.filter(form=form))
    if len(buffered) < max(min_batch, 1):
        return 0
    asked = {question.key: question for question in form.question_set.questions.all()}
    responses, answers = _take_responses(form)
    for each in buffered:
        response = Response(may_be_quoted=each.may_be_quoted, pseudonym=each.pseudonym)
        responses.append(response)
        answers += [
            Answer(response=response, question=asked[key], **{field: value})
            for key, value in each.answers.items()
            if key in asked
            for field in [_answer_field(asked[key].kind)]
        ]
    _write_shuffled(form, responses, answers, on=timezone.localdate(at))
    BufferedResponse.objects.filter(form=form).delete()
    return len(buffered)


def _answer_field(kind: str) -> str:
    return {QuestionKind.RATING: "rating", QuestionKind.CHOICE: "choice"}.get(
        QuestionKind(kind), "text"
    )


def _take_responses(form: FeedbackForm) -> tuple[list[Response], list[Answer]]:
    """Delete the form's responses and return unsaved copies of them."""
    old = Response.objects.filter(form=form)
    new = {
        each.pk: Response(may_be_quoted=each.may_be_quoted, pseudonym=each.pseudonym)
        for each in old
    }
    answers = [
        Answer(
            response=new[each.response_id],
            question_id=each.question_id,
            rating=each.rating,
            choice=each.choice,
            text=each.text,
        )
        for each in Answer.objects.filter(response__form=form)
    ]
    Answer.objects.filter(response__form=form).delete()
    old.delete()
    return list(new.values()), answers


def _write_shuffled(
    form: FeedbackForm, responses: list[Response], answers: list[Answer], *, on: Any
) -> None:
    for response in responses:
        response.hub_id = form.hub_id
        response.form = form
        response.question_set_id = form.question_set_id
        response.work_group_id = form.work_group_id
        response.session_id = form.session_id
        response.batch_on = on
    for answer in answers:
        answer.hub_id = form.hub_id
        answer.response_id = answer.response.pk
    randomness.shuffle(responses)
    randomness.shuffle(answers)
    Response.objects.bulk_create(responses)
    Answer.objects.bulk_create(answers)


@transaction.atomic
def close_form(
    form: FeedbackForm, *, at: datetime, by: User | None = None
) -> FeedbackForm:
    """Close a form permanently: move the rest of the buffer and delete the drafts.

    Closing it again changes nothing. `by` is the member of staff who closed it early.
    """
    form = _lock(form)
    if form.closed_at is not None:
        return form
    form.closed_at = at
    form.save(update_fields=["closed_at"])
    _shuffle_responses(form, at=at, min_batch=1)
    ResponseDraft.objects.filter(form=form).delete()
    if by is not None:
        audit.record("close_form", form, actor=by, fields=["closed_at"], at=at)
    return form


def close_expired_forms(*, at: datetime) -> int:
    """Close every form whose closing time has passed."""
    return len([close_form(form, at=at) for form in FeedbackForm.objects.expired(at)])
