"""How calls ended that recruit for a local authority."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from recruitment.choices import CallAnswer
from recruitment.models.places import Place
from recruitment.querysets import RecruitingCallQuerySet
from workgroups import words
from workgroups.models import Hub, LocalAuthority, School


class RecruitingCall(models.Model):
    """One call to a school, or about a place in a second year, and its answer.

    The newest call about a school or a place is the one that counts.
    """

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    local_authority = models.ForeignKey(LocalAuthority, on_delete=models.PROTECT)
    start_year = models.PositiveSmallIntegerField("academic year")
    school = models.ForeignKey(
        School,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recruiting_calls",
    )
    place = models.ForeignKey(
        Place,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="recruiting_calls",
    )
    answer = models.CharField(max_length=20, choices=CallAnswer.choices)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    called_at = models.DateTimeField()

    objects = RecruitingCallQuerySet.as_manager()

    class Meta:
        ordering = ["-called_at", "-pk"]
        indexes = [models.Index(fields=["hub", "start_year"])]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(school__isnull=False, place=None)
                    | Q(school=None, place__isnull=False)
                ),
                name="a_call_is_about_a_school_or_a_place",
                violation_error_message="A call is about a school or about a place.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_answer_display()}, {words.local_day(self.called_at)}"

    @property
    def called_on(self) -> date:
        return timezone.localdate(self.called_at)
