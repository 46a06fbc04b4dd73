"""The rows and filters of an admin list, for templates that draw them our way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.contrib.admin.utils import (
    display_for_field,
    display_for_value,
    label_for_field,
    lookup_field,
)
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import ForeignKey
from django.urls import NoReverseMatch
from django.utils import formats, timezone
from django.utils.text import capfirst

from workgroups import words
from workgroups.admin_base.counted_filter import CountedFilter, questions_of
from workgroups.admin_base.list_filters import shown_filters

register = template.Library()

CHECKBOX = "action_checkbox"


@dataclass(frozen=True)
class Cell:
    """One cell: its class, the heading of its column, its text and its link."""

    name: str
    label: str
    text: Any
    url: str = ""
    is_heading: bool = False

    @property
    def is_empty(self) -> bool:
        return self.text == ""


@register.simple_tag
def rows_of_list(cl: Any) -> list[list[Cell]]:
    """The rows of a page of a list, each cell with the heading of its column."""
    shown = [name for name in cl.list_display if name != CHECKBOX]
    labels = {
        name: capfirst(str(label_for_field(name, cl.model, cl.model_admin)))
        for name in shown
    }
    return [list(_cells(cl, row, labels)) for row in cl.result_list]


def _cells(cl: Any, row: Any, labels: dict[Any, str]) -> Iterator[Cell]:
    links = cl.list_display_links
    for name in cl.list_display:
        if name == CHECKBOX:
            yield Cell("action-checkbox", "", cl.model_admin.action_checkbox(row))
            continue
        linked = links is not None and name in links
        yield Cell(
            f"field-{name}",
            labels[name],
            _text(cl, row, name),
            _url(cl, row) if linked else "",
            is_heading=linked and name == links[0],
        )


def _text(cl: Any, row: Any, name: Any) -> Any:
    """What the stock list shows; "" for nothing, and times as people write them."""
    empty = cl.model_admin.get_empty_value_display()
    try:
        field, attr, value = lookup_field(name, row, cl.model_admin)
    except ObjectDoesNotExist:
        return ""
    if value is None or (isinstance(value, str) and not value.strip()):
        return ""
    if isinstance(value, datetime | time):
        return _clock(value)
    if field is None or field.auto_created:
        getter = attr.fget if isinstance(attr, property) else attr
        return display_for_value(value, empty, getattr(getter, "boolean", False))
    if isinstance(field, ForeignKey):
        return getattr(row, field.name)
    return display_for_field(value, field, empty, avoid_link=True)


def _clock(at: datetime | time) -> str:
    """A time of day as "4pm"; a moment with its London day, "16 Oct 2026, 5pm"."""
    if isinstance(at, time):
        return words.clock_time(at)
    time_of_day = words.clock_time(timezone.localtime(at).time())
    return f"{formats.localize(timezone.localdate(at))}, {time_of_day}"


def _url(cl: Any, row: Any) -> str:
    try:
        url = cl.url_for_result(row)
    except NoReverseMatch:
        return ""
    kept = {"preserved_filters": cl.preserved_filters, "opts": cl.opts}
    return str(add_preserved_filters(kept, url))


register.simple_tag(questions_of, name="questions_of_list")


@register.simple_tag
def filters_of_list(cl: Any) -> dict[str, Any]:
    """The filters below the search; the questions stand above the rows."""
    question = str(CountedFilter.title)
    found = [each for each in shown_filters(cl) if each.title != question]
    return {"shown": found, "are_set": any(each.chosen for each in found)}


@register.simple_tag
def sorted_by(headers: list[dict[str, Any]]) -> str:
    """The columns by which a list is sorted, in words; "" for the order of its rows."""
    by = [each for each in headers if each.get("sorted")]
    by.sort(key=lambda header: header["sort_priority"])
    said = [_sorted(str(each["text"]), is_up=each["ascending"]) for each in by]
    return f"Sorted by {', then by '.join(said)}." if said else ""


def _sorted(heading: str, *, is_up: bool) -> str:
    return heading if is_up else f"{heading}, last first"
