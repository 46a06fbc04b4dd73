"""Changing a participant's address: staff ask for it, and the new address proves it."""

from datetime import datetime, timedelta

from django.db import transaction

from recruitment import links, outbox
from recruitment.actions.seats import restart_offer
from recruitment.actions.sign_in import EMAIL_BY_STATE, revoke_links_of_former_address
from recruitment.choices import (
    NOT_GONE,
    AddressChoice,
    LinkPurpose,
    PauseReason,
    PlaceState,
)
from recruitment.errors import AddressTaken, LinkNotUsable, SameAddress
from recruitment.models import AddressChange, Email, Participant, Place
from workgroups import audit
from workgroups.models import Hub, User


@transaction.atomic
def ask_address_change(
    person: Participant, *, new_email: str, by: User, at: datetime
) -> AddressChange:
    """Send a link to a new address; until it is proved there the old one holds.

    An earlier change that waits is replaced, and its link stops working. The same
    change asked for again within a minute is asked for once. Links that were sent to
    an address that nobody has proved stop working at once: it may be a stranger's.

    Raises SameAddress, and AddressTaken where somebody else at the hub has it.
    """
    person = Participant.objects.select_for_update().get(pk=person.pk)
    if new_email == person.email:
        raise SameAddress
    _check_free(person, new_email)
    waiting = person.address_changes.waiting().first()
    if waiting is not None:
        just_now = waiting.asked_at > at - timedelta(minutes=1)
        if waiting.new_email == new_email and just_now:
            return waiting
        _end(waiting, at=at)
    if person.address_proved_at is None:
        revoke_links_of_former_address(person, at=at)
    change = AddressChange.objects.create(
        hub_id=person.hub_id,
        participant=person,
        old_email=person.email,
        new_email=new_email,
        asked_by=by,
        asked_at=at,
    )
    audit.record("ask_address_change", person, actor=by, fields=["email"], at=at)
    _write("prove_address", change, person, at=at)
    return change


@transaction.atomic
def call_off_address_change(person: Participant, *, by: User, at: datetime) -> bool:
    """End the change that waits to be proved; False if there is none."""
    person = Participant.objects.select_for_update().get(pk=person.pk)
    if not end_waiting_change(person, at=at):
        return False
    audit.record("call_off_address_change", person, actor=by, fields=["email"], at=at)
    return True


def end_waiting_change(person: Participant, *, at: datetime) -> bool:
    """End the waiting change of a locked person; False if there is none."""
    waiting = person.address_changes.waiting().first()
    if waiting is None:
        return False
    _end(waiting, at=at)
    return True


@transaction.atomic
def change_address(change: AddressChange, *, at: datetime) -> Participant:
    """Make a proved address the person's, and tell the old one.

    The hub is locked before the person, so two people cannot take one address at the
    same time. A second time changes nothing. Links that were emailed to the old
    address stop working, and the person is written to about their places.

    Raises LinkNotUsable, and AddressTaken where somebody else has the address by now.
    """
    Hub.objects.select_for_update(no_key=True).get(pk=change.hub_id)
    person = Participant.objects.select_for_update().get(pk=change.participant_id)
    change.refresh_from_db()
    if change.proved_at is not None:
        return person
    if not change.may_be_proved(at) or person.erased_at is not None:
        raise LinkNotUsable
    _check_free(person, change.new_email)
    change.old_email, change.proved_at = person.email, at
    change.save(update_fields=["old_email", "proved_at"])
    links.use_all(LinkPurpose.ADDRESS, change, at=at)
    _set_address(person, change.new_email, at=at)
    audit.record("change_address", person, fields=["email"], at=at)
    revoke_links_of_former_address(person, at=at)
    _write_about_places(person, first_address=not change.old_email, at=at)
    if change.old_email:
        _write("address_changed", change, person, at=at)
    return person


def _set_address(person: Participant, email: str, *, at: datetime) -> None:
    """Give a locked person a proved address. No former address is listed twice."""
    former = dict.fromkeys([*person.former_emails, person.email])
    person.former_emails = [each for each in former if each not in ("", email)]
    person.email = email
    person.email_failed_at, person.address_proved_at = None, at
    person.save(
        update_fields=["former_emails", "email", "email_failed_at", "address_proved_at"]
    )


def _write_about_places(
    person: Participant, *, first_address: bool, at: datetime
) -> None:
    """Ask again to confirm what is offered; an offer that came back starts again.

    Somebody who had no address yet is told about their other places too.
    """
    told = set(EMAIL_BY_STATE) if first_address else {PlaceState.OFFERED}
    places = Place.objects.filter(participant=person, state__in=told)
    for place in places.select_related("work_group__hub").order_by("pk"):
        if place.clock_paused_for == PauseReason.BOUNCED:
            restart_offer(place, at=at)
        if not _is_being_told(place):
            kind = EMAIL_BY_STATE[PlaceState(place.state)]
            occasion = f"new address {at:%Y-%m-%d %H:%M:%S}"
            outbox.queue(kind, about=place, to=person, occasion=occasion, at=at)


def _is_being_told(place: Place) -> bool:
    """Whether an email about a place waits or is held; it goes to the new address."""
    about = Email.objects.filter(
        about_type=Place._meta.label_lower, about_id=place.pk, state__in=NOT_GONE
    )
    return about.exists()


def _check_free(person: Participant, email: str) -> None:
    """Raise AddressTaken where another participant of the hub has the address.

    A record that this person's took over may be parted from it again, so nobody else
    gets its address before that is past.
    """
    others = Participant.objects.filter(
        hub=person.hub_id, email=email, erased_at=None
    ).exclude(pk=person.pk)
    if others.exclude(merged_into=person).exists():
        raise AddressTaken


def _write(kind: str, change: AddressChange, to: Participant, *, at: datetime) -> None:
    """Queue an email to the address that its kind takes from the change."""
    outbox.queue(
        kind, about=change, to=to, occasion=change, address=AddressChoice.NAMED, at=at
    )


def _end(change: AddressChange, *, at: datetime) -> None:
    change.ended_at = at
    change.save(update_fields=["ended_at"])
    links.supersede(LinkPurpose.ADDRESS, change, at=at)
