"""Whether a row was ever used, what goes with it, and whether it may be retired.

Any row that points at a row, or at a part of it, is a use of it. The models are asked
which rows point there, so a relation of an upper app counts without being named here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Model

from workgroups import words
from workgroups.models import Programme, Project, WorkGroup
from workgroups.models.retirable import Retirable

STILL_RUNS = (
    "It still runs. Cancel it first, or wait until the last of its sessions is over."
)
#: What a use is called where it is a copy and no row of its own.
COPIES = {
    "copied_from": ("copy", "copies"),
    "made_from": ("group made from it", "groups made from it"),
}


@dataclass(frozen=True)
class RetirableKind:
    """How rows of a model go: `parts` are deleted with an unused row.

    `why_not` says why a row may not be retired on a day; "" where it may be.
    """

    parts: tuple[str, ...]
    why_not: Callable[[Any, date], str] = lambda row, today: ""


_kinds: dict[type[Model], RetirableKind] = {}


def add_kind(model: type[Model], kind: RetirableKind) -> None:
    """Let rows of a model be retired, and be deleted while they are unused."""
    _kinds[model] = kind


def kind_of(row: Model) -> RetirableKind:
    return _kinds[type(row)]


def parts_of(row: Model) -> list[Any]:
    """The parts that go with a row, as querysets."""
    return [getattr(row, name).order_by() for name in kind_of(row).parts]


def goes_too(row: Model) -> list[str]:
    """What is deleted with a row: "2 stages"."""
    return _counted((rows.model, "", rows) for rows in parts_of(row))


def uses_of(row: Model) -> list[str]:
    """What stands on a row or on its parts: "3 projects", "1 copy"."""
    parts = parts_of(row)
    own = {rows.model for rows in parts}
    found = list(_pointing_at(type(row), [row], own))
    for rows in parts:
        found += _pointing_at(rows.model, rows, set())
    return _counted(found)


def why_not_retired(row: Retirable, *, today: date) -> str:
    """Why a row may not be retired on a day; "" where it may be."""
    return kind_of(row).why_not(row, today)


def _pointing_at(model: Any, rows: Any, parts: set[Any]) -> Any:
    """Model, field and rows of each relation that leads to one of the rows."""
    for relation in model._meta.related_objects:
        if relation.related_model not in parts:
            name = relation.field.name
            pointing = relation.related_model._base_manager.filter(
                **{f"{name}__in": rows}
            )
            yield relation.related_model, name, pointing


def _counted(found: Any) -> list[str]:
    numbers: dict[tuple[str, str], int] = {}
    for model, name, rows in found:
        meta = model._meta
        called = COPIES.get(
            name, (str(meta.verbose_name), str(meta.verbose_name_plural))
        )
        numbers[called] = numbers.get(called, 0) + rows.count()
    return [
        f"{number:,} {words.plural(number, *called)}"
        for called, number in numbers.items()
        if number
    ]


def _group_still_runs(group: WorkGroup, today: date) -> str:
    row = WorkGroup.objects.with_session_days().get(pk=group.pk)
    is_over = row.cancelled_on is not None or row.is_over(today=today)
    return "" if is_over else STILL_RUNS


def add_kinds() -> None:
    add_kind(Programme, RetirableKind(("stages",)))
    add_kind(Project, RetirableKind(("outcomes", "common_plans", "plan_comments")))
    add_kind(WorkGroup, RetirableKind(("sessions",), _group_still_runs))
