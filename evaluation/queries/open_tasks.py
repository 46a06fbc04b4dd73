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
#: Longer than the summer, in which no email of this kind is written.
TOLD_WITHIN = timedelta(days=60)


def open_forms(forms: Rows, at: datetime) -> Rows:
    return forms.open_at(at)  # type: ignore[attr-defined]  # their own queryset


def implications_due(implications: Rows, at: datetime) -> Rows:
    """Implications due within two weeks or overdue, neither done nor dropped."""
    due = implications.filter(due_on__lte=timezone.localdate(at) + DUE_SOON)
    return due.exclude(state__in=[ImplicationState.DONE, ImplicationState.DROPPED])


def implications_to_tell(at: datetime) -> QuerySet[Implication]:
    """Implications whose owner has an account and whose day has come.

    Those that were due long before are left to the start page.
    """
    today = timezone.localdate(at)
    rows = Implication.objects.filter(due_on__range=(today - TOLD_WITHIN, today))
    open_rows = implications_due(rows, at).exclude(owner_account=None)
    related = open_rows.select_related("hub", "owner_account")
    return related.order_by("due_on", "pk")


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
