"""Sign-in links and repeated links for people without an account."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from recruitment import links, outbox
from recruitment.choices import LinkPurpose, PlaceState
from recruitment.models import Mentor, Participant, Place, SignInRequest
from workgroups import ciphers, jobs
from workgroups.models import User

#: The kind of email that repeats what each state means; others get a sign-in link.
EMAIL_BY_STATE = {
    PlaceState.OFFERED: "asked_to_confirm",
    PlaceState.WAITING: "waiting_list",
    PlaceState.INTERESTED: "interest_received",
    PlaceState.CONFIRMED: "place_confirmed",
}

ENCRYPTED_FOR = "sign_in"  # the key of the addresses that wait for a worker


@transaction.atomic
def ask_for_sign_in_links(email: str, *, at: datetime) -> SignInRequest:
    """Save a request for a worker, who looks for the address and sends the emails.

    Nothing is looked up here, so neither the answer nor its time tells whether the
    address is known.
    """
    address = ciphers.encrypt(email, purpose=ENCRYPTED_FOR)
    asked = SignInRequest.objects.create(address=address, asked_at=at)
    jobs.enqueue("recruitment.tasks.answer_sign_in_request", asked.pk)
    return asked


@transaction.atomic
def answer_sign_in_request(pk: int, *, at: datetime) -> int:
    """Email the links that were asked for, and delete the request; return how many.

    The row is locked: a second worker finds it deleted.
    """
    asked = SignInRequest.objects.select_for_update().filter(pk=pk).first()
    if asked is None:
        return 0
    asked.delete()
    email = ciphers.decrypt_or_blank(asked.address, purpose=ENCRYPTED_FOR)
    return send_sign_in_links(email, at=at) if email else 0


def enqueue_waiting(*, limit: int = 200) -> int:
    """Enqueue the requests whose message was lost; return how many."""
    waiting = SignInRequest.objects.order_by("pk").values_list("pk", flat=True)[:limit]
    for pk in waiting:
        jobs.enqueue("recruitment.tasks.answer_sign_in_request", pk)
    return len(waiting)


def delete_requests(*, before: datetime) -> int:
    """Delete requests that no worker could answer; return how many."""
    return SignInRequest.objects.filter(asked_at__lt=before).delete()[0]


@transaction.atomic
def send_sign_in_links(email: str, *, at: datetime) -> int:
    """Email sign-in links to everybody known by an address; return how many.

    Each person gets at most one in every five minutes of the clock. No page may show
    the number, because it tells whether an address is known.
    """
    occasion = f"{at:%Y-%m-%d %H}:{at.minute // 5 * 5:02d}"
    person = Participant.objects.current().filter(email=email).first()
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
        Participant.objects.current()
        .filter(email=participant.email)
        .values_list("pk", flat=True)
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

    A mistyped address may belong to somebody else. Emails that have not gone yet go to
    the new address, so their links keep working.
    """
    links.supersede_sent(LinkPurpose.SIGN_IN, person, at=at)
    for place in Place.objects.filter(participant=person).order_by("pk"):
        for purpose in (LinkPurpose.CONFIRM, LinkPurpose.COME):
            links.supersede_sent(purpose, place, at=at)


@transaction.atomic
def send_link_again(place: Place, *, at: datetime) -> None:
    """Email a new link that fits the state of the place, at most one in each hour."""
    kind = EMAIL_BY_STATE.get(PlaceState(place.state))
    if place.may_take_seat:
        kind = "seat_not_held"
    elif place.state == PlaceState.OFFERED and place.goes_on:
        kind = "next_year_offered"
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
