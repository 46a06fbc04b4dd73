"""Celery tasks: emails, offers and the deletion of old rows."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from recruitment import delivery
from recruitment.actions import (
    bulk_actions,
    details,
    emails,
    fresh_codes,
    group_messages,
    mentor_emails,
    merging,
    openings,
    registrations,
    releases,
    retention,
    seats,
    sign_in,
    taking_back,
    untold,
)
from recruitment.choices import EmailState
from recruitment.retention import (
    CODES_KEPT,
    COMPUTERS_KEPT,
    DRAFTS_KEPT,
    SIGN_IN_REQUESTS_KEPT,
)
from workgroups import jobs, rate_limits

LIMITS_KEPT = timedelta(days=1)


@shared_task
def deliver_email(email_id: int) -> None:
    now = timezone.now()
    if delivery.deliver(email_id, at=now) == EmailState.BOUNCED:
        emails.record_bounce(email_id, at=now)


@shared_task
def answer_sign_in_request(pk: int) -> None:
    sign_in.answer_sign_in_request(pk, at=timezone.now())


@shared_task
def retry_emails() -> None:
    sign_in.enqueue_waiting()
    delivery.enqueue_due(at=timezone.now())


@shared_task
def run_bulk_action(pk: int) -> None:
    bulk_actions.run(pk, at=timezone.now())


@shared_task
def recall_bulk_action(pk: int) -> None:
    taking_back.recall(pk, at=timezone.now())


@shared_task
def update_bulk_actions() -> None:
    now = timezone.now()
    for pk in bulk_actions.due(now).values_list("pk", flat=True)[:20]:
        jobs.enqueue("recruitment.tasks.run_bulk_action", pk)
    for pk in taking_back.recall_due(now).values_list("pk", flat=True)[:20]:
        jobs.enqueue("recruitment.tasks.recall_bulk_action", pk)
    taking_back.release_due(at=now)
    merging.release_due(at=now)
    group_messages.release_due(at=now)


@shared_task
def update_offers() -> None:
    now = timezone.now()
    emails.resume_paused_offers(at=now)
    seats.lapse_offers(at=now)
    seats.offer_seats_of_proved(at=now)
    emails.remind_to_confirm(at=now)
    openings.tell_of_openings(at=now)


@shared_task
def write_to_release_contacts() -> None:
    now = timezone.now()
    releases.tell_release_contacts(at=now)
    releases.write_dates_of_term(at=now)


@shared_task
def send_questions() -> None:
    """Ask people what is to be known before a session, and about next year again."""
    now = timezone.now()
    details.ask_to_check_details(at=now)
    details.remind_about_next_year(at=now)


@shared_task
def write_to_mentors() -> None:
    mentor_emails.write_to_mentors(at=timezone.now())


@shared_task
def delete_old_rows() -> None:
    now = timezone.now()
    bulk_actions.delete_drafts(before=now - bulk_actions.DRAFTS_KEPT)
    merging.delete_merged(at=now)
    registrations.delete_drafts(before=now - DRAFTS_KEPT)
    registrations.forget_computers(before=now - COMPUTERS_KEPT)
    rate_limits.delete_unused(before=now - LIMITS_KEPT)
    sign_in.delete_requests(before=now - SIGN_IN_REQUESTS_KEPT)
    releases.delete_unnamed()
    fresh_codes.delete_codes(before=now - CODES_KEPT)
    openings.delete_opening_requests(at=now)


@shared_task
def apply_retention() -> None:
    now = timezone.now()
    retention.apply_terms(at=now)
    untold.forget_untold(at=now)
