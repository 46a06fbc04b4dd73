"""Plans that the groups of a project share, and what the hub says to plans."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from workgroups import words
from workgroups.models.catalogue import Project
from workgroups.models.frameworks import FrameworkSection
from workgroups.models.groups import Session
from workgroups.models.hubs import Hub
from workgroups.models.plan_fields import PlanFields
from workgroups.querysets import CommonPlanQuerySet, PlanReviewQuerySet


class CommonPlan(PlanFields):
    """The plan of one session of a project, which its groups inherit.

    `handed_down` holds the words that groups were last given. A group whose words
    still are these gets the new ones; another one has departed.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="common_plans"
    )
    number = models.PositiveSmallIntegerField("session")
    sections = models.ManyToManyField(
        FrameworkSection,
        blank=True,
        related_name="common_plans",
        verbose_name="sections of the framework",
    )
    handed_down = models.JSONField(default=dict, editable=False)

    objects = CommonPlanQuerySet.as_manager()

    class Meta:
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"], name="one_common_plan_per_number"
            )
        ]

    def __str__(self) -> str:
        return f"Common plan of session {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.save_waiting(kwargs)
        super().save(*args, **kwargs)


class PlanReview(models.Model):
    """That the hub agreed to a plan or sent it back; rows are added only."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    plan = models.ForeignKey(
        CommonPlan, null=True, on_delete=models.CASCADE, related_name="reviews"
    )
    session = models.ForeignKey(
        Session, null=True, on_delete=models.CASCADE, related_name="plan_reviews"
    )
    agrees = models.BooleanField()
    checked = models.TextField("what was ticked", blank=True)
    comment = models.TextField(blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_at = models.DateTimeField()

    objects = PlanReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-reviewed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(plan__isnull=False, session=None)
                | Q(plan=None, session__isnull=False),
                name="a_review_is_of_a_common_plan_or_of_a_session",
                violation_error_message="A review is of one plan.",
            )
        ]

    def __str__(self) -> str:
        said = "Agreed" if self.agrees else "Sent back"
        return f"{said}, {words.local_day(self.reviewed_at)}"


class PlanComment(models.Model):
    """What somebody proposes about the plan of a session, until it is answered."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="plan_comments"
    )
    number = models.PositiveSmallIntegerField("session")
    text = models.TextField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The partner that wrote it by a link, where no account did.
    organisation = models.CharField(max_length=200, blank=True)
    written_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = CommonPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"About session {self.number}, {words.local_day(self.written_at)}"

    @property
    def writer(self) -> str:
        return self.organisation or str(self.written_by)
