"""Bounces, reminders and sending an email again."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from recruitment import outbox, rules
from recruitment.choices import (
    AddressChoice,
    EmailState,
    LinkPurpose,
    PauseReason,
    PlaceState,
)
from recruitment.models import (
    Email,
    Mentor,
    Participant,
    Place,
    PlaceEvent,
    ReleaseContact,
)
from workgroups import audit
from workgroups.models import Hub, User
from workgroups.words import LONDON

#: Emails about these rows go to the second address where the first is refused.
RESENT_ABOUT = {"recruitment.place", "workgroups.session"}


@transaction.atomic
def record_bounce(email_id: int, *, at: datetime) -> None:
    """Record a bounced email on its recipient.

    An email about an offer pauses the offer. One about a place or a session goes to the
    participant's second address if there is one. Emails in another state than bounced
    are ignored.
    """
    email = Email.objects.get(pk=email_id)
    if email.state != EmailState.BOUNCED:
        return
    if email.recipient_type == "recruitment.mentor":
        Mentor.objects.filter(pk=email.recipient_id).update(email_failed_at=at)
        return
    if email.recipient_type == "recruitment.releasecontact":
        contacts = ReleaseContact.objects.filter(pk=email.recipient_id)
        contacts.update(email_failed_at=at)
    if email.recipient_type != "recruitment.participant":
        return
    person = Participant.objects.get(pk=email.recipient_id)
    if email.about_type == "recruitment.place":
        Place.objects.filter(
            pk=email.about_id, state=PlaceState.OFFERED, clock_paused_at=None
        ).update(clock_paused_at=at, clock_paused_for=PauseReason.BOUNCED)
    if email.address == AddressChoice.MAIN:
        Participant.objects.filter(pk=person.pk).update(email_failed_at=at)
        if person.second_email and email.about_type in RESENT_ABOUT:
            outbox.queue(
                email.kind,
                about=outbox.get_rows(email)[0],
                to=person,
                occasion=f"{email.occasion}-second",
                address=AddressChoice.SECOND,
                at=at,
            )


def remind_to_confirm(*, at: datetime, limit: int = 500) -> int:
    """Send one reminder for each offer whose time for it has come; return how many.

    `rules.reminder_times` says when; a short offer has none.
    """
    queued = 0
    for place in _offers_to_remind(at).iterator():
        if queued == limit:
            break
        times = rules.reminder_times(
            place.offered_at, place.offer_ends_at, place.hub.closed_weeks
        )
        if times is None or not times[0] <= at <= times[1]:
            continue
        occasion = f"until {place.offer_ends_at:%Y-%m-%d}"
        with transaction.atomic():
            email = outbox.queue(
                "reminder_to_confirm",
                about=place,
                to=place.participant,
                occasion=occasion,
                at=at,
            )
        queued += email is not None
    return queued


def _offers_to_remind(at: datetime) -> Any:
    """Offers without a reminder that end in the next working days of some hub."""
    today = timezone.localdate(at)
    weeks = Hub.objects.order_by().values_list("closed_weeks", flat=True)
    last = max((rules.working_days_on(today, 3, each) for each in weeks), default=today)
    reminded = Email.objects.filter(
        kind="reminder_to_confirm", about_type="recruitment.place"
    )
    offered = PlaceEvent.objects.filter(
        place=OuterRef("pk"), to_state=PlaceState.OFFERED
    ).order_by("-at", "-pk")
    return (
        Place.objects.filter(
            state=PlaceState.OFFERED,
            clock_paused_at=None,
            offer_ends_at__gt=at,
            offer_ends_at__lt=datetime.combine(last, time.min, tzinfo=LONDON),
        )
        .exclude(pk__in=reminded.values("about_id"))
        .annotate(
            offered_at=Coalesce(Subquery(offered.values("at")[:1]), "registered_at")
        )
        .select_related("participant", "hub")
        .order_by("offer_ends_at", "pk")
    )


def resume_paused_offers(*, at: datetime, limit: int = 500) -> int:
    """End the pause of offers whose email bounced some time ago; return how many.

    The pause is as long as the hub's time to confirm, so staff can find another
    address. The offer then ends at `at`, so `lapse_offers` takes it next.
    """
    paused = Place.objects.paused(PauseReason.BOUNCED).select_related("hub")
    ended = [place.pk for place in paused[:limit] if _pause_ends(place) <= at]
    return (
        Place.objects.filter(pk__in=ended)
        .paused(PauseReason.BOUNCED)
        .update(clock_paused_at=None, clock_paused_for="", offer_ends_at=at)
    )


def _pause_ends(place: Place) -> datetime:
    return rules.offer_end(
        place.clock_paused_at or place.registered_at,
        working_days=place.hub.offer_working_days,
        closed_weeks=place.hub.closed_weeks,
        next_session_on=None,
    )


@transaction.atomic
def send_again(email: Email, *, by: User, at: datetime) -> Email | None:
    """Send an email again, as a new occasion.

    Returns None for a feedback request. One is never sent to a person who has answered,
    so sending it again would show staff who has answered, and when. Also None where the
    recipient was deleted.
    """
    if outbox.kind_named(email.kind).link_purpose == LinkPurpose.FEEDBACK:
        return None
    about, recipient = outbox.get_rows(email)
    if about is None or recipient is None:
        return None
    audit.record("send_email_again", email, actor=by, at=at)
    return outbox.queue(
        email.kind,
        about=about,
        to=recipient,
        occasion=f"again {at:%Y-%m-%d %H:%M:%S}",
        hub_id=email.hub_id,
        address=email.address,
        at=at,
    )
