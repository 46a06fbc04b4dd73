"""Answers given in the room: by the QR code, or on paper slips that are typed up.

They say nothing of a person, so they belong to no request. Their number is limited by
the number of people present, because one link is shown to everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from evaluation.actions import feedback, responses
from evaluation.choices import QuestionSetKind
from evaluation.errors import FormClosed, RoomAnswered
from evaluation.models import FeedbackForm, FeedbackRequest
from evaluation.queries import room as queries
from recruitment import links
from recruitment.choices import LinkPurpose
from recruitment.models import Link
from workgroups import audit
from workgroups.models import Session, User


@dataclass(frozen=True)
class RoomAnswers:
    """What one person answered in the room."""

    answers: Mapping[str, Any]
    may_be_quoted: bool = False


@transaction.atomic
def make_link(session: Session, *, by: User, at: datetime) -> Link:
    """The link of the QR code, made at the first call and for each new date."""
    Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    made = queries.room_link_of(session)
    if made is not None:
        return made
    audit.record("make_room_link", session, actor=by, at=at)
    return links.make(
        LinkPurpose.ROOM,
        session,
        hub_id=session.work_group.hub_id,
        expires_at=queries.day_ends_at(session),
    )


@transaction.atomic
def take_from_browser(session: Session, given: RoomAnswers, *, at: datetime) -> None:
    """Keep what one browser in the room sent.

    Raises RoomClosed, RoomAnswered, FormClosed, AnswersTooLong, KeyMissing.
    """
    queries.check_browsers_may_answer(session, at=at)
    _take(session, [given], at=at)


@transaction.atomic
def type_up(
    session: Session, slips: Sequence[RoomAnswers], *, by: User, at: datetime
) -> FeedbackForm:
    """Keep paper slips that a member of staff typed, all or none.

    Raises RoomClosed, RoomAnswered, FormClosed, AnswersTooLong, KeyMissing.
    """
    queries.check_slips_may_be_typed(session, at=at)
    form = _take(session, slips, at=at)
    audit.record("type_up", form, actor=by, at=at)
    return form


def _take(
    session: Session, given: Sequence[RoomAnswers], *, at: datetime
) -> FeedbackForm:
    kind = QuestionSetKind.SESSION
    form = feedback.open_form(session.work_group, kind, at=at, session=session)
    form = feedback.lock_form(form)
    if form.is_closed_at(at):
        raise FormClosed
    if len(given) > queries.free_answers(session, form):
        raise RoomAnswered
    for each in given:
        responses.add_encrypted(form, each.answers, may_be_quoted=each.may_be_quoted)
    rows = FeedbackForm.objects.filter(pk=form.pk)
    rows.update(room_answers=F("room_answers") + len(given))
    form.refresh_from_db(fields=["room_answers"])
    return form


@transaction.atomic
def answered_in_room(request: FeedbackRequest, *, at: datetime) -> None:
    """Note that a person says they answered in the room, so that no reminder goes.

    Raises FormClosed, AlreadyAnswered.
    """
    form = feedback.lock_form(request.form)
    request = FeedbackRequest.objects.get(pk=request.pk)
    feedback.check_open(request, form, at=at)
    FeedbackRequest.objects.filter(pk=request.pk).update(answered_in_room=True)
