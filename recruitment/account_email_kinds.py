"""The kinds of email about signing in, addresses, accounts and mentors."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from recruitment.choices import LinkPurpose
from recruitment.models import (
    AddressChange,
    Mentor,
    Merge,
    Participant,
)
from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import (
    FIRST_NAME,
    LINK,
    NAME,
    PLACES_PAGE,
    SIGNED,
    WHICH_ADDRESS,
    part,
)
from workgroups.models import Role, User
from workgroups.wordings import Placeholder


class SignIn(EmailKind):
    """Sends a link to "my places" that works for two hours."""

    name = "sign_in"
    title = "a participant asked for a link to sign in"
    placeholders = (
        FIRST_NAME,
        LINK,
        *SIGNED,
    )
    button = "Open my places"
    link_purpose = LinkPurpose.SIGN_IN

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        return [(each, each) for each in _newest_people(hub_id)]

    def link_until(self, about: Participant, at: datetime) -> datetime:
        return at + timedelta(hours=2)

    def still_holds(
        self, about: Participant, recipient: Participant, *, at: datetime
    ) -> bool:
        return recipient.erased_at is None

    def context(
        self, about: Participant, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        return {"participant": about}


class ProveAddress(EmailKind):
    """Asks at a new address whether it is the person's; until then it is not used."""

    name = "prove_address"
    title = "a person's new address is to be proved"
    placeholders = (
        FIRST_NAME,
        LINK,
        part("until", "_proved_until.txt", "until when the link works", required=True),
        *SIGNED,
    )
    button = "Use this address"
    link_purpose = LinkPurpose.ADDRESS
    related = ("participant",)

    def link_until(self, about: AddressChange, at: datetime) -> datetime:
        return about.proved_until

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        return _changes_of_newest_people(hub_id)

    def address_of(self, about: AddressChange) -> str:
        return about.new_email

    def still_holds(
        self, about: AddressChange, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.may_be_proved(at) and recipient.erased_at is None

    def context(
        self, about: AddressChange, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        return {"until": about.proved_until}


class AddressChanged(EmailKind):
    """Tells an old address that it is no longer used. It names no new address."""

    name = "address_changed"
    title = "a person has another address now"
    placeholders = (
        Placeholder(
            "changed on",
            '{{ changed_on|date:"j F Y" }}',
            "the day on which the new address was proved",
            required=True,
        ),
        *SIGNED,
    )
    related = ("participant",)

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        return _changes_of_newest_people(hub_id)

    def address_of(self, about: AddressChange) -> str:
        return about.old_email

    def still_holds(
        self, about: AddressChange, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.proved_at is not None and recipient.erased_at is None

    def context(
        self, about: AddressChange, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        return {"changed_on": timezone.localdate(about.proved_at)}


class AccountInvitation(EmailKind):
    """Invites a person who was given a role to open their account."""

    name = "account_invitation"
    title = "somebody is invited to work with you"
    placeholders = (
        part("hello", "_hello.txt", "“Hello” and the name, where we know it"),
        Placeholder(
            "hub",
            '{{ hub.name|default:"the Maths Hubs" }}',
            "the name of your hub",
            other_source='{{ hub.name|default:"Maths Hub Work Groups" }}',
        ),
        part("role", "_role.txt", "what they are asked to do, and from when"),
        LINK,
        Placeholder(
            "last day",
            '{{ until|date:"j F Y" }}',
            "until which the link works",
            required=True,
        ),
        part("signature", "_from_hub.txt", "who writes, and where questions are sent"),
    )
    button = "Accept"
    link_purpose = LinkPurpose.INVITATION
    link_days = 14

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        roles = Role.objects.filter(hub=hub_id).order_by("-pk")
        found = roles.select_related("user", "local_authority")[:EXAMPLES]
        return [(role, role.user) for role in found]

    def still_holds(self, about: Role, recipient: User, *, at: datetime) -> bool:
        return about.until_on is None or about.until_on >= timezone.localdate(at)

    def context(
        self, about: Role, recipient: User, *, at: datetime
    ) -> dict[str, object]:
        until = timezone.localdate(at) + timedelta(days=self.link_days)
        return {"role": about, "until": until}


class MentorSignIn(EmailKind):
    """Sends a mentor the link to their page again."""

    name = "mentor_sign_in"
    title = "a mentor asked for the link to their page"
    placeholders = (
        NAME,
        LINK,
        *SIGNED,
    )
    button = "Open my page"
    link_purpose = LinkPurpose.MENTOR
    link_days = 400

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        mentors = Mentor.objects.filter(hub=hub_id).order_by("-pk")[:EXAMPLES]
        return [(each, each) for each in mentors]

    def still_holds(self, about: Any, recipient: Any, *, at: datetime) -> bool:
        return bool(recipient.reachable)

    def context(self, about: Any, recipient: Any, *, at: datetime) -> dict[str, object]:
        return {"mentor": about}


class StaffSignIn(EmailKind):
    """Tells staff who used the participants' sign-in page where to sign in.

    An account may work with several hubs, so this email is of none and has no wording
    of a hub.
    """

    name = "staff_sign_in"
    button = "Sign in"

    def still_holds(self, about: Any, recipient: Any, *, at: datetime) -> bool:
        return bool(recipient.is_active)

    def context(self, about: Any, recipient: Any, *, at: datetime) -> dict[str, object]:
        return {}


class RecordsMerged(EmailKind):
    """Tells both addresses of a person that their two records are one now."""

    name = "records_merged"
    title = "two records of a person are one now"
    placeholders: tuple[Placeholder, ...] = (
        FIRST_NAME,
        WHICH_ADDRESS,
        PLACES_PAGE,
        *SIGNED,
    )
    button = "Open my places"
    related = ("kept", "gone")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """People of the hub, as if a second record of each had been found."""
        people = _newest_people(hub_id)
        return [(Merge(hub_id=hub_id, kept=each, gone=each), each) for each in people]

    def still_holds(
        self, about: Merge, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.undone_at is None and recipient.erased_at is None

    def context(
        self, about: Merge, recipient: Participant, *, at: datetime
    ) -> dict[str, object]:
        """Whether the address that gets this email is the one that stays in use."""
        return {"stays": recipient.email == about.kept.email}


class RecordsParted(RecordsMerged):
    """Tells both addresses that the merge they were told of was undone."""

    name = "records_parted"
    title = "making two records one was a mistake"
    placeholders = (FIRST_NAME, PLACES_PAGE, *SIGNED)

    def still_holds(
        self, about: Merge, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.undone_at is not None and recipient.erased_at is None


def _newest_people(hub_id: int) -> list[Participant]:
    people = Participant.objects.filter(hub=hub_id, erased_at=None)
    return list(people.order_by("-pk")[:EXAMPLES])


def _changes_of_newest_people(hub_id: int) -> list[tuple[Any, Any]]:
    """Changes that nobody asked for, as if each person had a new address today."""
    now = timezone.now()
    changed = {"hub_id": hub_id, "asked_at": now, "proved_at": now}
    people = _newest_people(hub_id)
    return [(AddressChange(participant=each, **changed), each) for each in people]


def add_kinds() -> None:
    for kind in (
        SignIn,
        MentorSignIn,
        StaffSignIn,
        ProveAddress,
        AddressChanged,
        AccountInvitation,
        RecordsMerged,
        RecordsParted,
    ):
        add_kind(kind)
