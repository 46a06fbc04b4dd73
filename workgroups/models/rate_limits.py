"""The state of rate limits, stored without names or addresses."""

from django.db import models

from workgroups.querysets import ScopedQuerySet


class RateLimitUse(models.Model):
    """The remaining allowance of one address or computer at one public form.

    `key` is an HMAC, so a row reveals neither the address nor the computer.
    """

    key = models.CharField(max_length=64, primary_key=True, editable=False)
    remaining = models.FloatField(editable=False)
    changed_at = models.DateTimeField(db_index=True, editable=False)

    objects = ScopedQuerySet.as_manager()

    def __str__(self) -> str:
        return "rate limit use"
