"""Versioned question sets: national masters and hubs' own copies."""

from django.db import models

from evaluation.choices import QuestionKind, QuestionSetKind
from workgroups.models import Hub
from workgroups.models.retirable import Retirable
from workgroups.querysets import ScopedQuerySet


class QuestionSet(Retirable):
    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    copied_from = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL
    )
    kind = models.CharField(max_length=20, choices=QuestionSetKind.choices)
    title = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["hub", "kind", "title", "version"],
                name="one_question_set_per_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (version {self.version})"


class Question(models.Model):
    hub = models.ForeignKey(
        Hub, null=True, blank=True, editable=False, on_delete=models.PROTECT
    )
    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.CASCADE, related_name="questions"
    )
    number = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=10, choices=QuestionKind.choices)
    text = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    low_label = models.CharField(max_length=60, blank=True)
    high_label = models.CharField(max_length=60, blank=True)
    options = models.JSONField(default=list, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["question_set", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question_set", "key"], name="one_question_per_set_and_key"
            )
        ]

    def __str__(self) -> str:
        return self.text
