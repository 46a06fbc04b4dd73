"""Write to mentors: one letter for each session, for all their participants."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from recruitment import outbox
from recruitment.models import Email, Mentor
from recruitment.queries.mentor_emails import (
    KINDS,
    OwedEmail,
    emails_owed,
    mentors_to_look_at,
)
from recruitment.queries.mentored import mentor_page_of


def write_to_mentors(*, at: datetime) -> int:
    """Queue the letters that mentors are owed; return how many.

    Called again it writes nothing twice, except an invitation whose session has moved.
    """
    return sum(_write(mentor, at=at) for mentor in mentors_to_look_at(at))


@transaction.atomic
def _write(mentor: Mentor, *, at: datetime) -> int:
    """Queue what one mentor is owed, under a lock, so that two runs write once."""
    mentor = Mentor.objects.select_for_update().get(pk=mentor.pk)
    if not mentor.reachable:
        return 0
    owed = emails_owed(mentor_page_of(mentor, now=at), now=at)
    queued = [
        outbox.queue(
            letter.kind, about=mentor, to=mentor, occasion=letter.occasion, at=at
        )
        for letter in owed
        if not _is_written(mentor, letter)
    ]
    return sum(email is not None for email in queued)


def _is_written(mentor: Mentor, letter: OwedEmail) -> bool:
    """Whether the letter of this session was written, with the day as it is now."""
    written = Email.objects.filter(
        Q(occasion=letter.slot) | Q(occasion__startswith=f"{letter.slot}:"),
        kind__in=KINDS,
        recipient_type=Mentor._meta.label_lower,
        recipient_id=mentor.pk,
    )
    newest = written.order_by("-pk").values_list("occasion", flat=True).first()
    if newest is None or letter.invited_to is None:
        return newest is not None
    told_of_it = newest.startswith(f"{letter.slot}:{letter.invited_to.pk}:")
    return not told_of_it or newest == letter.occasion
