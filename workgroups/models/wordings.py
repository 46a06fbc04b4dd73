"""The wordings that hubs wrote in place of shipped texts."""

from django.conf import settings
from django.db import models

from workgroups.models.hubs import Hub
from workgroups.querysets import WordingQuerySet


class Wording(models.Model):
    """One version of a hub's text. The newest version holds; the older are its history.

    `name` is the kind of email, or the public text. Without a body, the hub went back
    to the shipped text. Without an account, the text stood before the first change.
    """

    hub = models.ForeignKey(
        Hub, editable=False, on_delete=models.PROTECT, related_name="wordings"
    )
    name = models.SlugField(max_length=60, db_index=False)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["hub", "name"])]

    def __str__(self) -> str:
        return f"{self.name.replace('_', ' ')} of {self.hub}"

    @property
    def is_shipped(self) -> bool:
        return not self.body
