"""What staff wrote down about a person, a school or a provider."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from recruitment.choices import ContactKind
from recruitment.models.people import Participant
from workgroups import words
from workgroups.models import Hub, Provider, School
from workgroups.querysets import ScopedQuerySet


class ContactNote(models.Model):
    """A note about one person, which that person can ask to read.

    Or about a school or a training provider, as one hub knows it.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contact_notes",
    )
    school = models.ForeignKey(
        School,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contact_notes",
    )
    provider = models.ForeignKey(
        Provider,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="contact_notes",
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
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(participant__isnull=False, school=None, provider=None)
                    | Q(participant=None, school__isnull=False, provider=None)
                    | Q(participant=None, school=None, provider__isnull=False)
                ),
                name="a_contact_note_is_about_one_thing",
                violation_error_message=(
                    "A note is about a person, a school or a provider."
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {words.local_day(self.written_at)}"
