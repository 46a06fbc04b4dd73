"""A year's evaluation with its questions and visits."""

from django.conf import settings
from django.db import models
from django.urls import reverse

from evaluation.choices import CheckAnswer, EvaluationState
from evaluation.models.questions import Question
from workgroups import academic_years
from workgroups.models import Hub, Session, StrategicGoal, WorkGroup
from workgroups.querysets import ScopedQuerySet


class Evaluation(models.Model):
    """A hub's evaluation of one academic year."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    start_year = models.PositiveSmallIntegerField("academic year")
    title = models.CharField(max_length=200)
    strategic_goal = models.ForeignKey(
        StrategicGoal, null=True, blank=True, on_delete=models.PROTECT
    )
    work_groups = models.ManyToManyField(
        WorkGroup, blank=True, related_name="evaluations"
    )
    state = models.CharField(
        max_length=12,
        choices=EvaluationState.choices,
        default=EvaluationState.PLANNING,
        editable=False,
    )
    #: Where a year was reported that was not evaluated here; "" for all others.
    reported_in = models.CharField(
        "where it was reported", max_length=200, blank=True, editable=False
    )
    case = models.TextField("what is the case?", blank=True)
    context = models.TextField(blank=True)
    activity = models.TextField("activity and data collection", blank=True)
    conclusion = models.TextField(blank=True)
    #: Suggested codings that a worker is asked for; no time where none are.
    suggestions_asked_at = models.DateTimeField(null=True, editable=False)
    suggestions_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    suggestions_lease_until = models.DateTimeField(null=True, editable=False)
    suggestions_problem = models.CharField(max_length=300, blank=True, editable=False)

    #: The texts of its report that a person writes.
    TEXTS = ("case", "context", "activity", "conclusion")

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.title} {academic_years.label(self.start_year)}"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:show_evaluation", args=[self.pk])


class ResearchQuestion(models.Model):
    """A lettered question of a numbered group, and the data that bear on it."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.CASCADE, related_name="research_questions"
    )
    group_number = models.PositiveSmallIntegerField()
    group_title = models.CharField(max_length=120)
    letter = models.CharField(max_length=1)
    text = models.TextField()
    asked_by = models.ManyToManyField(Question, blank=True)
    figures = models.JSONField(default=list, blank=True)
    themes = models.ManyToManyField("evaluation.Theme", blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["evaluation", "group_number", "letter"]
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "group_number", "letter"],
                name="one_research_question_per_letter",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_number}{self.letter}"


class Visit(models.Model):
    """A session or meeting that the evaluator visited."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    evaluation = models.ForeignKey(
        Evaluation, on_delete=models.PROTECT, related_name="visits"
    )
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="visits"
    )
    meeting = models.CharField(
        "meeting, where not a session", max_length=200, blank=True
    )
    on = models.DateField("date")
    who_went = models.CharField(max_length=200, blank=True)
    seen = models.TextField("what was seen", blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"visit to {self.session or self.meeting}"


class VisitCheck(models.Model):
    """What a visit saw of one line of the hub's plan check-list."""

    hub = models.ForeignKey(Hub, editable=False, on_delete=models.PROTECT)
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="checks")
    line = models.CharField(max_length=500)
    answer = models.CharField(max_length=10, choices=CheckAnswer.choices)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["visit", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "line"], name="one_check_per_visit_and_line"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.get_answer_display()}"
