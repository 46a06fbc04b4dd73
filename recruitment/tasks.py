"""Celery entry points: letters, offers and what is to be thrown away."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from recruitment import delivery
from recruitment.actions import letters, registrations, seats
from recruitment.choices import LetterState
from workgroups import limits

DRAFTS_KEPT = timedelta(days=30)
LIMITS_KEPT = timedelta(days=1)


@shared_task
def deliver_letter(letter_id: int) -> None:
    now = timezone.now()
    if delivery.deliver(letter_id, at=now) == LetterState.BOUNCED:
        letters.note_bounce(letter_id, at=now)


@shared_task
def sweep_letters() -> None:
    delivery.sweep(at=timezone.now())


@shared_task
def sweep_offers() -> None:
    now = timezone.now()
    letters.restart_clocks(at=now)
    seats.lapse_offers(at=now)
    letters.remind_to_confirm(at=now)


@shared_task
def tidy() -> None:
    now = timezone.now()
    registrations.drop_drafts(before=now - DRAFTS_KEPT)
    limits.forget(before=now - LIMITS_KEPT)
