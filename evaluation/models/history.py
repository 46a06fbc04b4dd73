"""What stood before a decision: rows that are added and never changed again."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from evaluation.choices import ThemeKind
from evaluation.models.themes import Evidence, Theme
from workgroups.models import Hub
from workgroups.querysets import ScopedQuerySet


class CodingDecision(models.Model):
    """Somebody's decision on a passage, with the codings and marks before it."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evidence = models.ForeignKey(
        Evidence, on_delete=models.PROTECT, related_name="decisions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField()
    before = models.JSONField(encoder=DjangoJSONEncoder)
    undone_at = models.DateTimeField(null=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"decision on {self.evidence}"


class ThemeVersion(models.Model):
    """The words of a theme before somebody changed them."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    not_when = models.TextField(blank=True)
    finding = models.TextField(blank=True)
    kind = models.CharField(max_length=10, choices=ThemeKind.choices)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    changed_at = models.DateTimeField()

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
