"""What staff wrote down after a call, an email or a meeting with a person."""

from django.conf import settings
from django.db import models

from recruitment.choices import ContactKind
from recruitment.models.people import Participant
from workgroups import words
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet


class ContactNote(models.Model):
    """A note about one person, which that person can ask to read."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="contact_notes"
    )
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {words.local_day(self.written_at)}"
