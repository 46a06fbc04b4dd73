"""The filter of an admin list that shows exactly the rows of a count."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from workgroups import academic_years, counted_lists, list_questions, open_tasks
from workgroups.admin_base.scope import (
    current_hub,
    current_hub_id,
    own_hubs,
    visible,
)
from workgroups.admin_base.searched_years import year_path
from workgroups.counted_lists import Asked, CountedList
from workgroups.list_questions import QuestionLine, ShownList


def is_counted(model: Any) -> bool:
    return bool(open_tasks.tasks_about(model) or counted_lists.lists_about(model))


class CountedFilter(admin.SimpleListFilter):
    """Shows the rows that a page counts, for the same hub and year.

    The address may narrow them to a work group, a local authority, a session or a
    reason. The questions above the list offer them, so the filter says only which
    rows are shown.
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
        self.asked = asked_by(request, model)
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
        return []

    def queryset(
        self, request: HttpRequest, rows: QuerySet[Any]
    ) -> QuerySet[Any] | None:
        if self.asked is None or not self.value():
            return rows
        for task in open_tasks.tasks_about(rows.model):
            if task.name == self.value():
                self.sentence = capfirst(task.sentence(0, self.asked.hub_id))
                return task.rows_of(rows, self.asked)
        for counted in counted_lists.lists_about(rows.model):
            if counted.name == self.value():
                self.sentence = sentence_of(counted, self.asked)
                return counted.rows(rows, self.asked)
        return rows.none()


def sentence_of(counted: CountedList, asked: Asked) -> str:
    """What the rows are: "Came to session 2, 2026/27".

    A part of a split list is named: "Of last year’s people, not back: ill, 2026/27".
    """
    session = f" {asked.session}" if asked.session else ""
    part = counted.split.named(asked) if counted.split else ""
    year = f", {academic_years.label(asked.year)}" * counted.is_of_year
    named = f": {part}" if part else ""
    return f"{capfirst(counted.title)}{session}{named}{year}"


def asked_by(request: HttpRequest, model: Any) -> Asked | None:
    """What the address of a list asks for; None for an account without a hub.

    The year is that of the address, also where a filter of the list names it.
    """
    hub_id = current_hub_id(request)
    if hub_id is None:
        return None
    now = timezone.now()
    this_year = academic_years.academic_year_of(timezone.localdate(now))
    filtered = academic_years.parse(request.GET.get(year_path(model), ""))
    given = request.GET.dict()
    return Asked.read(given, hub_id=hub_id, year=filtered or this_year, at=now)


@dataclass(frozen=True)
class AskedAbove:
    """The questions above a list, what they are about, and the way back."""

    about: str
    lines: list[QuestionLine]
    all_url: str
    shows_all: bool


def questions_of(changelist: Any) -> AskedAbove | None:
    """The questions of the list's hub and year; None where there are none."""
    for spec in changelist.filter_specs:
        if isinstance(spec, CountedFilter) and spec.asked is not None:
            return _asked_above(changelist, spec, spec.asked)
    return None


def _asked_above(changelist: Any, spec: CountedFilter, given: Asked) -> AskedAbove:
    request, model = spec.request, changelist.model
    hub = current_hub(request)
    asked = Asked(hub.pk if hub else given.hub_id, given.year, given.at)
    name = spec.value()
    listed = ShownList(name, given) if name else None
    lines = list_questions.lines_about(
        model, visible(model, request.user), asked, listed=listed
    )
    hubs = own_hubs(request)
    about = [hub.name] if hub and len(hubs) > 1 else []
    back = {
        key: request.GET[key]
        for key in (counted_lists.HUB, counted_lists.YEAR)
        if key in request.GET
    }
    return AskedAbove(
        ", ".join([*about, academic_years.label(asked.year)]),
        lines,
        f"?{urlencode(back)}",
        shows_all=not changelist.get_filters_params() and not changelist.query,
    )
