"""The kinds of email about a place: when each still holds, and its context."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from recruitment import calendars
from recruitment.choices import (
    OPEN_IN_GROUP,
    LinkPurpose,
    OptionCode,
    PlaceState,
)
from recruitment.models import Participant, Place
from recruitment.outbox import Attachment, EmailKind, add_kind
from recruitment.queries.attendance_register import EXPECTED
from workgroups.models import Session

#: States to which a restored place returns where its restoring was the mistake.
ENDED = (
    PlaceState.WITHDRAWN,
    PlaceState.DECLINED,
    PlaceState.LAPSED,
    PlaceState.NOT_SELECTED,
)


class PlaceEmail(EmailKind):
    """An email to a participant about their place."""

    states: tuple[str, ...] = ()  # of a place for which the email still holds
    related = ("participant", "work_group", "stage")

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.state in self.states and recipient.erased_at is None

    def context(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        return {
            "place": about,
            "work_group": about.work_group,
            "sessions": _coming_sessions(about, at=at),
        }


class ConfirmLinkEmail(PlaceEmail):
    """An email with a link to confirm, which works until the offer ends."""

    link_purpose = LinkPurpose.CONFIRM

    def link_until(self, about: Place, at: datetime) -> datetime:
        if about.offer_ends_at is None or about.clock_paused_at is not None:
            return at + timedelta(days=self.link_days)
        return about.offer_ends_at

    def context(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        """Also the sessions before the end, for which nobody has to confirm first."""
        context: dict[str, Any] = super().context(about, recipient, at=at)
        sooner = [
            session
            for session in context["sessions"]
            if about.offer_ends_at and session.starts_at < about.offer_ends_at
        ]
        return {**context, "sooner": sooner}


class AskedToConfirm(ConfirmLinkEmail):
    """Acknowledges the expression of interest and offers a place."""

    name = "asked_to_confirm"
    button = "Confirm my place"
    states = (PlaceState.OFFERED,)

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        """Nobody is asked to confirm by a time that has passed."""
        in_time = about.clock_paused_at is not None or (
            about.offer_ends_at is not None and about.offer_ends_at >= at
        )
        return super().still_holds(about, recipient, at=at) and in_time


class SeatOffered(AskedToConfirm):
    name = "seat_offered"


class ReminderToConfirm(AskedToConfirm):
    """Holds only while the clock runs: nobody who came to a session is chased."""

    name = "reminder_to_confirm"

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.clock_paused_at is None and super().still_holds(
            about, recipient, at=at
        )


class OfferExtended(AskedToConfirm):
    name = "offer_extended"


class InterestReceived(PlaceEmail):
    name = "interest_received"
    states = (PlaceState.INTERESTED,)


class SeatNotHeld(ConfirmLinkEmail):
    """Says that no seat is held, and that confirming takes a free one."""

    name = "seat_not_held"
    button = "Confirm my place"
    link_days = 120  # it works for as long as the group is likely to have a seat

    states = (PlaceState.INTERESTED,)

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.may_take_seat and super().still_holds(about, recipient, at=at)


class WaitingList(ConfirmLinkEmail):
    """Says that the person waits; its link proves the address."""

    name = "waiting_list"
    button = "Show that this is my address"
    link_days = 120
    states = (PlaceState.WAITING,)


class AlreadyAsked(ConfirmLinkEmail):
    """Tells a person who registers again that they have a place in the group."""

    name = "already_asked"
    button = "See where I stand"
    states = OPEN_IN_GROUP


class PlaceConfirmed(PlaceEmail):
    name = "place_confirmed"
    button = "Open my places"
    states = (PlaceState.CONFIRMED,)

    def context(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        provisional = Place.objects.filter(
            registration=about.registration_id, state=PlaceState.PROVISIONAL
        ).select_related("stage")
        given_up = Place.objects.filter(
            participant=recipient,
            programme=about.programme_id,
            start_year=about.start_year,
            end_reason__code=OptionCode.CHOSE_ANOTHER,
        ).select_related("work_group")
        return {
            **super().context(about, recipient, at=at),
            "next_year": provisional.first(),
            "given_up": list(given_up),
        }

    def attachments(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> Sequence[Attachment]:
        if about.work_group is None:
            return ()
        return calendars.attached(about.work_group, at=at)


class OfferLapsedEmail(PlaceEmail):
    name = "offer_lapsed"
    button = "See the group"
    states = (PlaceState.LAPSED,)


class PlaceDeclined(PlaceEmail):
    name = "place_declined"
    states = (PlaceState.DECLINED,)


class PlaceEnded(PlaceEmail):
    """An email that takes the dates of a secured place out of the calendar."""

    def context(
        self, about: Place, recipient: Any, *, at: datetime
    ) -> dict[str, object]:
        ended = calendars.attached_cancellation(about, at=at)
        return {
            **super().context(about, recipient, at=at),
            "takes_dates_out": bool(ended),
        }

    def attachments(
        self, about: Place, recipient: Any, *, at: datetime
    ) -> Sequence[Attachment]:
        return calendars.attached_cancellation(about, at=at)


class PlaceWithdrawn(PlaceEnded):
    name = "place_withdrawn"
    states = (PlaceState.WITHDRAWN,)


class PlaceNotSelected(PlaceEmail):
    name = "place_not_selected"
    states = (PlaceState.NOT_SELECTED,)


class PlaceMoved(ConfirmLinkEmail):
    name = "place_moved"
    button = "Confirm my place"
    states = OPEN_IN_GROUP

    def attachments(
        self, about: Place, recipient: Any, *, at: datetime
    ) -> Sequence[Attachment]:
        """The old group's dates to take out, and those of the new group to put in."""
        before = Place.objects.filter(moved_to=about).select_related("work_group")
        ended = [
            item
            for place in before
            for item in calendars.attached_cancellation(place, at=at)
        ]
        if about.state != PlaceState.CONFIRMED or about.work_group is None:
            return ended
        return [*ended, *calendars.attached(about.work_group, at=at)]


