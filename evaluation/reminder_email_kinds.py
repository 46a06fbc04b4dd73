"""The email before a session: date, room, what to bring, and what was tried."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from evaluation.email_kinds import own_part
from evaluation.queries import session_reminders, tasks_to_try
from recruitment import calendars
from recruitment.choices import SECURED, LinkPurpose
from recruitment.models import Participant, Place
from recruitment.outbox import EXAMPLES, Attachment, EmailKind, add_kind
from recruitment.placeholders import PLACES_PAGE, SIGNED, TO_A_PERSON
from workgroups.models import Session
from workgroups.wordings import Placeholder


class SessionReminder(EmailKind):
    """Goes five working days before a session to everybody who is expected."""

    name = session_reminders.KIND
    title = "a reminder of a session"
    placeholders = (
        *TO_A_PERSON,
        own_part(
            "session",
            "_when_and_where.txt",
            "date, times, room and what to bring",
            required=True,
        ),
        own_part(
            "what you tried",
            "_what_you_tried.txt",
            "the questions about “try before next time”, where somebody was set a task",
            required=True,
        ),
        Placeholder("day", '{{ session.on|date:"l j F" }}', "of the session"),
        PLACES_PAGE,
        *SIGNED,
    )
    app = "evaluation"
    button = "Say how it went"
    link_purpose = LinkPurpose.FEEDBACK
    related = ("work_group__venue", "venue")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """The newest secured places, with the last session of their group."""
        places = Place.objects.filter(hub=hub_id, state__in=SECURED)
        people = places.filter(participant__erased_at=None, work_group__sessions__gt=0)
        found = people.select_related("participant", "work_group").distinct()
        newest = found.order_by("-pk").prefetch_related("work_group__sessions")
        return [(_last(place), place.participant) for place in newest[:EXAMPLES]]

    def still_holds(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> bool:
        group = about.work_group
        takes_place = about.called_off_at is None and about.starts_at > at
        goes_on = group.dates_confirmed and group.cancelled_on is None
        if not (takes_place and goes_on) or recipient.erased_at is not None:
            return False
        return session_reminders.still_expected(about, recipient.pk)

    def context(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        group = about.work_group
        request = tasks_to_try.open_request(group.pk, recipient.pk, at=at)
        return {
            "session": about,
            "work_group": group,
            "tried_after": request.form.session if request else None,
        }

    def attachments(
        self,
        about: Session,
        recipient: Participant,
        context: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Sequence[Attachment]:
        return calendars.attached_with_alarm(about, at=at)

    def link_subject(self, about: Session, recipient: Participant) -> Model | None:
        """What the person is asked about the task of the session before."""
        previous = tasks_to_try.last_session_before(about)
        if previous is None:
            return None
        return tasks_to_try.request_of(previous, recipient.pk)

    def link_until(self, about: Session, at: datetime) -> datetime:
        """Long after the form closes, so that a late answer gets a thank-you page."""
        return at + timedelta(days=97)


def _last(place: Place) -> Session:
    group: Any = place.work_group
    session: Session = list(group.sessions.all())[-1]
    session.work_group = group
    return session


def add_kinds() -> None:
    add_kind(SessionReminder)
