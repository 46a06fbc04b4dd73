"""The kinds of email that say that a place or a group ends, or did not after all."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from recruitment import calendars
from recruitment.choices import OPEN_IN_GROUP, PlaceState
from recruitment.email_kinds import ConfirmLinkEmail, PlaceEmail
from recruitment.models import Place
from recruitment.outbox import Attachment, add_kind
from recruitment.placeholders import (
    CALENDAR_DOES_THAT,
    CALENDAR_TAKES_OUT,
    FIRST_NAME,
    GROUP_OR_STAGE,
    GROUP_PAGE,
    GROUPS_PAGE,
    LATER_PLACE_ENDS,
    LINK,
    SIGNED,
    STANDING_AS_BEFORE,
    TITLE_OR_STAGE,
    TO_A_PERSON,
)

#: States to which a restored place returns where its restoring was the mistake.
ENDED = (
    PlaceState.WITHDRAWN,
    PlaceState.DECLINED,
    PlaceState.LAPSED,
    PlaceState.NOT_SELECTED,
)


class OfferLapsedEmail(PlaceEmail):
    name = "offer_lapsed"
    title = "an offer has run out"
    placeholders = (*TO_A_PERSON, GROUP_PAGE, *SIGNED)
    button = "See the group"
    states = (PlaceState.LAPSED,)


class PlaceDeclined(PlaceEmail):
    name = "place_declined"
    title = "the person said no to a place"
    placeholders = (*TO_A_PERSON, *SIGNED)
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
            "cancellation": ended,
        }

    def attachments(
        self, about: Place, recipient: Any, context: Mapping[str, Any], *, at: datetime
    ) -> Sequence[Attachment]:
        cancellation: Sequence[Attachment] = context["cancellation"]
        return cancellation


class PlaceWithdrawn(PlaceEnded):
    name = "place_withdrawn"
    title = "a place has ended"
    placeholders = (
        FIRST_NAME,
        GROUP_OR_STAGE,
        TITLE_OR_STAGE,
        CALENDAR_TAKES_OUT,
        *SIGNED,
    )
    states = (PlaceState.WITHDRAWN,)


class PlaceDeferred(PlaceEnded):
    name = "place_deferred"
    title = "a place is put off to a later year"
    placeholders = PlaceWithdrawn.placeholders
    states = (PlaceState.DEFERRED,)


class PlaceNotSelected(PlaceEmail):
    name = "place_not_selected"
    title = "no place can be offered"
    placeholders = (*TO_A_PERSON, *SIGNED)
    states = (PlaceState.NOT_SELECTED,)


class PlaceCancelled(PlaceEnded):
    """Says that a group is off, and that a pencilled-in place after it is as well."""

    name = "place_cancelled"
    title = "a work group does not go ahead"
    placeholders = (
        *TO_A_PERSON,
        CALENDAR_DOES_THAT,
        LATER_PLACE_ENDS,
        GROUPS_PAGE,
        *SIGNED,
    )
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
    title = "a letter was a mistake"
    placeholders = (
        FIRST_NAME,
        GROUP_OR_STAGE,
        TITLE_OR_STAGE,
        LINK,
        STANDING_AS_BEFORE,
        *SIGNED,
    )
    button = "See where I stand"
    states = (*OPEN_IN_GROUP, PlaceState.PROVISIONAL, PlaceState.DEFERRED, *ENDED)

    def attachments(
        self, about: Place, recipient: Any, context: Mapping[str, Any], *, at: datetime
    ) -> Sequence[Attachment]:
        """The dates of a secured place, which the mistaken email may have taken out."""
        if about.state != PlaceState.CONFIRMED:
            return ()
        return calendars.attached(about.work_group, context["sessions"], at=at)


def add_kinds() -> None:
    for kind in (
        OfferLapsedEmail,
        PlaceDeclined,
        PlaceWithdrawn,
        PlaceDeferred,
        PlaceNotSelected,
        PlaceCancelled,
        WrittenByMistake,
    ):
        add_kind(kind)
