"""Sign-in for people without an account, by emailed links."""

from datetime import datetime

from django.db import transaction

from recruitment import links, outbox
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.models import Mentor, Participant, Place
from workgroups.models import User

#: The email that explains each state; for other states it is a sign-in link.
STANDING = {
    PlaceState.OFFERED: "asked_to_confirm",
    PlaceState.WAITING: "waiting_list",
    PlaceState.INTERESTED: "interest_received",
    PlaceState.CONFIRMED: "place_confirmed",
}


@transaction.atomic
def ask_for_sign_in(email: str, *, at: datetime) -> int:
    """Email sign-in links to the owners of an address; return how many.

    No page may show the number. At most one email per address in five minutes.
    """
    occasion = f"{at:%Y-%m-%d %H}:{at.minute // 5 * 5:02d}"
    person = Participant.objects.filter(email=email, erased_at=None).first()
    written = 0
    if person is not None:
        queued = outbox.queue(
            "sign_in", about=person, to=person, occasion=occasion, at=at
        )
        written += queued is not None
    for mentor in Mentor.objects.known().filter(email=email, objected_at=None):
        queued = outbox.queue(
            "mentor_sign_in", about=mentor, to=mentor, occasion=occasion, at=at
        )
        written += queued is not None
    for user in User.objects.filter(email=email, is_active=True):
        queued = outbox.queue(
            "staff_sign_in", about=user, to=user, occasion=occasion, at=at
        )
        written += queued is not None
    return written


def participants_with_address_of(participant: Participant) -> list[int]:
    """The participants of every hub with the address that this one proved."""
    return list(
        Participant.objects.filter(email=participant.email, erased_at=None).values_list(
            "pk", flat=True
        )
    )


@transaction.atomic
def close_former_address(person: Participant, *, at: datetime) -> None:
    """Make links in emails to the former address useless.

    It may have belonged to a stranger, by a typing error. A person with an open offer
    is asked again at the new address.
    """
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
def tell_where_place_stands(place: Place, *, at: datetime) -> None:
    """Send again the email that fits the place's state; at most once an hour."""
    kind = STANDING.get(PlaceState(place.state))
    if kind is None:
        ask_for_sign_in(place.participant.email, at=at)
        return
    outbox.queue(
        kind,
        about=place,
        to=place.participant,
        occasion=f"asked again {at:%Y-%m-%d %H}h",
        at=at,
    )
