"""The kinds of email about sessions: new dates, and sessions that are called off."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from recruitment import calendars
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.email_kinds import PlaceEmail
from recruitment.models import Participant, Place
from recruitment.outbox import EXAMPLES, Attachment, EmailKind, add_kind
from recruitment.placeholders import (
    CALLED_OFF,
    CHANGE_IN_SHORT,
    CHANGED_SESSIONS,
    DATES,
    LINK,
    PLACES_PAGE,
    SIGNED,
    TO_A_PERSON,
    WHAT_CHANGED,
)
from recruitment.queries.attendance_register import EXPECTED
from recruitment.queries.other_groups import guest_places
from recruitment.queries.sessions import expected_or_guest
from workgroups.models import Session


def _day_of(digits: str) -> date | None:
    """The day that an occasion names as "20261016"; None where it names none."""
    return date.fromisoformat(digits) if digits else None


class SessionsChanged(PlaceEmail):
    """Tells a person with a secured place of new dates, times or rooms."""

    name = "sessions_changed"
    title = "a session has a new date, time or room"
    placeholders = (
        *TO_A_PERSON,
        WHAT_CHANGED,
        CHANGED_SESSIONS,
        CHANGE_IN_SHORT,
        DATES,
        LINK,
        *SIGNED,
    )
    button = "I cannot come"
    states = (PlaceState.CONFIRMED,)
    link_purpose = LinkPurpose.COME

    def example_occasion(self, context: Mapping[str, Any]) -> str:
        """As if the next session had changed."""
        return ",".join(f"{each.number}:" for each in context["sessions"][:1])

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        group = about.work_group
        goes_on = group is not None and group.cancelled_on is None
        return goes_on and super().still_holds(about, recipient, at=at)

    def context_of_occasion(
        self, context: Mapping[str, Any], occasion: str
    ) -> dict[str, object]:
        """The sessions to come that the occasion names, each with its old day."""
        named = (
            each.partition(":") for each in occasion.partition(" at ")[0].split(",")
        )
        old_days = {number: day for number, _, day in named}
        changed = [
            (session, _day_of(old_days[str(session.number)]))
            for session in context["sessions"]
            if str(session.number) in old_days
        ]
        return {"changed": changed}

    def attachments(
        self,
        about: Place,
        recipient: Participant,
        context: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Sequence[Attachment]:
        return calendars.attached(about.work_group, context["sessions"], at=at)


class GuestSessionChanged(EmailKind):
    """Tells a guest that the session of another group has a new date, time or room."""

    name = "guest_session_changed"
    title = "a session to which somebody comes as a guest has changed"
    placeholders = (
        *TO_A_PERSON,
        WHAT_CHANGED,
        CHANGED_SESSIONS,
        CHANGE_IN_SHORT,
        PLACES_PAGE,
        *SIGNED,
    )
    button = "Open my places"
    related = ("work_group__venue", "venue")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """People who are expected, as if the last session of their group had guests."""
        found = _with_sessions(hub_id)
        return [(_last_session(place), place.participant) for place in found]

    def still_holds(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> bool:
        group = about.work_group
        takes_place = about.called_off_at is None and about.starts_at > at
        goes_on = group.dates_confirmed and group.cancelled_on is None
        if not (takes_place and goes_on) or recipient.erased_at is not None:
            return False
        return guest_places(about).filter(participant=recipient).exists()

    def context(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        return {
            "session": about,
            "work_group": about.work_group,
            "changed": [(about, None)],
        }

    def context_of_occasion(
        self, context: Mapping[str, Any], occasion: str
    ) -> dict[str, object]:
        """The session with its old day, where the occasion names that."""
        session = context["session"]
        number, _, day = occasion.partition(" at ")[0].partition(":")
        named = number == str(session.number)
        return {"changed": [(session, _day_of(day) if named else None)]}

    def attachments(
        self,
        about: Session,
        recipient: Participant,
        context: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Sequence[Attachment]:
        return calendars.attached(about.work_group, [about], at=at)


class SessionCalledOffEmail(EmailKind):
    """Tells everybody who is expected that a session does not take place."""

    name = "session_called_off"
    title = "a session is called off"
    placeholders = (*TO_A_PERSON, *CALLED_OFF, *SIGNED)
    related = ("work_group",)

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """People who are expected, as if the last session of their group were off."""
        found = _with_sessions(hub_id)
        return [(_called_off(place), place.participant) for place in found]

    def still_holds(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> bool:
        expected = Place.objects.filter(expected_or_guest(about), participant=recipient)
        is_off = about.called_off_at is not None and recipient.erased_at is None
        return is_off and expected.exists()

    def context(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        coming = calendars.coming_sessions(about.work_group, at=at)
        return {
            "session": about,
            "work_group": about.work_group,
            "next_session": next((each for each in coming if each != about), None),
            "is_today": about.on == timezone.localdate(at),
        }

    def attachments(
        self,
        about: Session,
        recipient: Participant,
        context: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Sequence[Attachment]:
        return calendars.attached_called_off(about, at=at)


def _with_sessions(hub_id: int) -> QuerySet[Place]:
    """The newest places of a hub whose people are expected at a session."""
    sessions = Session.objects.filter(work_group=OuterRef("work_group"))
    places = Place.objects.filter(hub=hub_id, state__in=EXPECTED)
    people = places.filter(participant__erased_at=None).order_by("-pk")
    with_dates = people.filter(Exists(sessions))
    found = with_dates.select_related("participant", "work_group")
    return found.prefetch_related("work_group__sessions")[:EXAMPLES]


def _last_session(place: Place) -> Session:
    group: Any = place.work_group
    session: Session = list(group.sessions.all())[-1]
    session.work_group = group
    return session


def _called_off(place: Place) -> Session:
    """The last session of a place's group, with a reason for being off; not saved."""
    session = _last_session(place)
    session.called_off_reason = session.called_off_reason or "[why]"
    return session


def add_kinds() -> None:
    for kind in (SessionsChanged, GuestSessionChanged, SessionCalledOffEmail):
        add_kind(kind)
