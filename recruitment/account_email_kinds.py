"""The kinds of email about signing in, addresses, accounts and mentors."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from recruitment.choices import SECURED, LinkPurpose
from recruitment.models import (
    AddressChange,
    Mentorship,
    Merge,
    Participant,
    Place,
)
from recruitment.outbox import EmailKind, add_kind
from workgroups.models import Role, User


class MentorTold(EmailKind):
    """Tells a mentor who we are, why we write and what the participant attends."""

    name = "mentor_told"
    button = "See the plan"
    link_purpose = LinkPurpose.MENTOR
    related = ("participant", "mentor")
    link_days = 400  # longer than a year, because the page is for the whole year

    def still_holds(self, about: Mentorship, recipient: Any, *, at: datetime) -> bool:
        return about.may_be_told

    def context(
        self, about: Mentorship, recipient: Any, *, at: datetime
    ) -> dict[str, object]:
        place = (
            Place.objects.filter(participant=about.participant_id, state__in=SECURED)
            .select_related("work_group", "participant")
            .order_by("-start_year", "-pk")
            .first()
        )
        return {
            "participant": about.participant,
            "place": place,
            "named_by_staff": about.registration_id is None,
        }

    def link_subject(self, about: Mentorship, recipient: Any) -> Any:
        return recipient


class SignIn(EmailKind):
    """Sends a link to "my places" that works for two hours."""

    name = "sign_in"
    button = "Open my places"
    link_purpose = LinkPurpose.SIGN_IN

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
    """Asks at a new address whether it is the person's; until then nothing changes."""

    name = "prove_address"
    button = "Use this address"
    link_purpose = LinkPurpose.ADDRESS
    related = ("participant",)

    def link_until(self, about: AddressChange, at: datetime) -> datetime:
        return about.proved_until

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
    related = ("participant",)

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
    button = "Accept"
    link_purpose = LinkPurpose.INVITATION
    link_days = 14

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
    button = "Open my page"
    link_purpose = LinkPurpose.MENTOR
    link_days = 400

    def still_holds(self, about: Any, recipient: Any, *, at: datetime) -> bool:
        return bool(recipient.reachable)

    def context(self, about: Any, recipient: Any, *, at: datetime) -> dict[str, object]:
        return {"mentor": about}


class StaffSignIn(EmailKind):
    """Tells staff who used the participants' sign-in page where to sign in."""

    name = "staff_sign_in"
    button = "Sign in"

    def still_holds(self, about: Any, recipient: Any, *, at: datetime) -> bool:
        return bool(recipient.is_active)

    def context(self, about: Any, recipient: Any, *, at: datetime) -> dict[str, object]:
        return {}


class RecordsMerged(EmailKind):
    """Tells both addresses of a person that their two records are one now."""

    name = "records_merged"
    button = "Open my places"
    related = ("kept", "gone")

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

    def still_holds(
        self, about: Merge, recipient: Participant, *, at: datetime
    ) -> bool:
        return about.undone_at is not None and recipient.erased_at is None


def add_kinds() -> None:
    for kind in (
        MentorTold,
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
