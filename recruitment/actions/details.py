"""Asking people, before session 1, whether what we know of them is still right."""

from datetime import datetime

from django.db import transaction

from recruitment import outbox, rules
from recruitment.queries import details


def ask_to_check_details(*, at: datetime, limit: int = 500) -> int:
    """Email each person once, two weeks before session 1; return how many.

    Only in office hours. Where session 1 moves away, an email that still waits does not
    hold, and the person is asked before the new day.
    """
    queued = 0
    for place, first_on in details.to_be_asked(at=at):
        if queued == limit:
            break
        if not rules.in_office_hours(at, place.hub.closed_weeks):
            continue
        with transaction.atomic():
            email = outbox.queue(
                details.KIND,
                about=place,
                to=place.participant,
                occasion=f"{first_on:%Y%m%d}",
                at=at,
            )
        queued += email is not None
    return queued
