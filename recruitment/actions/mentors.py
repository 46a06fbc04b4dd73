"""What a mentor may do without an account."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from recruitment.models import Mentor, Mentorship
from workgroups import audit


@transaction.atomic
def stop_writing(mentor: Mentor, *, at: datetime) -> Mentor:
    """Record that a mentor objects to emails, and end their mentorships.

    A second time changes nothing.
    """
    if mentor.objected_at is None:
        mentor.objected_at = at
        mentor.save(update_fields=["objected_at"])
        today = timezone.localdate(at)
        Mentorship.objects.filter(mentor=mentor, until_on=None).update(until_on=today)
        audit.record("mentor_objected", mentor, fields=["objected_at"], at=at)
    return mentor
