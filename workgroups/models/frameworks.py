"""The statutory frameworks of participants' training, and their sections."""

from django.db import models

from workgroups.querysets import FrameworkQuerySet, ScopedQuerySet


class Framework(models.Model):
    """A framework in force between two days; a new one is a new row."""

    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=30, unique=True)
    from_on = models.DateField("in force from")
    until_on = models.DateField(
        "in force until",
        null=True,
        blank=True,
        help_text="The last day. Empty where it has no end.",
    )

    objects = FrameworkQuerySet.as_manager()

    class Meta:
        ordering = ["from_on", "short_name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on=None)
                | models.Q(until_on__gte=models.F("from_on")),
                name="a_framework_does_not_end_before_it_begins",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return self.short_name


class FrameworkSection(models.Model):
    framework = models.ForeignKey(
        Framework, on_delete=models.CASCADE, related_name="sections"
    )
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["framework", "number"],
                name="one_section_per_framework_and_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.number}, {self.title}"
