"""How often a recruitment link was opened, as a rough figure."""

from django.db import models

from recruitment.models.registrations import RecruitmentLink
from workgroups import words
from workgroups.models import Hub, WorkGroup
from workgroups.querysets import ScopedQuerySet


class LinkCount(models.Model):
    """The openings of one link to one group on one day; neither person nor address."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    link = models.ForeignKey(
        RecruitmentLink,
        editable=False,
        on_delete=models.PROTECT,
        related_name="counts",
    )
    work_group = models.ForeignKey(
        WorkGroup, editable=False, on_delete=models.PROTECT, related_name="+"
    )
    on = models.DateField(editable=False)
    n = models.PositiveIntegerField(default=0, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["link", "work_group", "on"],
                name="one_count_per_link_group_and_day",
                violation_error_message="The openings of this day are counted.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.n} on {words.day(self.on)}"
