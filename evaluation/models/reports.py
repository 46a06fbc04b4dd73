"""Reports: a frozen snapshot, the job that makes it, and its files."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from evaluation.choices import ReportState
from evaluation.models.evaluations import Evaluation
from evaluation.querysets import ReportQuerySet
from workgroups.models import Hub


class Report(models.Model):
    """One version of an evaluation's report.

    The row holds the state of its job: a worker claims it for a lease and renews the
    lease while it works; a periodic task retries rows whose lease expired.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="reports"
    )
    version = models.PositiveSmallIntegerField(editable=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    requested_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=ReportState.choices, default=ReportState.QUEUED
    )
    snapshot = models.JSONField(default=dict, blank=True)
    inputs_hash = models.CharField(max_length=64, blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    total = models.PositiveSmallIntegerField(default=0)
    step = models.CharField(max_length=100, blank=True)
    lease_token = models.CharField(max_length=40, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    dispatched_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "version"], name="one_report_per_version"
            )
        ]
        indexes = [models.Index(fields=["state", "lease_until"])]

    def __str__(self) -> str:
        return f"{self.evaluation}, version {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:show_report", args=[self.pk])


class ReportFile(models.Model):
    """One finished file, stored under a random name in the folder of FILES_URL."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="files")
    kind = models.CharField(max_length=10)  # "html", "docx", "pdf", ...
    name = models.CharField(max_length=150)
    stored_as = models.CharField(max_length=100, unique=True)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "kind"], name="one_file_per_report_and_kind"
            )
        ]

    def __str__(self) -> str:
        return self.name
