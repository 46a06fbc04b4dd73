"""What waits for the hub's staff among feedback forms and implications."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from evaluation.choices import ImplicationState
from evaluation.models import FeedbackForm, Implication
from workgroups.open_tasks import OpenTask, add_task

Rows = QuerySet[Any]
DUE_SOON = timedelta(days=14)


def open_forms(forms: Rows, at: datetime) -> Rows:
    return forms.open_at(at)  # type: ignore[attr-defined]  # their own queryset


def implications_due(implications: Rows, at: datetime) -> Rows:
    """Implications due within two weeks or overdue, neither done nor dropped."""
    due = implications.filter(due_on__lte=timezone.localdate(at) + DUE_SOON)
    return due.exclude(state__in=[ImplicationState.DONE, ImplicationState.DROPPED])


def add_tasks() -> None:
    add_task(
        OpenTask(
            "open-forms",
            FeedbackForm,
            "feedback form is open",
            "feedback forms are open",
            open_forms,
            question="open",
        )
    )
    add_task(
        OpenTask(
            "implications-due",
            Implication,
            "implication is due within two weeks",
            "implications are due within two weeks",
            implications_due,
            question="due within two weeks",
        )
    )
