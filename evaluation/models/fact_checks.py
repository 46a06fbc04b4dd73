"""What the hub and the leads say is wrong in a report, before the next is frozen."""

from django.conf import settings
from django.db import models

from evaluation.choices import FactCheckState
from evaluation.models.evaluations import Evaluation
from evaluation.models.reports import Report
from evaluation.querysets import FactCheckQuerySet
from workgroups.models import Hub


class FactCheck(models.Model):
    """A figure or a sentence of one version that somebody says is wrong, and why."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="fact_checks"
    )
    report = models.ForeignKey(
        Report, on_delete=models.PROTECT, related_name="fact_checks"
    )
    section = models.CharField(max_length=200)
    text = models.TextField("as it stands in the report")
    why = models.TextField("what is wrong")
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    raised_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=FactCheckState.choices, default=FactCheckState.OPEN
    )
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = FactCheckQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "pk"]

    def __str__(self) -> str:
        return f"{self.section}: {self.text[:80]}"