class PlaceCancelled(PlaceEnded):
    """Says that a group is off, and that a pencilled-in place after it is as well."""

    name = "place_cancelled"
    button = "See our other groups"
    states = (PlaceState.CANCELLED_BY_HUB,)

    def context(
        self, about: Place, recipient: Any, *, at: datetime
    ) -> dict[str, object]:
        later = Place.objects.filter(
            registration=about.registration_id,
            start_year__gt=about.start_year,
            state=PlaceState.CANCELLED_BY_HUB,
        )
        return {
            **super().context(about, recipient, at=at),
            "ends_later_place": later.exists(),
        }


class WrittenByMistake(ConfirmLinkEmail):
    """Says that a change of which we wrote was a mistake, and what holds now."""

    name = "written_by_mistake"
    button = "See where I stand"
    states = (*OPEN_IN_GROUP, PlaceState.PROVISIONAL, *ENDED)

    def attachments(
        self, about: Place, recipient: Any, *, at: datetime
    ) -> Sequence[Attachment]:
        """The dates of a secured place, which the mistaken email may have taken out."""
        if about.state != PlaceState.CONFIRMED or about.work_group is None:
            return ()
        return calendars.attached(about.work_group, at=at)


def _day_of(digits: str) -> date | None:
    """The day that an occasion names as "20261016"; None where it names none."""
    return date.fromisoformat(digits) if digits else None


class SessionsChanged(PlaceEmail):
    """Tells a person with a secured place of new dates, times or rooms."""

    name = "sessions_changed"
    button = "I cannot come"
    states = (PlaceState.CONFIRMED,)
    link_purpose = LinkPurpose.COME

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
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> Sequence[Attachment]:
        if about.work_group is None:
            return ()
        return calendars.attached(about.work_group, at=at)


class SessionCalledOffEmail(EmailKind):
    """Tells everybody who is expected that a session does not take place."""

    name = "session_called_off"
    related = ("work_group",)

    def still_holds(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> bool:
        expected = Place.objects.filter(
            participant=recipient, work_group=about.work_group_id, state__in=EXPECTED
        )
        is_off = about.called_off_at is not None and recipient.erased_at is None
        return is_off and expected.exists()

    def context(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        coming = calendars.coming_sessions(about.work_group, at=at)
        return {
            "session": about,
            "work_group": about.work_group,
            "next_session": coming[0] if coming else None,
            "is_today": about.on == timezone.localdate(at),
        }

    def attachments(
        self, about: Session, recipient: Participant, *, at: datetime
    ) -> Sequence[Attachment]:
        return calendars.attached_called_off(about, at=at)


def _coming_sessions(place: Place, *, at: datetime) -> list[Any]:
    group = place.work_group
    return calendars.coming_sessions(group, at=at) if group else []


def add_kinds() -> None:
    for kind in (
        AskedToConfirm,
        SeatOffered,
        ReminderToConfirm,
        OfferExtended,
        InterestReceived,
        SeatNotHeld,
        WaitingList,
        AlreadyAsked,
        PlaceConfirmed,
        OfferLapsedEmail,
        PlaceDeclined,
        PlaceWithdrawn,
        PlaceNotSelected,
        PlaceMoved,
        PlaceCancelled,
        WrittenByMistake,
        SessionsChanged,
        SessionCalledOffEmail,
    ):
        add_kind(kind)
