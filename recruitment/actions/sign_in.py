"""Sign-in links and repeated links for people without an account."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from recruitment import links, outbox
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.models import Mentor, Participant, Place
from workgroups.models import User

#: The kind of email that repeats what each state means; others get a sign-in link.
EMAIL_BY_STATE = {
    PlaceState.OFFERED: "asked_to_confirm",
    PlaceState.WAITING: "waiting_list",
    PlaceState.INTERESTED: "interest_received",
    PlaceState.CONFIRMED: "place_confirmed",
}


@transaction.atomic
def send_sign_in_links(email: str, *, at: datetime) -> int:
    """Email sign-in links to everybody known by an address; return how many.

    Each person gets at most one in every five minutes of the clock. No page may show
    the number, because it tells whether an address is known.
    """
    occasion = f"{at:%Y-%m-%d %H}:{at.minute // 5 * 5:02d}"
    person = Participant.objects.filter(email=email, erased_at=None).first()
    queued = 0
    if person is not None:
        email_row = outbox.queue(
            "sign_in", about=person, to=person, occasion=occasion, at=at
        )
        queued += email_row is not None
    for mentor in Mentor.objects.known().filter(email=email, objected_at=None):
        email_row = outbox.queue(
            "mentor_sign_in", about=mentor, to=mentor, occasion=occasion, at=at
        )
        queued += email_row is not None
    for user in User.objects.filter(email=email, is_active=True):
        email_row = outbox.queue(
            "staff_sign_in", about=user, to=user, occasion=occasion, at=at
        )
        queued += email_row is not None
    return queued


def participants_with_address_of(participant: Participant) -> list[int]:
    """Ids of the participants of all hubs who have the address of this one."""
    return list(
        Participant.objects.filter(email=participant.email, erased_at=None).values_list(
            "pk", flat=True
        )
    )


def prove_addresses(participant_ids: Iterable[int], *, at: datetime) -> int:
    """Record that these people read their address; return whose it was not known of."""
    unproved = Participant.objects.filter(
        pk__in=list(participant_ids), address_proved_at=None
    )
    return unproved.update(address_proved_at=at)


@transaction.atomic
def revoke_links_of_former_address(person: Participant, *, at: datetime) -> None:
    """Revoke the links that were emailed to a participant's former address.

    A mistyped address may belong to somebody else. An open offer is emailed again to
    the new address, which nothing proves so far.
    """
    Participant.objects.filter(pk=person.pk).update(address_proved_at=None)
    links.supersede(LinkPurpose.SIGN_IN, person, at=at)
    for place in Place.objects.filter(participant=person):
        links.supersede(LinkPurpose.CONFIRM, place, at=at)
        if place.state == PlaceState.OFFERED:
            outbox.queue(
                "asked_to_confirm",
                about=place,
                to=person,
                occasion=f"new address {at:%Y-%m-%d %H:%M:%S}",
                at=at,
            )


@transaction.atomic
def send_link_again(place: Place, *, at: datetime) -> None:
    """Email a new link that fits the state of the place, at most one in each hour."""
    kind = EMAIL_BY_STATE.get(PlaceState(place.state))
    if place.may_take_seat:
        kind = "seat_not_held"
    if kind is None:
        send_sign_in_links(place.participant.email, at=at)
        return
    outbox.queue(
        kind,
        about=place,
        to=place.participant,
        occasion=f"asked again {at:%Y-%m-%d %H}h",
        at=at,
    )
