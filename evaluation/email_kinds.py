"""Emails about feedback: the request after a session, and one reminder."""

from datetime import datetime, timedelta

from evaluation.models import FeedbackRequest
from recruitment.choices import PRESENT_MARKS, LinkPurpose, PauseReason
from recruitment.models import Attendance, Participant
from recruitment.outbox import EmailKind, add_kind


class FeedbackAsked(EmailKind):
    """Asks those marked present for feedback; it repeats the gap task."""

    name = "feedback_asked"
    app = "evaluation"
    button = "Give feedback"
    link_purpose = LinkPurpose.FEEDBACK
    related = ("place",)

    def still_holds(
        self, about: FeedbackRequest, recipient: Participant, *, at: datetime
    ) -> bool:
        if about.answered or recipient.erased_at is not None:
            return False
        form = about.form
        if form.closed_at is not None or form.closes_at <= at:
            return False
        return form.session_id is None or _was_there(about)

    def context(
        self, about: FeedbackRequest, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        return {
            "form": about.form,
            "work_group": about.form.work_group,
            "session": about.form.session,
            "to_secure": about.place.clock_paused_for == PauseReason.CAME,
        }

    def link_until(self, about: FeedbackRequest, at: datetime) -> datetime:
        """Long after the form closes, so that a late answer still gets a thank-you
        page.
        """
        return about.form.closes_at + timedelta(days=90)


class FeedbackReminder(FeedbackAsked):
    name = "feedback_reminder"


class FeedbackAskedAgain(FeedbackAsked):
    """Asks once more where the answers were lost with the key of their form."""

    name = "feedback_asked_again"


def _was_there(request: FeedbackRequest) -> bool:
    """Whether the person is still marked present; a mark may have been corrected."""
    marks = Attendance.objects.filter(
        place=request.place_id, session=request.form.session_id
    )
    return marks.filter(mark__in=PRESENT_MARKS).exists()


def add_kinds() -> None:
    for kind in (FeedbackAsked, FeedbackReminder, FeedbackAskedAgain):
        add_kind(kind)
