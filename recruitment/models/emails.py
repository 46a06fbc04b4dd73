"""Emails as rows, the links that they contain, and requests for sign-in links."""

from django.db import models

from recruitment.choices import AddressChoice, EmailState, LinkPurpose
from recruitment.models.bulk_actions import BulkAction
from recruitment.querysets import EmailQuerySet
from workgroups import randomness, words
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet


def kind_label(kind: str) -> str:
    return kind.replace("_", " ")


class Link(models.Model):
    """A link in an email, and the row that it opens. Its token is not stored."""

    id = models.UUIDField(primary_key=True, default=randomness.new_uuid, editable=False)
    hub = models.ForeignKey(Hub, null=True, on_delete=models.PROTECT)
    purpose = models.CharField(max_length=20, choices=LinkPurpose.choices)
    subject_type = models.CharField(max_length=60)  # "recruitment.place"
    subject_id = models.BigIntegerField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_type", "subject_id"])]

    def __str__(self) -> str:
        return f"{self.purpose} link"


class Email(models.Model):
    """An email to one recipient, saved in the transaction of the change it reports.

    Its text is stored when it is sent, without the link's token and without codes.
    """

    hub = models.ForeignKey(Hub, null=True, editable=False, on_delete=models.PROTECT)
    kind = models.CharField(max_length=40)
    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    occasion = models.CharField(max_length=60, blank=True)
    recipient_type = models.CharField(max_length=60)
    recipient_id = models.BigIntegerField()
    address = models.CharField(
        max_length=10, choices=AddressChoice.choices, default=AddressChoice.MAIN
    )
    message_id = models.CharField(max_length=120, unique=True)
    link = models.ForeignKey(Link, null=True, blank=True, on_delete=models.SET_NULL)
    state = models.CharField(
        max_length=10, choices=EmailState.choices, default=EmailState.QUEUED
    )
    bulk_action = models.ForeignKey(
        BulkAction,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="emails",
    )
    written_at = models.DateTimeField()
    lease_token = models.CharField(max_length=40, blank=True, editable=False)
    lease_until = models.DateTimeField(null=True, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    dispatched_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    subject_kept = models.CharField(max_length=250, blank=True)
    body_kept = models.TextField(blank=True)

    objects = EmailQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"]),
            models.Index(fields=["about_type", "about_id"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    "kind",
                    "about_type",
                    "about_id",
                    "occasion",
                    "recipient_type",
                    "recipient_id",
                ],
                name="one_email_per_kind_occasion_and_recipient",
            )
        ]

    def __str__(self) -> str:
        return f"{kind_label(self.kind)}, {words.local_day(self.written_at)}"


class SignInRequest(models.Model):
    """Somebody asked for sign-in links, and no worker has looked for the address yet.

    The address may be unknown to every hub. It is encrypted, and the row is deleted
    when a worker has answered it.
    """

    address = models.TextField()  # encrypted
    asked_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"sign-in request, {words.local_day(self.asked_at)}"
