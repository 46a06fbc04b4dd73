"""The kinds of email about signing in, addresses, accounts and mentors."""

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, QuerySet
from django.utils import timezone

from recruitment.choices import SECURED, EmailState, LinkPurpose
from recruitment.models import (
    AddressChange,
    Email,
    Mentor,
    Mentorship,
    Merge,
    Participant,
    Place,
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
from workgroups import academic_years, words
from workgroups.models import Role, Session, User
from workgroups.wordings import Placeholder


class MentorTold(EmailKind):
    """Tells a mentor who we are, why we write and what the participant attends."""

    name = "mentor_told"
    title = "a mentor learns of a participant"
    placeholders = (
        NAME,
        part(
            "why we write",
            "_why_mentor.txt",
            "whose mentor this is, and who gave us the address",
            required=True,
        ),
        Placeholder(
            "participant",
            "{{ participant.full_name }}",
            "whose mentor this is",
        ),
        Placeholder(
            "participant first name",
            "{{ participant.first_name }}",
            "whose mentor this is",
        ),
        Placeholder(
            "group",
            "{{ place.work_group.title }}",
            "the name of the work group",
        ),
        Placeholder(
            "year",
            "{{ place.work_group.year_label }}",
            "such as 2026/27",
        ),
        LINK,
        *SIGNED,
    )
    button = "See the plan"
    link_purpose = LinkPurpose.MENTOR
    related = ("participant", "mentor")
    link_days = 400  # longer than a year, because the page is for the whole year

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        people = Place.objects.filter(state__in=SECURED, hub=hub_id)
        secured = people.filter(participant__erased_at=None)
        rows = Mentorship.objects.filter(
            hub=hub_id, until_on=None, participant__in=secured.values("participant")
        ).select_related(*self.related)
        return [(row, row.mentor) for row in rows.order_by("-pk")[:EXAMPLES]]

    def still_holds(self, about: Mentorship, recipient: Any, *, at: datetime) -> bool:
        """A mentor is told once a year; letters about sessions name those after."""
        if about.until_on is not None or not about.mentor.reachable:
            return False
        secured = about.participant.places.secured().order_by()
        knows_us = secured.values_list(Exists(_told_this_year(about, at=at)), flat=True)
        found = list(knows_us[:1])  # empty without a secured place
        return bool(found) and not (found[0] and _is_told_later(about, at=at))

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


def _told_this_year(mentorship: Mentorship, *, at: datetime) -> QuerySet[Email]:
    """Letters of this academic year that told the mentor who we are."""
    year = academic_years.academic_year_of(timezone.localdate(at))
    began = datetime.combine(academic_years.first_day(year), time(), words.LONDON)
    return Email.objects.filter(
        kind=MentorTold.name,
        state=EmailState.SENT,
        recipient_type=Mentor._meta.label_lower,
        recipient_id=mentorship.mentor_id,
        sent_at__gte=began,
    ).order_by()


def _is_told_later(mentorship: Mentorship, *, at: datetime) -> bool:
    """Whether a letter about a session will name this person to the mentor."""
    places = mentorship.participant.places.secured().order_by()
    coming = Session.objects.going_ahead().filter(
        work_group__in=places.values("work_group"),
        work_group__dates_confirmed=True,
        starts_at__gt=at,
    )
    return coming.count() > 1


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
