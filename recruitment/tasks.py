"""Celery tasks: emails, offers and the deletion of old rows."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from recruitment import delivery
from recruitment.actions import emails, registrations, seats
from recruitment.choices import EmailState
from workgroups import rate_limits

DRAFTS_KEPT = timedelta(days=30)
COMPUTERS_KEPT = timedelta(days=7)
LIMITS_KEPT = timedelta(days=1)


@shared_task
def deliver_email(email_id: int) -> None:
    now = timezone.now()
    if delivery.deliver(email_id, at=now) == EmailState.BOUNCED:
        emails.record_bounce(email_id, at=now)


@shared_task
def retry_emails() -> None:
    delivery.enqueue_due(at=timezone.now())


@shared_task
def update_offers() -> None:
    now = timezone.now()
    emails.resume_paused_offers(at=now)
    seats.lapse_offers(at=now)
    seats.offer_seats_of_proved(at=now)
    emails.remind_to_confirm(at=now)


@shared_task
def delete_old_rows() -> None:
    now = timezone.now()
    registrations.delete_drafts(before=now - DRAFTS_KEPT)
    registrations.forget_computers(before=now - COMPUTERS_KEPT)
    rate_limits.delete_unused(before=now - LIMITS_KEPT)
