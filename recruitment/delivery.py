"""Deliver an email: claim it, check that it still holds, compose, send and finish."""

import logging
import re
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.errors import MessageError
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.template import Context, Template
from django.template.loader import render_to_string

from recruitment import email_html, links, mail_server, outbox
from recruitment.choices import AddressChoice, EmailState
from recruitment.models import Email
from workgroups import jobs, wordings
from workgroups.models import Hub, Wording

logger = logging.getLogger(__name__)

PERMANENT_ERRORS = range(500, 600)  # SMTP reply codes


def deliver(email_id: int, *, at: datetime) -> str:
    """Send one email; return its new state, or "" if another worker has it.

    Running it twice sends one email, because only one worker can claim the row.
    """
    email = outbox.claim(email_id, at=at)
    if email is None:
        return ""
    kind = outbox.kind_named(email.kind)
    about, recipient = outbox.get_rows(email)
    to = _recipient_address(email, about, recipient)
    if about is None or not to or not kind.still_holds(about, recipient, at=at):
        problem = "No longer holds." if to else "There is no address to write to."
        outbox.finish(email, EmailState.CANCELLED, problem=problem)
        return email.state
    goes_at = kind.goes_at(about, recipient, at=at)
    if goes_at > at:
        outbox.postpone(email, until=goes_at)
        return email.state
    told = kind.tells_also(about)
    message, subject, body = compose(email, about, recipient, to, at=at)
    if _is_sent(email, message, at=at):
        outbox.cancel_told(told)
        outbox.finish(
            email,
            EmailState.SENT,
            sent_at=at,
            subject_kept=subject[:250],
            body_kept=without_secrets(email, body),
            problem="",
        )
    return email.state


def compose(
    email: Email, about: Any, recipient: Any, to: str, *, at: datetime
) -> tuple[EmailMultiAlternatives, str, str]:
    """Compose the message with a text part and an HTML part of the same words.

    Returns the message, its subject and its text.
    """
    kind = outbox.kind_named(email.kind)
    context = kind.context(about, recipient, at=at)
    context |= kind.context_of_occasion(context, email.occasion)
    subject, body, preheader = _texts(email, recipient, context)
    reply_to = context.get("reply_to") or (
        email.hub and (email.hub.reply_to or email.hub.contact_email)
    )
    message = EmailMultiAlternatives(
        subject,
        body,
        _sender(email),
        [to],
        reply_to=[str(reply_to)] if reply_to else None,
        headers={"Message-ID": email.message_id, "Auto-Submitted": "auto-generated"},
    )
    whole = _whole_context(email, recipient, context)
    framed = {**whole, "subject": subject, "preheader": preheader}
    html = email_html.html_of(body, framed, button=kind.button)
    message.attach_alternative(html, "text/html")
    for item in kind.attachments(about, recipient, context, at=at):
        message.attach(item.name, item.content, item.mime_type)
    return message, subject, body


def compose_text(
    email: Email, recipient: Any, context: Mapping[str, object]
) -> tuple[str, str]:
    """The subject and the text from the context of the email's kind."""
    return _texts(email, recipient, context)[:2]


def _texts(
    email: Email, recipient: Any, context: Mapping[str, object]
) -> tuple[str, str, str]:
    """The subject, the text, and the line that an inbox shows beside the subject.

    They are in the wording of the email's hub, where it has one that fits the kind.
    """
    kind = outbox.kind_named(email.kind)
    whole = _whole_context(email, recipient, context)
    # a claimed email knows whether its hub words this kind; others are looked up
    looks = email.hub_id and getattr(email, "may_be_worded", True)
    wording = Wording.objects.of(email.hub_id, kind.name) if looks else None
    if wording is not None and fits(kind, wording.subject, wording.body):
        subject, body = _in_wording(kind, wording.subject, wording.body, whole)
        return subject, body, email_html.preheader_of(body)
    subject = _in_one_line(kind.subject_template, whole)
    body = wordings.tidy(render_to_string(kind.body_template, whole)) + "\n"
    return subject, body, _in_one_line(kind.preheader_template, whole)


def fits(kind: outbox.EmailKind, subject: str, body: str) -> bool:
    """Whether a wording has all placeholders that its kind needs, and no others."""
    return (
        bool(subject and body)
        and not wordings.problems_of(subject, kind.placeholders, is_subject=True)
        and not wordings.problems_of(body, kind.placeholders)
    )


