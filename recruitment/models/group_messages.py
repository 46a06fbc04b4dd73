"""A message that staff write to the people of a work group."""

from datetime import timedelta

from django.conf import settings
from django.db import models

from recruitment.choices import MessageState
from workgroups.models import Hub, Session, WorkGroup
from workgroups.querysets import ScopedQuerySet

#: How long its letters wait, as those of an act on several people do.
HELD_FOR = timedelta(minutes=10)


class GroupMessage(models.Model):
    """One message to an audience of a group; its letters are held until `goes_at`."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    work_group = models.ForeignKey(
        WorkGroup, on_delete=models.PROTECT, related_name="messages"
    )
    #: The session that the audience is about: those who come, or who were absent.
    session = models.ForeignKey(
        Session,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
    )
    audience = models.CharField(max_length=40)
    subject = models.CharField(max_length=150)
    body = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=MessageState.choices, default=MessageState.HELD
    )
    goes_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]
        verbose_name = "message to a group"
        verbose_name_plural = "messages to groups"
        indexes = [models.Index(fields=["state", "goes_at"])]

    def __str__(self) -> str:
        return f"{self.subject}, to {self.work_group}"
