"""What people tried between two sessions: of which session, and who may say so."""

from datetime import datetime
from typing import Any

from evaluation.choices import QuestionSetKind
from evaluation.models import FeedbackRequest
from recruitment.models import Attendance
from workgroups.models import Session


def last_session_before(session: Session) -> Session | None:
    """The session of the group before this one; None before the first."""
    own = Session.objects.going_ahead().filter(work_group=session.work_group_id)
    earlier = own.filter(starts_at__lt=session.starts_at)
    return earlier.order_by("-starts_at", "-pk").first()


def last_session(group_id: int, *, at: datetime) -> Session | None:
    """The last session of a group, once it is over; None while one is to come."""
    own = Session.objects.going_ahead().filter(work_group=group_id)
    last = own.order_by("-starts_at", "-pk").first()
    return last if last is not None and last.ends_at <= at else None


def places_of_those_present(session: Session) -> set[int]:
    """The ids of the places whose people heard what to try."""
    here = Attendance.objects.filter(session=session).present()
    return set(here.values_list("place", flat=True))


def request_of(session: Session, person_id: int) -> FeedbackRequest | None:
    """What a person was asked about the task of a session."""
    asked = _about_tasks().filter(form__session=session, place__participant=person_id)
    return asked.first()


def open_request(
    group_id: int | None, person_id: int, *, at: datetime
) -> FeedbackRequest | None:
    """What a person is asked now about a task of a group; None for nothing."""
    asked = (
        _about_tasks()
        .unanswered()
        .filter(
            form__work_group=group_id,
            form__closed_at=None,
            form__closes_at__gt=at,
            place__participant=person_id,
        )
    )
    found: FeedbackRequest | None = asked.select_related("link").first()
    return found


def _about_tasks() -> Any:
    about = {"form__question_set__kind": QuestionSetKind.GAP_TASK}
    rows = FeedbackRequest.objects.filter(**about)
    return rows.select_related("form__session").order_by("-pk")
