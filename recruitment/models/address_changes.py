"""A new address of a participant that waits until it is proved."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from recruitment.models.people import Participant
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet

#: How long a new address may be proved.
PROVED_WITHIN = timedelta(days=7)


class AddressChangeQuerySet(ScopedQuerySet):
    def waiting(self) -> Self:
        """Changes that may still be proved."""
        return self.filter(proved_at=None, ended_at=None)


class AddressChange(models.Model):
    """An address that staff were told; it holds once a link sent to it was opened.

    `ended_at` is set where the change was called off, or another one replaced it.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="address_changes"
    )
    old_email = models.EmailField()
    new_email = models.EmailField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = AddressChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"],
                condition=models.Q(proved_at=None, ended_at=None),
                name="one_waiting_address_per_person",
                violation_error_message="Another new address is waiting already.",
            )
        ]

    def __str__(self) -> str:
        return f"new address of {self.participant}"

    @property
    def is_waiting(self) -> bool:
        return self.proved_at is None and self.ended_at is None

    @property
    def proved_until(self) -> datetime:
        """Until when the link that was sent to the new address works."""
        return self.asked_at + PROVED_WITHIN

    def may_be_proved(self, at: datetime) -> bool:
        return self.is_waiting and at <= self.proved_until
