"""The filter of an admin list that shows exactly the rows of a count."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from workgroups import academic_years, counted_lists, open_tasks
from workgroups.admin_base.scope import current_hub_id
from workgroups.counted_lists import Asked


def is_counted(model: Any) -> bool:
    return bool(open_tasks.tasks_about(model) or counted_lists.lists_about(model))


class CountedFilter(admin.SimpleListFilter):
    """Shows the rows that the start page counts, for the same hub and year.

    The address may narrow them to a work group, a local authority, a session or a
    reason. The sidebar offers the tasks and the lists that need no narrowing.
    """

    title = "what must be done"
    parameter_name = counted_lists.TASK
    #: What the rows are; "" where the list is not narrowed.
    sentence = ""

    def __init__(
        self,
        request: HttpRequest,
        params: dict[str, Any],
        model: Any,
        model_admin: Any,
    ) -> None:
        own = {name: params.pop(name) for name in self.narrowing() if name in params}
        self.asked = asked_by(request, {name: value[-1] for name, value in own.items()})
        super().__init__(request, params, model, model_admin)
        self.used_parameters.update(own)

    @staticmethod
    def narrowing() -> list[str]:
        task = counted_lists.TASK
        return [name for name in counted_lists.PARAMETERS if name != task]

    def expected_parameters(self) -> list[str | None]:
        return [*counted_lists.PARAMETERS]

    def has_output(self) -> bool:
        return True  # the rows are filtered also where the sidebar offers nothing

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        if self.asked is None:  # the national team has no start page with tasks
            return []
        tasks = open_tasks.tasks_about(model_admin.model)
        return [(task.name, capfirst(task.several)) for task in tasks]

    def choices(self, changelist: Any) -> Iterator[Any]:
        others = self.narrowing()
        for choice in super().choices(changelist):
            kept = choice["query_string"].removeprefix("?")
            wanted = [
                pair for pair in kept.split("&") if pair.split("=")[0] not in others
            ]
            yield {**choice, "query_string": f"?{'&'.join(wanted)}"}

    def queryset(
        self, request: HttpRequest, rows: QuerySet[Any]
    ) -> QuerySet[Any] | None:
        if self.asked is None or not self.value():
            return rows
        for task in open_tasks.tasks_about(rows.model):
            if task.name == self.value():
                self.sentence = capfirst(task.several)
                return task.rows_of(rows, self.asked)
        for counted in counted_lists.lists_about(rows.model):
            if counted.name == self.value():
                year = f", {academic_years.label(self.asked.year)}"
                self.sentence = capfirst(counted.title) + year * counted.is_of_year
                return counted.rows(rows, self.asked)
        return rows.none()


def asked_by(request: HttpRequest, values: dict[str, str]) -> Asked | None:
    """What the address of a list asks for; None for an account without a hub."""
    hub_id = current_hub_id(request)
    if hub_id is None:
        return None
    now = timezone.now()
    year = academic_years.academic_year_of(timezone.localdate(now))
    return Asked.read(values, hub_id=hub_id, year=year, at=now)
