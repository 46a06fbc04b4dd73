"""Six digits that are emailed before a page that asks for more than a session."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from recruitment.choices import CodePurpose
from recruitment.models.people import Participant
from workgroups import words
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet

#: How long a code works, and how often it may be typed wrongly.
WORKS_FOR = timedelta(minutes=15)
TRIES = 5


class FreshCode(models.Model):
    """A code that a person asked for. The digits are worked out and never stored.

    `ended_at` is set once the code was used, or another one replaced it.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="fresh_codes"
    )
    purpose = models.CharField(max_length=10, choices=CodePurpose.choices)
    asked_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"code, {words.local_day(self.asked_at)}"

    @property
    def digits(self) -> str:
        """Six digits, from a key that is not in the database."""
        digest = salted_hmac(
            f"hubsite.code.{self.purpose}",
            f"{self.pk} {self.asked_at.timestamp()}",
            secret=settings.SECRET_KEY,
            algorithm="sha256",
        ).digest()
        return f"{int.from_bytes(digest[:8]) % 1_000_000:06d}"

    @property
    def works_until(self) -> datetime:
        return self.asked_at + WORKS_FOR

    def works_at(self, at: datetime) -> bool:
        return self.ended_at is None and self.tries < TRIES and at <= self.works_until
