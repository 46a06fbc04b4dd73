"""Passages that a second coder reads without seeing what the first one gave."""

from django.conf import settings
from django.db import models

from evaluation.models.evaluations import Evaluation
from evaluation.models.themes import Evidence, Theme
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet


class SecondReading(models.Model):
    """One passage of somebody's blind sample, and the themes that they gave it.

    `offered` has the ids of the themes that stood in the list when it was read: a theme
    that came later was not refused.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="second_readings"
    )
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="second_readings"
    )
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    themes = models.ManyToManyField(Theme, blank=True)
    offered = models.JSONField(default=list)
    read_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "coder"], name="one_second_reading_per_coder"
            )
        ]

    def __str__(self) -> str:
        return f"second reading of {self.evidence}"
