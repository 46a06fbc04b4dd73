"""Emails of the sample: composed by the product, recorded and never sent."""

from collections.abc import Hashable
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps

from evaluation.models import FeedbackRequest
from recruitment import delivery, outbox
from recruitment.actions.emails import record_bounce
from recruitment.choices import EmailState
from recruitment.models import Email

TAKES = timedelta(seconds=4)  # from saving an email to its delivery
SENT_FIELDS = ["state", "attempts", "sent_at", "subject_kept", "body_kept"]
NAME = "[name]"
FEW = 3  # emails that are saved faster one by one

#: Subject and text by what they depend on, with NAME for the recipient's first name.
Texts = dict[Hashable, tuple[str, str]]


class Post:
    """Record queued emails as sent, with the text that people would have read."""

    def __init__(self) -> None:
        self.refused: set[str] = set()  # addresses that bounce

    def deliver(self, at: datetime) -> list[tuple[Email, Any]]:
        """Deliver what was queued at a time; returns each email with its row."""
        queued = Email.objects.filter(state=EmailState.QUEUED).order_by("pk")
        emails = list(queued.select_related("hub", "link"))
        texts: Texts = {}
        rows = _rows_of(emails)
        for email, (about, recipient) in zip(emails, rows, strict=True):
            if recipient.email in self.refused:
                _bounce(email, at)
            else:
                keep_text(email, about, recipient, texts, _form_asked_for(about))
        sent = [email for email in emails if email.state == EmailState.SENT]
        if len(sent) > FEW:
            Email.objects.bulk_update(sent, SENT_FIELDS)
        else:
            for email in sent:
                email.save(update_fields=SENT_FIELDS)
        return [(email, about) for email, (about, _) in zip(emails, rows, strict=True)]


def _rows_of(emails: list[Email]) -> list[tuple[Any, Any]]:
    """What each email is about, and its recipient."""
    if len(emails) <= FEW:
        return [outbox.get_rows(email) for email in emails]
    abouts, recipients = _rows(emails, "about"), _rows(emails, "recipient")
    return [
        (
            abouts[email.about_type, email.about_id],
            recipients[email.recipient_type, email.recipient_id],
        )
        for email in emails
    ]


def _form_asked_for(about: Any) -> Hashable:
    if not isinstance(about, FeedbackRequest):
        return None
    return about.form_id, about.asked_place.clock_paused_for


def _rows(emails: list[Email], what: str) -> dict[tuple[str, int], Any]:
    """The rows that emails are about or go to, by type and id."""
    wanted: dict[str, list[int]] = {}
    for email in emails:
        ids = wanted.setdefault(getattr(email, f"{what}_type"), [])
        ids.append(getattr(email, f"{what}_id"))
    return {
        (label, pk): row
        for label, ids in wanted.items()
        for pk, row in apps.get_model(label)._base_manager.in_bulk(ids).items()
    }


def _bounce(email: Email, at: datetime) -> None:
    Email.objects.filter(pk=email.pk).update(
        state=EmailState.BOUNCED, attempts=1, problem="The address refused it."
    )
    record_bounce(email.pk, at=at + TAKES)


def keep_text(
    email: Email, about: Any, recipient: Any, texts: Texts, key: Hashable = None
) -> None:
    """Set the fields of an email that was sent soon after it was written.

    Emails of one kind and `key` differ in the recipient's first name alone: their
    text is composed once and kept in `texts`. Without a key an email is composed.
    """
    if key is None:
        subject, body = _compose(email, about, recipient)
    else:
        if (email.kind, key) not in texts:
            texts[email.kind, key] = _compose(email, about, _named(recipient, NAME))
        subject, body = texts[email.kind, key]
        body = body.replace(NAME, recipient.first_name)
    email.state = EmailState.SENT
    email.attempts = 1
    email.sent_at = email.written_at + TAKES
    email.subject_kept, email.body_kept = subject[:250], body


def _named(recipient: Any, first_name: str) -> Any:
    """A copy of the recipient that has another first name."""
    renamed = copy(recipient)
    renamed.first_name = first_name
    return renamed


def _compose(email: Email, about: Any, recipient: Any) -> tuple[str, str]:
    kind = outbox.kind_named(email.kind)
    context = kind.context(about, recipient, at=email.written_at)
    subject, body = delivery.compose_text(email, recipient, context)
    return subject, delivery.without_secrets(email, body)
