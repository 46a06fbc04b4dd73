"""A training provider's year with a hub, and the lessons that its people watched."""

from django.db import models

from recruitment.choices import Award, Preparation
from workgroups import academic_years, words
from workgroups.models import Hub, Provider, School
from workgroups.querysets import ScopedQuerySet


class ProviderYear(models.Model):
    """What a hub knows of a provider in one academic year; no person is named."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="years"
    )
    start_year = models.PositiveSmallIntegerField("academic year")
    awards = models.JSONField(default=list, blank=True)
    trainees = models.PositiveIntegerField("number of trainees", null=True, blank=True)
    preparation = models.CharField(
        "preparation for teaching for mastery",
        max_length=12,
        choices=Preparation.choices,
        blank=True,
    )
    what_changed = models.TextField(
        "what changed in the programme", blank=True, max_length=4000
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year", "provider__name"]
        verbose_name = "year of a provider"
        verbose_name_plural = "years of providers"
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "provider", "start_year"],
                name="one_year_of_a_provider_at_a_hub",
                violation_error_message="The year of this provider is kept already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider}, {academic_years.label(self.start_year)}"

    @property
    def award_labels(self) -> list[str]:
        return [str(Award(each).label) for each in self.awards]


class Observation(models.Model):
    """A lesson of a Mastery Specialist that a provider watches, and its discussion."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    provider_year = models.ForeignKey(
        ProviderYear, on_delete=models.CASCADE, related_name="observations"
    )
    on = models.DateField("lesson on")
    starts = models.TimeField("at", null=True, blank=True)
    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    discussion_on = models.DateField("discussion on", null=True, blank=True)
    what_came = models.TextField(
        "what came of the discussion", blank=True, max_length=4000
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "observation of a lesson"
        verbose_name_plural = "observations of lessons"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(discussion_on=None)
                | models.Q(discussion_on__gte=models.F("on")),
                name="a_discussion_follows_the_lesson",
                violation_error_message="The discussion is before the lesson.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.provider_year.provider}, {words.day(self.on)}"
