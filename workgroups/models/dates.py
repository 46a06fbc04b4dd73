"""Days on which a hub would rather not meet."""

from django.db import models

from workgroups import rules, words
from workgroups.choices import YearDateKind
from workgroups.models.hubs import Hub, LocalAuthority
from workgroups.models.schools import Provider
from workgroups.querysets import ScopedQuerySet


class DateToAvoid(models.Model):
    """Days about which the form of a session warns, such as SATs week."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    name = models.CharField(
        max_length=120,
        help_text=(
            "A school holiday, SATs week, exams, a festival or a lead provider's "
            "training day."
        ),
    )
    from_on = models.DateField("from")
    until_on = models.DateField("until", help_text="The last day.")
    local_authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        help_text="Empty where it is for the whole hub.",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "name"]
        verbose_name = "date to avoid"
        verbose_name_plural = "dates to avoid"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="a_date_to_avoid_does_not_end_before_it_begins",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {words.day_range([self.from_on, self.until_on])}"

    @property
    def plain(self) -> rules.DaysToAvoid:
        return rules.DaysToAvoid(self.name, self.from_on, self.until_on)


class ProviderDate(models.Model):
    """Days on which a lead provider trains, about which the form of a session warns."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="training_days"
    )
    name = models.CharField(
        max_length=120, blank=True, help_text="What is trained, such as “Module 3”."
    )
    from_on = models.DateField("from")
    until_on = models.DateField("until", help_text="The last day.")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "provider"]
        verbose_name = "training day of a provider"
        verbose_name_plural = "training days of providers"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_on__gte=models.F("from_on")),
                name="a_training_day_does_not_end_before_it_begins",
                violation_error_message="The last day is before the first.",
            )
        ]

    def __str__(self) -> str:
        named = f"{self.provider}, {self.name}" if self.name else str(self.provider)
        return f"{named}, {words.day_range([self.from_on, self.until_on])}"


class YearDate(models.Model):
    """A dated line of a hub's year that follows from no other row."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    start_year = models.PositiveSmallIntegerField("academic year")
    on = models.DateField("date")
    kind = models.CharField(
        max_length=10, choices=YearDateKind.choices, default=YearDateKind.BOARD
    )
    name = models.CharField(
        max_length=120, help_text="What is due, such as “Papers for the autumn board”."
    )
    done_on = models.DateField("done on", null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "name"]
        verbose_name = "date of the year"
        verbose_name_plural = "dates of the year"

    def __str__(self) -> str:
        return f"{self.name}, {words.day(self.on)}"
