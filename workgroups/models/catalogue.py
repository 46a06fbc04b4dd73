"""Programmes, their stages, and projects: a stage's edition in one academic year."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from workgroups import academic_years, rules
from workgroups.choices import Audience, OutcomeAudience, OutcomeKind, SchoolPhase
from workgroups.models.hubs import Hub
from workgroups.models.retirable import Retirable
from workgroups.querysets import ScopedQuerySet


class StrategicGoal(models.Model):
    start_year = models.PositiveSmallIntegerField("academic year")
    label = models.CharField(max_length=100)
    text = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["start_year", "label"], name="one_goal_per_year_and_label"
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {academic_years.label(self.start_year)}"


class Programme(Retirable):
    """A pathway of one or more stages. Without a hub it is a national master."""

    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )
    name = models.CharField(max_length=120)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    one_per_year = models.BooleanField(
        "one secured place a person and year", default=True
    )
    completes_at = models.PositiveSmallIntegerField(
        "a year is completed from",
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="In a hundred of the days that its sessions take. A session counts "
        "as its share of a day, also for somebody who came late or left early.",
    )
    notes = models.TextField(blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "name"], name="one_programme_name_per_hub"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Stage(models.Model):
    """One year of a programme, with its eligibility."""

    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, related_name="stages"
    )
    order = models.PositiveSmallIntegerField(default=1)
    name = models.CharField(max_length=80)
    who_can_join = models.TextField(blank=True)
    years_of_teaching = models.CharField(max_length=40, blank=True)
    school_phase = models.CharField(
        max_length=20, choices=SchoolPhase.choices, blank=True
    )
    needs_earlier_stage = models.BooleanField(
        default=False, help_text="Asks newcomers whether they did year one elsewhere."
    )
    state_funded_only = models.BooleanField(default=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "order"], name="one_stage_per_programme_and_step"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Project(Retirable):
    """A stage's edition in one academic year, with its project code if it has one."""

    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="projects")
    start_year = models.PositiveSmallIntegerField("academic year")
    code_year = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    code_number = models.PositiveSmallIntegerField(
        null=True, blank=True, editable=False
    )
    code_suffix = models.CharField(max_length=20, blank=True, editable=False)
    old_codes = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200)
    strategic_goal = models.ForeignKey(
        StrategicGoal, null=True, blank=True, on_delete=models.PROTECT
    )
    summary = models.TextField(blank=True)
    who_for = models.TextField("who this is for", blank=True)
    earlier_gains = models.TextField("what earlier participants gained", blank=True)
    cost = models.CharField(max_length=200, blank=True)
    themes = models.TextField("key themes to choose from", blank=True)
    places_per_school = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="In each group, unless it says otherwise. Empty: no limit.",
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-start_year", "title"]

    def __str__(self) -> str:
        return f"{self.title} {academic_years.label(self.start_year)}"

    @property
    def code(self) -> str:
        return rules.project_code(self.code_year, self.code_number, self.code_suffix)


class IntendedOutcome(models.Model):
    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="outcomes"
    )
    kind = models.CharField(max_length=30, choices=OutcomeKind.choices)
    audience = models.CharField(
        max_length=20,
        choices=OutcomeAudience.choices,
        default=OutcomeAudience.PARTICIPANTS,
    )
    text = models.TextField()
    order = models.PositiveSmallIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["audience", "kind", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.order}"
