"""Remind people of a session, and ask in the same letter what they tried before it.

After the last session what was tried is asked with the questions about the year.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from evaluation.actions import feedback
from evaluation.choices import QuestionSetKind
from evaluation.models import FeedbackRequest
from evaluation.queries import session_reminders, tasks_to_try
from recruitment import links, outbox
from recruitment.choices import LinkPurpose
from recruitment.models import Email, Place
from workgroups.models import Session, WorkGroup


@transaction.atomic
def remind_of_session(session: Session, *, at: datetime) -> int:
    """Write to everybody who is expected; return how many are written to."""
    places = session_reminders.places_to_remind(session)
    previous = tasks_to_try.last_session_before(session)
    asked = _ask_who_tried(previous, places, at=at)
    written = [_write(session, place, asked.get(place.pk), at=at) for place in places]
    return len([email for email in written if email is not None])


def _write(
    session: Session, place: Place, request: FeedbackRequest | None, *, at: datetime
) -> Email | None:
    email = outbox.queue(
        session_reminders.KIND,
        about=session,
        to=place.participant,
        occasion=session_reminders.occasion_of(session),
        at=at,
    )
    if request is not None and email is not None:
        FeedbackRequest.objects.filter(pk=request.pk).update(link=email.link_id)
    return email


@transaction.atomic
def ask_about_last_task(
    work_group: WorkGroup, places: Iterable[Place], *, at: datetime
) -> int:
    """Ask what was tried after the last session, without a letter of its own.

    The questions follow those about the year. Returns how many are new.
    """
    last = tasks_to_try.last_session(work_group.pk, at=at)
    asked = _ask_who_tried(last, places, at=at)
    for request in asked.values():
        link = links.make(
            LinkPurpose.FEEDBACK,
            request,
            hub_id=request.hub_id,
            expires_at=request.form.closes_at,
        )
        FeedbackRequest.objects.filter(pk=request.pk).update(link=link)
    return len(asked)


def _ask_who_tried(
    session: Session | None, places: Iterable[Place], *, at: datetime
) -> dict[int, FeedbackRequest]:
    """The new requests by place: of those who heard in a session what to try."""
    if session is None or not session.gap_task:
        return {}
    here = tasks_to_try.places_of_those_present(session)
    new = [place for place in places if place.pk in here]
    if not new:
        return {}
    kind = QuestionSetKind.GAP_TASK
    form = feedback.open_form(session.work_group, kind, at=at, session=session)
    return {r.asked_place.pk: r for r in feedback.add_requests(form, new, at=at)}
