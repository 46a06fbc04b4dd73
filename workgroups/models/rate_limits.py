"""How much of something is still allowed: token buckets, kept without names."""

from django.db import models

from workgroups.querysets import ClosedQuerySet


class RateLimitUse(models.Model):
    """What is left to one address or one computer at one public form.

    `key` is an HMAC: a row shows neither the address nor where it came from.
    """

    key = models.CharField(max_length=64, primary_key=True, editable=False)
    left = models.FloatField(editable=False)
    changed_at = models.DateTimeField(db_index=True, editable=False)

    objects = ClosedQuerySet.as_manager()

    def __str__(self) -> str:
        return "bucket"
