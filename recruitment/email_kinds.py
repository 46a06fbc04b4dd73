"""The kinds of email about a place: when each still holds, and its context."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from recruitment import calendars, rules
from recruitment.choices import (
    OPEN_IN_GROUP,
    LinkPurpose,
    OptionCode,
    PlaceState,
)
from recruitment.models import Participant, Place, PlaceAnswers
from recruitment.outbox import EXAMPLES, Attachment, EmailKind, add_kind
from recruitment.placeholders import (
    CONFIRM_BY,
    CONFIRM_REQUEST,
    DATES,
    DATES_TO_KEEP,
    FREE_SEAT_REQUEST,
    LAST_DAY,
    LINK,
    NEXT_YEAR,
    NOT_KNOWN,
    OTHER_REQUESTS,
    PLACES_PAGE,
    PROVE_ADDRESS,
    SIGNED,
    STANDING,
    STANDING_AFTER_MOVE,
    TO_A_PERSON,
    WHAT_COMES_NEXT,
    WHY_WAITING,
)
from recruitment.queries import details
from recruitment.querysets import school_is_full
from recruitment.registration.unknown import in_words
from workgroups.querysets import prepared
from workgroups.wordings import Placeholder


class PlaceEmail(EmailKind):
    """An email to a participant about their place."""

    states: tuple[str, ...] = ()  # of a place for which the email still holds
    related = ("participant", "work_group")
    unread = tuple(field.name for field in PlaceAnswers._meta.fields)

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """Places of the hub in a state for which the email holds, the newest first."""
        places = Place.objects.filter(hub=hub_id, state__in=self.states)
        people = places.filter(participant__erased_at=None).order_by("-pk")
        found = people.select_related(*self.related)[:EXAMPLES]
        return [(place, place.participant) for place in found]

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
    title = "a place is offered"
    placeholders: tuple[Placeholder, ...] = (
        *TO_A_PERSON,
        LINK,
        CONFIRM_BY,
        DATES,
        CONFIRM_REQUEST,
        *SIGNED,
    )
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
    title = "a place is free for the next in turn"
    placeholders = (
        *TO_A_PERSON,
        LINK,
        CONFIRM_BY,
        DATES,
        FREE_SEAT_REQUEST,
        *SIGNED,
    )


class NextYearOffered(AskedToConfirm):
    """Offers a place of next year to somebody who goes on, or comes back."""

    name = "next_year_offered"
    title = "a place of next year is offered to somebody who goes on"


class AskedAboutNextYear(PlaceEmail):
    """Asks again what changes from year to year, before the dates are settled."""

    name = "asked_about_next_year"
    title = "somebody who goes on is pencilled in for a group of next year"
    placeholders = (*TO_A_PERSON, LINK, *SIGNED)
    button = "Look at my answers"
    link_purpose = LinkPurpose.NEXT_YEAR
    link_days = 60
    states = (PlaceState.PROVISIONAL,)

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        has_group = about.work_group_id is not None
        return has_group and super().still_holds(about, recipient, at=at)


class ReminderAboutNextYear(AskedAboutNextYear):
    """Holds until the person has answered, put next year off, or said no."""

    name = "reminder_about_next_year"
    title = "a reminder to look at the answers for next year"

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        is_open = about.answers_checked_at is None
        return is_open and super().still_holds(about, recipient, at=at)


class AskedToCheckDetails(PlaceEmail):
    """Asks two weeks before session 1 whether what we know is still right."""

    name = "asked_to_check_details"
    title = "details are checked two weeks before session 1"
    placeholders = (*TO_A_PERSON, NOT_KNOWN, LINK, DATES, *SIGNED)
    button = "Look at my details"
    link_purpose = LinkPurpose.DETAILS
    states = (PlaceState.CONFIRMED,)
    related = ("participant", "work_group__project__stage__programme")
    unread = ()

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        """Only in the two weeks before session 1, also where it has moved since."""
        return super().still_holds(about, recipient, at=at) and _checks_details(
            about, at
        )

    def context(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        context = super().context(about, recipient, at=at)
        return {**context, "not_known": in_words(details.unknown_of(about))}


class ReminderToConfirm(AskedToConfirm):
    """Holds only while the clock runs: nobody who came to a session is chased."""

    name = "reminder_to_confirm"
    title = "a reminder that an offer ends"
    placeholders = (*TO_A_PERSON, LINK, CONFIRM_BY, DATES, LAST_DAY, *SIGNED)

    def still_holds(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.clock_paused_at is None and super().still_holds(
            about, recipient, at=at
        )


class OfferExtended(AskedToConfirm):
    name = "offer_extended"
    title = "more time to confirm"
    placeholders = (*TO_A_PERSON, LINK, CONFIRM_BY, DATES, LAST_DAY, *SIGNED)


class InterestReceived(PlaceEmail):
    name = "interest_received"
    title = "an expression of interest has come"
    placeholders = (*TO_A_PERSON, WHAT_COMES_NEXT, *SIGNED)
    states = (PlaceState.INTERESTED,)


class SeatNotHeld(ConfirmLinkEmail):
    """Says that no seat is held, and that confirming takes a free one."""

    name = "seat_not_held"
    title = "no place is held until it is confirmed"
    placeholders = (*TO_A_PERSON, LINK, DATES, *SIGNED)
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
    title = "the person is on the waiting list"
    placeholders = (*TO_A_PERSON, WHY_WAITING, PROVE_ADDRESS, *SIGNED)
    button = "Show that this is my address"
    link_days = 120
    states = (PlaceState.WAITING,)

    def context(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        """Also how many places the school has, where it may have no more."""
        group = about.work_group
        limit = group.school_limit if group and about.school_id else None
        same = Place.objects.filter(pk=about.pk).filter(school_is_full(at))
        is_full = limit is not None and same.exists()
        context = super().context(about, recipient, at=at)
        return {**context, "school_limit": limit if is_full else None}


class AlreadyAsked(ConfirmLinkEmail):
    """Tells a person who registers again that they have a place in the group."""

    name = "already_asked"
    title = "the person registered a second time"
    placeholders = (*TO_A_PERSON, LINK, STANDING, *SIGNED)
    button = "See where I stand"
    states = OPEN_IN_GROUP


class PlaceConfirmed(PlaceEmail):
    name = "place_confirmed"
    title = "a place is secured"
    placeholders = (
        *TO_A_PERSON,
        NEXT_YEAR,
        OTHER_REQUESTS,
        DATES,
        DATES_TO_KEEP,
        PLACES_PAGE,
        *SIGNED,
    )
    button = "Open my places"
    states = (PlaceState.CONFIRMED,)

    def context(
        self, about: Place, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        provisional = Q(
            registration=about.registration_id, state=PlaceState.PROVISIONAL
        )
        given_up = Q(
            participant=recipient,
            programme=about.programme_id,
            start_year=about.start_year,
            end_reason=OptionCode.CHOSE_ANOTHER,
        )
        found = list(_others().filter(provisional | given_up))
        pencilled_in = [each for each in found if not each.end_reason_id]
        return {
            **super().context(about, recipient, at=at),
            "next_year": next(iter(pencilled_in), None),
            "given_up": [each for each in found if each.end_reason_id],
        }

    def attachments(
        self,
        about: Place,
        recipient: Participant,
        context: Mapping[str, Any],
        *,
        at: datetime,
    ) -> Sequence[Attachment]:
        return calendars.attached(about.work_group, context["sessions"], at=at)


@prepared
def _others() -> QuerySet[Place]:
    """Other places of a person, as far as the email of a secured place names them."""
    others = Place.objects.select_related("stage", "work_group")
    return others.only("end_reason", "stage__name", "work_group__title")


class PlaceMoved(ConfirmLinkEmail):
    name = "place_moved"
    title = "a place has moved to another group"
    placeholders = (*TO_A_PERSON, STANDING_AFTER_MOVE, DATES, *SIGNED)
    button = "Confirm my place"
    states = OPEN_IN_GROUP

    def attachments(
        self, about: Place, recipient: Any, context: Mapping[str, Any], *, at: datetime
    ) -> Sequence[Attachment]:
        """The old group's dates to take out, and those of the new group to put in."""
        before = Place.objects.filter(moved_to=about).select_related("work_group")
        ended = [
            item
            for place in before
            for item in calendars.attached_cancellation(place, at=at)
        ]
        if about.state != PlaceState.CONFIRMED:
            return ended
        coming = calendars.attached(about.work_group, context["sessions"], at=at)
        return [*ended, *coming]


def _checks_details(place: Place, at: datetime) -> bool:
    group: Any = place.work_group
    return rules.details_are_due(details.first_day_of(group), at=at)


def _coming_sessions(place: Place, *, at: datetime) -> list[Any]:
    group = place.work_group
    return calendars.coming_sessions(group, at=at) if group else []


def add_kinds() -> None:
    for kind in (
        AskedToConfirm,
        SeatOffered,
        NextYearOffered,
        AskedAboutNextYear,
        ReminderAboutNextYear,
        AskedToCheckDetails,
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
