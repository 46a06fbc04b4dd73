"""Emails about feedback: the request after a session, and one reminder."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from evaluation.choices import QuestionSetKind
from evaluation.models import FeedbackForm, FeedbackRequest
from evaluation.queries.leads import may_lead_at
from recruitment.choices import PRESENT_MARKS, SECURED, LinkPurpose, PauseReason
from recruitment.models import Attendance, Participant, Place
from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import LINK, NAME, SIGNED, TO_A_PERSON, part
from workgroups.wordings import Placeholder

LAST_DAY = Placeholder(
    "last day",
    '{{ form.closes_at|date:"l j F Y" }}, {{ form.closes_at|clock }}',
    "until when one can answer",
    required=True,
)


def own_part(
    name: str,
    file: str,
    means: str,
    *,
    required: bool = False,
    in_subject: bool = False,
) -> Placeholder:
    return part(
        name,
        file,
        means,
        app="evaluation",
        required=required,
        in_subject=in_subject,
    )


class FeedbackAsked(EmailKind):
    """Asks those marked present for feedback; it repeats the gap task."""

    name = "feedback_asked"
    title = "feedback is asked for"
    placeholders: tuple[Placeholder, ...] = (
        *TO_A_PERSON,
        own_part(
            "question",
            "_asked.txt",
            "what the feedback is about, what to try meanwhile, and who reads it",
            required=True,
        ),
        own_part(
            "question in short",
            "_asked_in_short.txt",
            "“How was session 2?”",
            in_subject=True,
        ),
        LINK,
        LAST_DAY,
        *SIGNED,
    )
    app = "evaluation"
    button = "Give feedback"
    link_purpose = LinkPurpose.FEEDBACK
    related = ("place", "form__question_set")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """The newest form with secured places of its group, asked or not."""
        form = FeedbackForm.objects.filter(hub=hub_id).order_by("-pk").first()
        if form is None:
            return []
        places = Place.objects.filter(hub=hub_id, state__in=SECURED)
        if form.work_group_id is not None:
            places = places.filter(work_group=form.work_group_id)
        people = places.filter(participant__erased_at=None)
        found = people.select_related("participant").order_by("-pk")[:EXAMPLES]
        asked = [FeedbackRequest(form=form, place=place) for place in found]
        return [(each, each.asked_place.participant) for each in asked]

    def still_holds(
        self, about: FeedbackRequest, recipient: Participant, *, at: datetime
    ) -> bool:
        if about.answered or about.answered_in_room:
            return False
        if recipient.erased_at is not None:
            return False
        form = about.form
        if form.is_closed_at(at):
            return False
        return form.session_id is None or _was_there(about)

    def context(
        self, about: FeedbackRequest, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        form = about.form
        return {
            "form": form,
            "work_group": form.work_group or about.asked_place.work_group,
            "is_follow_up": form.question_set.kind == QuestionSetKind.FOLLOW_UP,
            "session": form.session,
            "to_secure": about.asked_place.clock_paused_for == PauseReason.CAME,
        }

    def link_until(self, about: FeedbackRequest, at: datetime) -> datetime:
        """Long after the form closes, so that a late answer still gets a thank-you
        page.
        """
        return about.form.closes_at + timedelta(days=90)


class FeedbackReminder(FeedbackAsked):
    name = "feedback_reminder"
    title = "a reminder to give feedback"
    says_who_answered = True  # it goes only to those who have not
    placeholders = (
        *TO_A_PERSON,
        own_part("occasion", "_reminded_of.txt", "what the feedback is about"),
        own_part("minutes", "_how_long.txt", "how long it takes"),
        own_part(
            "who reads",
            "_who_reads.txt",
            "what readers of the answers learn of the person",
            required=True,
        ),
        own_part(
            "question in short",
            "_reminder_in_short.txt",
            "“how session 2 was”",
            in_subject=True,
        ),
        LINK,
        LAST_DAY,
        *SIGNED,
    )


class LeadsAsked(FeedbackAsked):
    """Asks the leads of a hub, twice a year."""

    name = "leads_asked"
    title = "leads are asked about the year"
    placeholders = (NAME, LINK, LAST_DAY, *SIGNED)
    related = ("user", "form__question_set")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """The newest form of the hub with some who may lead there, asked or not."""
        form = FeedbackForm.objects.filter(hub=hub_id).order_by("-pk").first()
        if form is None:
            return []
        found = may_lead_at(hub_id, timezone.localdate()).order_by("-pk")[:EXAMPLES]
        return [
            (FeedbackRequest(hub_id=hub_id, form=form, user=user), user)
            for user in found
        ]

    def still_holds(
        self, about: FeedbackRequest, recipient: Any, *, at: datetime
    ) -> bool:
        is_open = not about.answered and not about.form.is_closed_at(at)
        return is_open and recipient.is_active

    def context(
        self, about: FeedbackRequest, recipient: Any, *, at: datetime
    ) -> dict[str, object]:
        return {"form": about.form}


class FeedbackAskedAgain(FeedbackAsked):
    """Asks once more where the answers were lost with the key of their form."""

    name = "feedback_asked_again"
    title = "answers were lost and are asked for again"
    says_who_answered = True  # it goes only to those who had begun
    placeholders = (
        *TO_A_PERSON,
        own_part("occasion", "_lost_answers.txt", "what the answers were about"),
        own_part(
            "lost in short",
            "_lost_in_short.txt",
            "“your answers about session 2”",
            in_subject=True,
        ),
        LINK,
        LAST_DAY,
        *SIGNED,
    )


def _was_there(request: FeedbackRequest) -> bool:
    """Whether the person is still marked present; a mark may have been corrected."""
    marks = Attendance.objects.filter(
        place=request.place_id, session=request.form.session_id
    )
    return marks.filter(mark__in=PRESENT_MARKS).exists()


def add_kinds() -> None:
    for kind in (FeedbackAsked, FeedbackReminder, FeedbackAskedAgain, LeadsAsked):
        add_kind(kind)