def _in_wording(
    kind: outbox.EmailKind, subject: str, body: str, context: dict[str, object]
) -> tuple[str, str]:
    sources = {each.name: each.source for each in kind.placeholders}
    plain_text = Context(context, autoescape=False)

    def value_of(name: str) -> str:
        template = Template("{% load clock %}" + sources[name])
        return str(template.render(plain_text)).strip()

    line = " ".join(wordings.fill(subject, value_of).split())
    return line, wordings.tidy(wordings.fill(body, value_of)) + "\n"


def try_wording(
    kind: outbox.EmailKind,
    hub: Hub,
    about: Any,
    recipient: Any,
    *,
    subject: str,
    body: str,
    at: datetime,
) -> tuple[str, str]:
    """The subject and the text that one person would get; its link is not made."""
    context = kind.context(about, recipient, at=at)
    occasion = kind.example_occasion(context)
    context |= kind.context_of_occasion(context, occasion)
    context["link"] = "[link]"
    whole = _whole_context(Email(kind=kind.name, hub=hub), recipient, context)
    return _in_wording(kind, subject, body, whole)


def _whole_context(
    email: Email, recipient: Any, context: Mapping[str, object]
) -> dict[str, object]:
    return {
        "recipient": recipient,
        "hub": email.hub,
        "link": links.address(email.link) if email.link else "",
        "site_url": settings.SITE_URL,
        **context,
    }


def _in_one_line(template: str, context: dict[str, object]) -> str:
    return " ".join(render_to_string(template, context).split())


def _sender(email: Email) -> str:
    """The hub's name, which the recipient knows, with the address of this site."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((email.hub.name if email.hub else name, address))


def _is_sent(email: Email, message: EmailMultiAlternatives, *, at: datetime) -> bool:
    """Send a message. Where that does not work, finish or retry its email."""
    try:
        with mail_server.connection() as message.connection:
            # opened here, because `send` closes a connection that it opens itself
            message.connection.open()
            message.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        if codes <= set(PERMANENT_ERRORS):
            outbox.finish(email, EmailState.BOUNCED, problem="The address refused it.")
        else:
            outbox.schedule_retry(email, "The address was busy.", at=at)
    except (MessageError, ValueError) as error:
        outbox.finish(email, EmailState.FAILED, problem=type(error).__name__)
    except (OSError, smtplib.SMTPException) as error:
        logger.warning("email %s not sent: %s", email.pk, type(error).__name__)
        outbox.schedule_retry(email, "The mail server did not take it.", at=at)
    else:
        return True
    return False


def enqueue_due(*, at: datetime, limit: int = 200) -> int:
    """Enqueue emails that are due and were not enqueued recently; return how many."""
    recently = at - timedelta(seconds=outbox.LEASE_SECONDS)
    due = Email.objects.due(at).filter(
        Q(dispatched_at=None) | Q(dispatched_at__lt=recently) | Q(next_try_at__lte=at)
    )
    enqueued = 0
    for pk, dispatched_at in due.values_list("pk", "dispatched_at")[:limit]:
        if Email.objects.filter(pk=pk, dispatched_at=dispatched_at).update(
            dispatched_at=at, next_try_at=F("next_try_at")
        ):
            jobs.enqueue("recruitment.tasks.deliver_email", pk)
            enqueued += 1
    return enqueued


def _recipient_address(email: Email, about: Any, recipient: Any) -> str:
    """The address to use; "" for a deleted recipient or one who objected."""
    if recipient is None or getattr(recipient, "objected_at", None) is not None:
        return ""
    if email.address == AddressChoice.NAMED:
        return outbox.kind_named(email.kind).address_of(about) if about else ""
    if email.address == AddressChoice.SECOND:
        return getattr(recipient, "second_email", "")
    return str(recipient.email)


def without_secrets(email: Email, body: str) -> str:
    """The text to store, in which the link's token and six-digit codes are replaced."""
    if email.link is not None:
        body = body.replace(links.token_of(email.link), "[link]")
    return re.sub(r"(?m)^(\s*)\d{6}$", r"\1[code]", body)
