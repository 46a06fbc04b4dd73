"""Who else is in the room of a session, and the days that its leads gave."""

from django.conf import settings
from django.db import models

from recruitment.choices import LeadWork, RoomRole
from recruitment.querysets import InTheRoomQuerySet, LeadDaysQuerySet
from workgroups.models import Hub, Session


class InTheRoom(models.Model):
    """Somebody at a session who is no participant and is never counted as one."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="in_the_room"
    )
    name = models.CharField(max_length=150)
    role = models.CharField(max_length=10, choices=RoomRole.choices)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    objects = InTheRoomQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "in the room"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "name"],
                name="one_row_per_name_in_the_room",
                violation_error_message="This name is written down already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_role_display()})"


class LeadDays(models.Model):
    """Days of one kind of work that the leads gave to a session, with their cost."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    session = models.ForeignKey(
        Session, on_delete=models.PROTECT, related_name="lead_days"
    )
    work = models.CharField(max_length=12, choices=LeadWork.choices)
    days = models.DecimalField(max_digits=5, decimal_places=2)
    cost = models.DecimalField(max_digits=9, decimal_places=2, null=True)  # pounds
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    noted_at = models.DateTimeField()

    objects = LeadDaysQuerySet.as_manager()

    class Meta:
        ordering = ["session_id", "work"]
        verbose_name_plural = "lead days"
        constraints = [
            models.UniqueConstraint(
                fields=["session", "work"],
                name="lead_days_once_per_work",
                violation_error_message="These days are written down already.",
            ),
            models.CheckConstraint(
                condition=models.Q(days__gt=0),
                name="lead_days_are_more_than_none",
                violation_error_message="Write more than no days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.days} days of {self.get_work_display()}: {self.session}"
