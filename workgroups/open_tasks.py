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

from workgroups import words
from workgroups.counted_lists import Asked
from workgroups.models import Hub


@dataclass(frozen=True)
class OpenTask:
    """Rows of a model that wait for staff; `one` and `several` say it after a count.

    `rows` filters a queryset of the model at a time. The model has a hub. `of_year` is
    the path to the academic year of a row; "" for what waits in any year. `question`
    asks for the rows in a few words, above the lists of the model. `day` says for a hub
    which day stands where the words have {day}.
    """

    name: str
    model: type[Model]
    one: str
    several: str
    rows: Callable[[QuerySet[Any], datetime], QuerySet[Any]]
    of_year: str = ""
    question: str = ""
    day: Callable[[int], str] | None = None

    def rows_of(self, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        """The task's rows of the hub, and of the year where the task is of one."""
        own = {"hub": asked.hub_id}
        if self.of_year:
            own[self.of_year] = asked.year
        return self.rows(rows.filter(**own), asked.at)

    def sentence(self, number: int, hub_id: int) -> str:
        """What follows the number, such as "people have asked for a place"."""
        said = words.plural(number, self.one, self.several)
        return said.replace("{day}", self.day(hub_id)) if self.day else said


_TASKS: dict[str, OpenTask] = {}


def add_task(task: OpenTask) -> None:
    _TASKS[task.name] = task


def all_tasks() -> list[OpenTask]:
    """Every task, in the order in which the apps added them."""
    return list(_TASKS.values())


def tasks_about(model: type[Model]) -> list[OpenTask]:
    return [task for task in _TASKS.values() if task.model is model]


def count_tasks(asked: Asked) -> dict[str, int]:
    """How many rows of a hub each task has, by name, in one statement."""
    counted = {task.name: _count_of(task, asked) for task in all_tasks()}
    found = Hub.objects.filter(pk=asked.hub_id).values(**counted).get()
    return dict(found)


def _count_of(task: OpenTask, asked: Asked) -> Coalesce:
    rows = task.rows_of(task.model._default_manager.all(), asked).order_by()
    grouped = rows.annotate(all_rows=Value(1)).values("all_rows")
    number = grouped.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)
