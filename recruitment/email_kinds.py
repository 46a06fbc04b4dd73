"""The kinds of email about a place: when each still holds, and its context."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from recruitment import calendars
from recruitment.choices import (
    OPEN_IN_GROUP,
    LinkPurpose,
    OptionCode,
    PlaceState,
)
from recruitment.models import Participant, Place
from recruitment.outbox import Attachment, EmailKind, add_kind


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
        PlaceMoved,
    ):
        add_kind(kind)
