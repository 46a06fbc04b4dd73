"""Emails as a home lists them, and those to one person."""

from dataclasses import dataclass
from typing import Any

from recruitment.models import Email, Participant

EMAILS_SHOWN = 50


@dataclass(frozen=True)
class EmailLine:
    email: Email
    to: str


def emails_to(user: Any, person: Participant) -> tuple[list[EmailLine], int]:
    """The newest emails to a person, and how many there are."""
    emails = Email.objects.visible_to(user).filter(
        recipient_type="recruitment.participant", recipient_id=person.pk
    )
    lines = [EmailLine(each, str(person)) for each in emails[:EMAILS_SHOWN]]
    return lines, emails.count()
