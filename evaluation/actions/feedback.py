"""Ask for feedback, take answers, and close forms.

A person's answers are encrypted under the form's key from the first step on, and
sending them only marks the request as answered. `responses` writes them without the
person when the form closes.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evaluation import rules
from evaluation.actions import form_keys, questions, responses
from evaluation.choices import QuestionSetKind
from evaluation.errors import AlreadyAnswered, FormClosed, KeyMissing
from evaluation.models import EncryptedAnswers, FeedbackForm, FeedbackRequest
from recruitment import outbox
from recruitment.models import Attendance, Place
from workgroups import audit
from workgroups.models import Hub, Session, User, WorkGroup

logger = logging.getLogger(__name__)
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
    form, _ = FeedbackForm.objects.get_or_create(
        question_set=questions.question_set_for(work_group.hub, kind),
        work_group=work_group,
        session=session,
        defaults={"hub_id": work_group.hub_id, **_open_from(at)},
    )
    return form


@transaction.atomic
def open_form_of_hub(
    hub: Hub, kind: str, *, start_year: int, half: int = 0, at: datetime
) -> FeedbackForm:
    """The form that asks people of a whole hub, created at the first call.

    Questions that the hub has written since the first call make no second form.
    """
    Hub.objects.select_for_update().get(pk=hub.pk)
    own = FeedbackForm.objects.filter(hub=hub, work_group=None, question_set__kind=kind)
    made = own.filter(start_year=start_year, half=half).first()
    return made or FeedbackForm.objects.create(
        hub=hub,
        question_set=questions.question_set_for(hub, kind),
        start_year=start_year,
        half=half,
        **_open_from(at),
    )


def _open_from(at: datetime) -> dict[str, Any]:
    """The day on which a form asks, and its end: days of 24 hours in every zone."""
    closes_at = at.astimezone(UTC) + timedelta(days=settings.FEEDBACK_OPEN_DAYS)
    return {"asked_on": timezone.localdate(at), "closes_at": closes_at}


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
    new = add_requests(form, places, at=at)
    for request in new:
        email = outbox.queue(
            "feedback_asked", about=request, to=request.asked_place.participant, at=at
        )
        if email is not None and email.link_id:
            request.link_id = email.link_id
            request.save(update_fields=["link"])
    return len(new)


def add_requests(
    form: FeedbackForm, places: Iterable[Place], *, at: datetime
) -> list[FeedbackRequest]:
    """Ask the people of these places who were not asked yet; the caller writes to them.

    Empty where the form has closed.
    """
    form = lock_form(form)
    if form.is_closed_at(at):
        return []
    asked = set(form.requests.values_list("place", flat=True))
    new = [place for place in _without_erased(places) if place.pk not in asked]
    return [
        FeedbackRequest.objects.create(hub_id=form.hub_id, form=form, place=place)
        for place in new
    ]


def _without_erased(places: Iterable[Place]) -> list[Place]:
    pks = [place.pk for place in places]
    people = Place.objects.filter(pk__in=pks, participant__erased_at=None)
    return list(people.select_related("participant").order_by("pk"))


@transaction.atomic
def remind(form: FeedbackForm, *, at: datetime) -> int:
    """Send the one reminder to those with a place who have not answered."""
    unanswered = form.requests.unanswered().exclude(place=None).order_by("pk")
    waiting = unanswered.select_related("place__participant")
    emails = [
        outbox.queue(
            "feedback_reminder", about=request, to=request.place.participant, at=at
        )
        for request in waiting
    ]
    return len([email for email in emails if email is not None])


def draft_of(request: FeedbackRequest) -> dict[str, Any]:
    """The answers given so far; {} before the first step. Raises KeyMissing."""
    saved = EncryptedAnswers.objects.filter(request=request).first()
    return responses.decrypt(saved)["answers"] if saved else {}


@transaction.atomic
def save_draft(
    request: FeedbackRequest, answers: Mapping[str, Any], *, at: datetime
) -> None:
    """Save the answers of a step with the earlier ones until they are sent.

    Raises FormClosed, AlreadyAnswered, AnswersTooLong, KeyMissing.
    """
    request, form = _lock_open(request, at=at)
    responses.save_encrypted(form, request, {**draft_of(request), **answers})


@transaction.atomic
def send_answers(
    request: FeedbackRequest,
    last: Mapping[str, Any] | None = None,
    *,
    may_be_quoted: bool,
    at: datetime,
) -> None:
    """Send the draft with the last step's answers.

    Locks the form, so pressing the button twice sends one answer. No time is stored:
    not on the request, the link or the audit log. Raises FormClosed, AlreadyAnswered,
    AnswersTooLong, KeyMissing.
    """
    request, form = _lock_open(request, at=at)
    answers = rules.non_empty({**draft_of(request), **(last or {})})
    responses.save_encrypted(form, request, answers, may_be_quoted=may_be_quoted)
    FeedbackRequest.objects.filter(pk=request.pk).update(answered=True)


def is_empty(answers: Mapping[str, Any]) -> bool:
    """Whether a draft has no answer."""
    return not rules.non_empty(answers)


def check_open(request: FeedbackRequest, form: FeedbackForm, *, at: datetime) -> None:
    """Raise FormClosed or AlreadyAnswered if this request cannot be answered now."""
    if request.answered:
        raise AlreadyAnswered
    if form.is_closed_at(at):
        raise FormClosed


def _lock_open(
    request: FeedbackRequest, *, at: datetime
) -> tuple[FeedbackRequest, FeedbackForm]:
    """Lock the form and the request, which must be open."""
    form = lock_form(request.form)
    request = FeedbackRequest.objects.select_related("place").get(pk=request.pk)
    check_open(request, form, at=at)
    return request, form


def lock_form(form: FeedbackForm) -> FeedbackForm:
    """The form as it is now, locked until the transaction ends."""
    rows = FeedbackForm.objects.select_for_update(of=("self",))
    return rows.select_related("question_set", "hub").get(pk=form.pk)


@transaction.atomic
def close_form(
    form: FeedbackForm, *, at: datetime, by: User | None = None
) -> FeedbackForm:
    """Close a form permanently: store its answers without their people.

    Unsent drafts are dropped. Closing it again changes nothing. `by` is the member of
    staff who closed it early. Raises KeyMissing.
    """
    form = lock_form(form)
    if form.closed_at is not None:
        return form
    form.closed_at = at
    form.save(update_fields=["closed_at"])
    responses.write_responses(form, on=timezone.localdate(at))
    if by is not None:
        audit.record("close_form", form, actor=by, fields=["closed_at"], at=at)
    transaction.on_commit(partial(form_keys.destroy_key, form.pk), robust=True)
    return form


def close_expired_forms(*, at: datetime) -> int:
    """Close every form whose closing time has passed; return how many.

    A form without its key stays open, so that its answers are not lost by a folder that
    is away for a while; it takes no answers any more.
    """
    closed = 0
    for form in FeedbackForm.objects.expired(at):
        try:
            close_form(form, at=at)
            closed += 1
        except KeyMissing:
            logger.error("form %s cannot close: its key file is missing", form.pk)
    return closed


def forget_erased() -> int:
    """Delete the answers of people who were erased while the form was open."""
    erased = EncryptedAnswers.objects.filter(
        request__place__participant__erased_at__isnull=False
    )
    return erased.delete()[0]
