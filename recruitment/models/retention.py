"""When details go whose time is over, and who is held back."""

from django.conf import settings
from django.db import models

from recruitment.choices import HoldReason
from recruitment.models.people import Participant
from workgroups import words
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet


class RetentionRun(models.Model):
    """A day on which a hub's details go whose time is over, announced before it.

    They are of people whose last place was in `last_year` or earlier. `months` is how
    long the hub kept details when it was announced.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    on = models.DateField("day")
    months = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField("last academic year")
    announced_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField("people whose details went", default=0)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub"],
                condition=models.Q(finished_at=None),
                name="one_announced_run_per_hub",
                violation_error_message="A day is announced already.",
            )
        ]

    def __str__(self) -> str:
        return f"details that go on {words.day(self.on)}"


class RetentionHold(models.Model):
    """A person whose details are kept longer, for a reason and until a day.

    Where they agreed again to be asked a year later, only what is needed to ask is
    kept; `rest_went_at` says since when.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    participant = models.ForeignKey(
        Participant, on_delete=models.CASCADE, related_name="holds"
    )
    reason = models.CharField(max_length=10, choices=HoldReason.choices)
    why = models.TextField()
    until_on = models.DateField("until")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    rest_went_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-held_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, until {words.day(self.until_on)}"
