"""Rows that wait for staff: the admin's start page counts them, its lists show them.

Each app adds its tasks when it is loaded. A count and the list that it opens use the
same filter, so they agree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from workgroups.models import Hub

#: The query parameter with which the admin's list of a model shows a task's rows.
PARAMETER = "task"


@dataclass(frozen=True)
class OpenTask:
    """Rows of a model that wait for staff; `one` and `several` say it after a count.

    `rows` filters a queryset of the model at a time. The model has a hub.
    """

    name: str
    model: type[Model]
    one: str
    several: str
    rows: Callable[[QuerySet[Any], datetime], QuerySet[Any]]


_TASKS: dict[str, OpenTask] = {}


def add_task(task: OpenTask) -> None:
    _TASKS[task.name] = task


def all_tasks() -> list[OpenTask]:
    """Every task, in the order in which the apps added them."""
    return list(_TASKS.values())


def tasks_about(model: type[Model]) -> list[OpenTask]:
    return [task for task in _TASKS.values() if task.model is model]


def count_tasks(hub: Hub, *, at: datetime) -> dict[str, int]:
    """How many rows of a hub each task has, by name, in one statement."""
    counted = {task.name: _count_of(task, hub, at) for task in all_tasks()}
    found = Hub.objects.filter(pk=hub.pk).values(**counted).get()
    return dict(found)


def _count_of(task: OpenTask, hub: Hub, at: datetime) -> Coalesce:
    rows = task.rows(task.model._default_manager.filter(hub=hub), at).order_by()
    grouped = rows.annotate(all_rows=Value(1)).values("all_rows")
    number = grouped.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
