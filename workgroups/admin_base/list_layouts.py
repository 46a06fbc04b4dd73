"""A list of the admin as it was saved: its rows, its columns, and the day it is as at.

A saved list and a file that a worker makes are read here in the same way as the list
on the page, with the rights of the account for which they are read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import FieldError, PermissionDenied, SuspiciousOperation
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict

from workgroups import exports, words
from workgroups.admin_base.list_filters import shown_filters
from workgroups.counted_lists import HUB, TASK
from workgroups.errors import ListNotFound
from workgroups.models import SavedList

#: Parameters of a list's address that say nothing of its rows or their order.
NOT_SAVED = {HUB, "p", "all", "e", "_popup", "_to_field", "_changelist_filters"}
#: The ways in which a filter names a column.
NAMED_BY = ("", "__exact", "__in")
NOW = " (now)"  # ends the heading of a column that has no history


@dataclass(frozen=True)
class ListLayout:
    """What a file of a list shows; without columns, those of the list itself.

    `columns` are pairs of a look-up and its heading; "" is the heading of the list.
    """

    name: str = ""
    query: str = ""
    columns: Sequence[Sequence[str]] = ()
    as_at: date | None = None
    saved_list: SavedList | None = None


@dataclass(frozen=True)
class ReadList:
    """The rows of a list for one account, and in words which rows they are."""

    request: HttpRequest
    rows: QuerySet[Any]
    filters: exports.About


def kept_query(query: str) -> str:
    """The part of a list's query that a saved list keeps."""
    found = QueryDict(query, mutable=True)
    for name in NOT_SAVED & set(found):
        del found[name]
    return str(found.urlencode())


def asks_about_today(query: str) -> bool:
    """Whether a list answers a question, such as "no mentor", which is about now."""
    return TASK in QueryDict(query)


def read_list(
    model_admin: Any,
    user: Any,
    query: str,
    *,
    hub_id: int | None,
    as_at: date | None = None,
) -> ReadList:
    """Read a list as the account would see it. Raises ListNotFound, PermissionDenied.

    With a hub, only its rows, and those of no hub.
    """
    given = QueryDict(kept_query(query), mutable=True)
    if hub_id is not None:
        given[HUB] = str(hub_id)
    then = _taken_out(given, model_admin.as_at_columns) if as_at else {}
    request = request_of(user, given)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    try:
        listed = model_admin.get_changelist_instance(request)
        rows = listed.get_queryset(request)
    except (IncorrectLookupParameters, SuspiciousOperation, FieldError) as error:
        raise ListNotFound from error
    filters = said_of(listed)
    if as_at is not None:
        filters = [*_said_then(model_admin, then, as_at), *filters]
        rows = model_admin.as_at(rows, as_at)
        for column, values in then.items():
            rows = rows.filter(**{f"{model_admin.as_at_columns[column]}__in": values})
    return ReadList(request, rows, filters)


def request_of(user: Any, given: QueryDict) -> HttpRequest:
    """A request for a list by this account, as a worker makes it."""
    request = HttpRequest()
    request.method = "GET"
    request.GET = given  # type: ignore[assignment]  # a worker changes no request
    request.user = user
    request.session = {}  # type: ignore[assignment]  # no hub was chosen
    return request


def _taken_out(given: QueryDict, columns: Iterable[str]) -> dict[str, list[str]]:
    """Take the filters of columns with a history out of a query, with their values."""
    found: dict[str, list[str]] = {}
    for column in columns:
        for ending in NAMED_BY:
            for value in given.pop(f"{column}{ending}", []):
                found.setdefault(column, []).extend(value.split(","))
    return found


def _said_then(
    model_admin: Any, then: Mapping[str, list[str]], as_at: date
) -> list[tuple[str, Any]]:
    said: list[tuple[str, Any]] = [("As at", as_at)]
    for column, values in then.items():
        labels = exports.choices_of(model_admin.model.objects.none(), column)
        chosen = words.listed([str(labels.get(each, each)) for each in values])
        title = model_admin.opts.get_field(column).verbose_name
        said.append((f"Filter: {title} on that day", chosen))
    return said


def said_of(listed: Any) -> exports.About:
    """The search and the filters of a list, in words."""
    said = [(each.title, each.chosen) for each in shown_filters(listed) if each.chosen]
    if listed.query:
        said.insert(0, ("Search", listed.query))
    return [(f"Filter: {name}", text) for name, text in said] or [("Filter", "none")]


def chosen_columns(model_admin: Any, layout: ListLayout) -> list[tuple[str, str]]:
    """Heading and look-up of the columns of a file.

    Of a layout's columns only those are used that the list still exports. As at a day,
    the others than those with a history say that they are as now.
    """
    known = {lookup: heading for heading, lookup in model_admin.export_columns}
    asked = [(lookup, heading) for lookup, heading in layout.columns]
    chosen = [(heading or known[at], at) for at, heading in asked if at in known]
    chosen = chosen or list(model_admin.export_columns)
    if layout.as_at is None:
        return chosen
    then = model_admin.as_at_columns
    return [
        (heading if at in then else f"{heading}{NOW}", then.get(at, at))
        for heading, at in chosen
    ]
