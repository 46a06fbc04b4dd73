"""Changing a participant's address: staff ask for it, and the new address proves it."""

from datetime import datetime, timedelta

from django.db import transaction

from recruitment import links, outbox
from recruitment.actions.sign_in import revoke_links_of_former_address
from recruitment.choices import AddressChoice, LinkPurpose
from recruitment.errors import AddressTaken, LinkNotUsable, SameAddress
from recruitment.models import AddressChange, Participant
from workgroups import audit
from workgroups.models import Hub, User


@transaction.atomic
def ask_address_change(
    person: Participant, *, new_email: str, by: User, at: datetime
) -> AddressChange:
    """Send a link to a new address; until it is opened the old one holds.

    An earlier change that waits is replaced, and its link stops working. The same
    change asked for again within a minute is asked for once.

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
    change = AddressChange.objects.create(
        hub_id=person.hub_id,
        participant=person,
        old_email=person.email,
        new_email=new_email,
        asked_by=by,
        asked_at=at,
    )
    audit.record("ask_address_change", person, actor=by, fields=["email"], at=at)
    outbox.queue(
        "prove_address",
        about=change,
        to=person,
        occasion=change,
        address=AddressChoice.NAMED,
        at=at,
    )
    return change


@transaction.atomic
def call_off_address_change(person: Participant, *, by: User, at: datetime) -> bool:
    """End the change that waits, if there is one; whether there was."""
    person = Participant.objects.select_for_update().get(pk=person.pk)
    waiting = person.address_changes.waiting().first()
    if waiting is None:
        return False
    _end(waiting, at=at)
    audit.record("call_off_address_change", person, actor=by, fields=["email"], at=at)
    return True


@transaction.atomic
def change_address(change: AddressChange, *, at: datetime) -> Participant:
    """Make a proved address the person's, and tell the old one.

    The hub is locked before the person, so two people cannot take one address at the
    same time. A second time changes nothing. Links that were emailed to the old
    address stop working; an open offer is emailed again.

    Raises LinkNotUsable, and AddressTaken where somebody else has the address by now.
    """
    Hub.objects.select_for_update(no_key=True).get(pk=change.hub_id)
    person = Participant.objects.select_for_update().get(pk=change.participant_id)
    change.refresh_from_db()
    if change.proved_at is not None:
        return person
    if not change.is_waiting or person.erased_at is not None:
        raise LinkNotUsable
    _check_free(person, change.new_email)
    change.old_email, change.proved_at = person.email, at
    change.save(update_fields=["old_email", "proved_at"])
    person.former_emails = [*person.former_emails, person.email]
    person.email, person.email_failed_at = change.new_email, None
    person.save(update_fields=["former_emails", "email", "email_failed_at"])
    revoke_links_of_former_address(person, at=at)
    Participant.objects.filter(pk=person.pk).update(address_proved_at=at)
    audit.record("change_address", person, fields=["email"], at=at)
    outbox.queue(
        "address_changed",
        about=change,
        to=person,
        occasion=change,
        address=AddressChoice.NAMED,
        at=at,
    )
    return person


def _check_free(person: Participant, email: str) -> None:
    """Raise AddressTaken where another participant of the hub has the address."""
    others = Participant.objects.filter(
        hub=person.hub_id, email=email, erased_at=None
    ).exclude(pk=person.pk)
    if others.exists():
        raise AddressTaken


def _end(change: AddressChange, *, at: datetime) -> None:
    change.ended_at = at
    change.save(update_fields=["ended_at"])
    links.supersede(LinkPurpose.ADDRESS, change, at=at)
