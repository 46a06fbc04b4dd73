"""The kinds of email of this app: when they still hold, and their context."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from recruitment import calendars
from recruitment.choices import (
    OPEN_IN_GROUP,
    SECURED,
    LinkPurpose,
    OptionCode,
    PlaceState,
)
from recruitment.models import Mentorship, Participant, Place
from recruitment.outbox import Attachment, EmailKind, add_kind
from workgroups.models import Role, User


class PlaceEmail(EmailKind):
    """An email about a place to its participant, while the place is in given states."""

    states: tuple[str, ...] = ()

    def still_holds(self, about: Place, recipient: Participant) -> bool:
        return about.state in self.states and recipient.erased_at is None

    def context(self, about: Place, recipient: Participant) -> dict[str, object]:
        return {
            "place": about,
            "work_group": about.work_group,
            "sessions": _coming(about),
        }


class AskedToConfirm(PlaceEmail):
    """Says that the interest arrived and that the place is offered."""

    name = "asked_to_confirm"
    states = (PlaceState.OFFERED,)
    link_purpose = LinkPurpose.CONFIRM

    def link_until(self, about: Place, at: datetime) -> datetime:
        return about.offer_ends_at or at + timedelta(days=self.link_days)


class SeatOffered(AskedToConfirm):
    name = "seat_offered"


class ReminderToConfirm(AskedToConfirm):
    name = "reminder_to_confirm"


class InterestReceived(PlaceEmail):
    name = "interest_received"
    states = (PlaceState.INTERESTED,)


class WaitingList(PlaceEmail):
    name = "waiting_list"
    states = (PlaceState.WAITING,)


class AlreadyAsked(PlaceEmail):
    """Tells a person who registers again that they have a place already."""

    name = "already_asked"
    states = OPEN_IN_GROUP
    link_purpose = LinkPurpose.CONFIRM

    def link_until(self, about: Place, at: datetime) -> datetime:
        return about.offer_ends_at or at + timedelta(days=self.link_days)


class PlaceConfirmed(PlaceEmail):
    name = "place_confirmed"
    states = (PlaceState.CONFIRMED,)

    def context(self, about: Place, recipient: Participant) -> dict[str, object]:
        siblings = Place.objects.filter(registration=about.registration_id)
        later = siblings.filter(state=PlaceState.PROVISIONAL).select_related("stage")
        given_up = Place.objects.filter(
            participant=recipient,
            programme=about.programme_id,
            start_year=about.start_year,
            end_reason__code=OptionCode.CHOSE_ANOTHER,
        ).select_related("work_group")
        return {
            **super().context(about, recipient),
            "next_year": later.first(),
            "given_up": list(given_up),
        }

    def attachments(self, about: Place, recipient: Participant) -> Sequence[Attachment]:
        if about.work_group is None:
            return ()
        return calendars.attached(about.work_group, at=timezone.now())


class OfferLapsed(PlaceEmail):
    name = "offer_lapsed"
    states = (PlaceState.LAPSED,)


class PlaceDeclined(PlaceEmail):
    name = "place_declined"
    states = (PlaceState.DECLINED,)


class PlaceWithdrawn(PlaceEmail):
    name = "place_withdrawn"
    states = (PlaceState.WITHDRAWN,)


class PlaceNotSelected(PlaceEmail):
    name = "place_not_selected"
    states = (PlaceState.NOT_SELECTED,)


class PlaceMoved(PlaceEmail):
    name = "place_moved"
    states = OPEN_IN_GROUP
    link_purpose = LinkPurpose.CONFIRM

    def link_until(self, about: Place, at: datetime) -> datetime:
        return about.offer_ends_at or at + timedelta(days=self.link_days)


class PlaceCancelled(PlaceEmail):
    name = "place_cancelled"
    states = (PlaceState.CANCELLED_BY_HUB,)


class MentorTold(EmailKind):
    """Tells a mentor who we are, why we write, and what the colleague takes part in."""

    name = "mentor_told"
    link_purpose = LinkPurpose.MENTOR
    link_days = 400  # the mentor's page is for a whole year

    def still_holds(self, about: Mentorship, recipient: Any) -> bool:
        secured = Place.objects.filter(
            participant=about.participant_id, state__in=SECURED
        )
        return about.until_on is None and recipient.reachable and secured.exists()

    def context(self, about: Mentorship, recipient: Any) -> dict[str, object]:
        place = (
            Place.objects.filter(participant=about.participant_id, state__in=SECURED)
            .select_related("work_group", "participant")
            .order_by("-start_year", "-pk")
            .first()
        )
        return {"participant": about.participant, "place": place}

    def link_subject(self, about: Mentorship, recipient: Any) -> Any:
        return recipient


class SignIn(EmailKind):
    """A sign-in link to "my places", valid for two hours."""

    name = "sign_in"
    link_purpose = LinkPurpose.SIGN_IN

    def link_until(self, about: Participant, at: datetime) -> datetime:
        return at + timedelta(hours=2)

    def still_holds(self, about: Participant, recipient: Participant) -> bool:
        return recipient.erased_at is None

    def context(self, about: Participant, recipient: Participant) -> dict[str, object]:
        return {"participant": about}


class AccountInvitation(EmailKind):
    """Invites a person who was given a role to open their account."""

    name = "account_invitation"
    link_purpose = LinkPurpose.INVITATION
    link_days = 14

    def still_holds(self, about: Role, recipient: User) -> bool:
        return about.until_on is None or about.until_on >= timezone.localdate()

    def context(self, about: Role, recipient: User) -> dict[str, object]:
        until = timezone.localdate() + timedelta(days=self.link_days)
        return {"role": about, "until": until}


class MentorSignIn(EmailKind):
    """Sends a mentor the link to their page again."""

    name = "mentor_sign_in"
    link_purpose = LinkPurpose.MENTOR
    link_days = 400

    def still_holds(self, about: Any, recipient: Any) -> bool:
        return bool(recipient.reachable)

    def context(self, about: Any, recipient: Any) -> dict[str, object]:
        return {"mentor": about}


class StaffSignIn(EmailKind):
    """Tells staff who used the participants' sign-in page where theirs is."""

    name = "staff_sign_in"

    def still_holds(self, about: Any, recipient: Any) -> bool:
        return bool(recipient.is_active)

    def context(self, about: Any, recipient: Any) -> dict[str, object]:
        return {}


def _coming(place: Place) -> list[Any]:
    group = place.work_group
    if group is None or not group.dates_confirmed:
        return []
    return list(group.sessions.filter(starts_at__gt=timezone.now()).order_by("number"))


def add_kinds() -> None:
    for kind in (
        AskedToConfirm,
        SeatOffered,
        ReminderToConfirm,
        InterestReceived,
        WaitingList,
        AlreadyAsked,
        PlaceConfirmed,
        OfferLapsed,
        PlaceDeclined,
        PlaceWithdrawn,
        PlaceNotSelected,
        PlaceMoved,
        PlaceCancelled,
        MentorTold,
        SignIn,
        MentorSignIn,
        StaffSignIn,
        AccountInvitation,
    ):
        add_kind(kind)
