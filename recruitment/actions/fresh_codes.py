"""Codes that are emailed before a page that asks for more than an open session."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare

from recruitment import outbox
from recruitment.models import FreshCode, Participant


@transaction.atomic
def ask_for_code(person: Participant, *, purpose: str, at: datetime) -> FreshCode:
    """Email a code to a person's own address; one sent before no longer works."""
    person = Participant.objects.select_for_update().get(pk=person.pk)
    _running(person, purpose).update(ended_at=at)
    code = FreshCode.objects.create(
        hub_id=person.hub_id, participant=person, purpose=purpose, asked_at=at
    )
    outbox.queue("fresh_code", about=code, to=person, occasion=code, at=at)
    return code


@transaction.atomic
def try_code(person: Participant, *, purpose: str, digits: str, at: datetime) -> bool:
    """Whether these are the digits that were sent last; each try is counted.

    The row is locked, so that tries at the same time are counted one by one. The right
    digits work once.
    """
    code = _running(person, purpose).select_for_update().first()
    if code is None or not code.works_at(at):
        return False
    code.tries += 1
    is_right = constant_time_compare(digits, code.digits)
    if is_right:
        code.ended_at = at
    code.save(update_fields=["tries", "ended_at"])
    return is_right


def waiting_code(
    person: Participant, *, purpose: str, at: datetime
) -> FreshCode | None:
    """The code that may still be typed; None where another one has to be sent."""
    code: FreshCode | None = _running(person, purpose).first()
    return code if code is not None and code.works_at(at) else None


def delete_codes(*, before: datetime) -> int:
    """Delete codes that were asked for before a time; return how many."""
    return FreshCode.objects.filter(asked_at__lt=before).delete()[0]


def _running(person: Participant, purpose: str) -> QuerySet[FreshCode]:
    return FreshCode.objects.filter(participant=person, purpose=purpose, ended_at=None)
