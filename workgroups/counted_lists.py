"""Rows that the admin counts, and the address of the list of each count.

Each app adds its lists when it is loaded. A count and the list that its link opens use
the same condition, so they agree. The address names the hub and the academic year, so
it opens the same rows from a bookmark and in a second tab.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Model, Q, QuerySet
from django.urls import reverse

from workgroups import academic_years
from workgroups.form_fields import whole_number

#: The query parameters: which list, of which hub and year, narrowed to what.
TASK, HUB, YEAR = "task", "hub", "of"
GROUP, AUTHORITY, SESSION, REASON = "group", "authority", "session", "reason"
PARAMETERS = (TASK, HUB, YEAR, GROUP, AUTHORITY, SESSION, REASON)
#: The value of AUTHORITY for groups that are for the whole hub.
WHOLE_HUB = "none"


@dataclass(frozen=True)
class Asked:
    """What a count is about: a hub, an academic year, and what narrows it."""

    hub_id: int
    year: int
    at: datetime
    group: int | None = None
    authority: str = ""  # the id of a local authority or WHOLE_HUB
    session: int | None = None
    reason: str = ""

    def narrowed(self, **changes: Any) -> Self:
        return replace(self, **changes)

    @classmethod
    def read(
        cls, values: Mapping[str, str], *, hub_id: int, year: int, at: datetime
    ) -> Self:
        """Read the parameters of an address; hub and year are the defaults."""
        return cls(
            whole_number(values.get(HUB, "")) or hub_id,
            academic_years.parse(values.get(YEAR, "")) or year,
            at,
            whole_number(values.get(GROUP, "")),
            values.get(AUTHORITY, ""),
            whole_number(values.get(SESSION, "")),
            values.get(REASON, ""),
        )

    def parameters(self) -> dict[str, Any]:
        narrowing = {
            GROUP: self.group,
            AUTHORITY: self.authority,
            SESSION: self.session,
            REASON: self.reason,
        }
        kept = {name: value for name, value in narrowing.items() if value}
        return {HUB: self.hub_id, YEAR: self.year, **kept}


@dataclass(frozen=True)
class Split:
    """Divides a list by what narrows it: a question for each value that occurs.

    `parts` takes the rows of a hub and year and returns those of the list, annotated
    with the text columns `value` and `label`. `words` makes the question of both;
    `lead` stands above them. `read` makes the field `narrows` of Asked from the value.
    `named` says the value in the heading of its own rows, for the hub asked.
    """

    narrows: str
    lead: str
    parts: Callable[[QuerySet[Any], Asked], QuerySet[Any]]
    words: Callable[[str, str], str]
    read: Callable[[str], Any] = str
    is_by_size: bool = False  # otherwise by value
    named: Callable[[Asked], str] = lambda asked: ""


@dataclass(frozen=True)
class CountedList:
    """Rows of a model that meet a condition, out of the rows of a hub and year.

    `among` keeps the rows of a hub and year. `when` is a condition on columns of the
    row and on Exists(), so several can be counted in one statement. `group_path` and
    `authority_path` lead from a row to its work group and local authority; "" where a
    row has none. `title` says above the list what the rows are. `question` asks for
    them in a few words, in a row of questions above each list of the model; `split`
    asks for parts of them.
    """

    name: str
    model: type[Model]
    title: str
    when: Callable[[Asked], Q]
    among: Callable[[QuerySet[Any], Asked], QuerySet[Any]]
    group_path: str = "work_group"
    authority_path: str = "work_group__local_authority"
    is_of_year: bool = True
    question: str = ""
    split: Split | None = None

    def rows(self, rows: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
        """The rows, of the work group and local authority that are asked for."""
        rows = self.among(rows, asked).filter(self.when(asked))
        if asked.group and self.group_path:
            rows = rows.filter(**{self.group_path: asked.group})
        if asked.authority and self.authority_path:
            rows = rows.filter(**{self.authority_path: authority_of(asked)})
        return rows

    def url(self, asked: Asked) -> str:
        return url_of(self.name, self.model, asked)


_LISTS: dict[str, CountedList] = {}


def add_list(counted: CountedList) -> None:
    _LISTS[counted.name] = counted


def list_named(name: str) -> CountedList:
    return _LISTS[name]


def lists_about(model: type[Model]) -> list[CountedList]:
    return [each for each in _LISTS.values() if each.model is model]


def authority_of(asked: Asked) -> int | None:
    """The local authority asked for; None for groups of the whole hub."""
    if asked.authority == WHOLE_HUB:
        return None
    return whole_number(asked.authority) or 0  # no authority has this id


def count_lists(names: Sequence[str], asked: Asked) -> dict[str, int]:
    """How many rows each list has, in one statement; all are about one model."""
    rows = _among(names, asked).aggregate(**_counts(names, asked))
    return {name: rows[_key(name)] for name in names}


def count_by_group(names: Sequence[str], asked: Asked) -> dict[int, dict[str, int]]:
    """The counts of `count_lists` by group id. Groups without rows are left out."""
    path = list_named(names[0]).group_path
    rows = (
        _among(names, asked).order_by().values(path).annotate(**_counts(names, asked))
    )
    return {row[path]: {name: row[_key(name)] for name in names} for row in rows}


def _among(names: Sequence[str], asked: Asked) -> QuerySet[Any]:
    first = list_named(names[0])
    return first.among(first.model._default_manager.all(), asked)


def _counts(names: Sequence[str], asked: Asked) -> dict[str, Count]:
    lists = [list_named(name) for name in names]
    return {_key(e.name): Count("pk", filter=e.when(asked)) for e in lists}


def _key(name: str) -> str:
    """A name as an alias of a column, which no field of a model has."""
    return f"number_{name.replace('-', '_')}"


def url_of(name: str, model: type[Model], asked: Asked) -> str:
    """The address of the admin's list of exactly these rows."""
    page = f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"
    return f"{reverse(page)}?{urlencode({TASK: name, **asked.parameters()})}"
