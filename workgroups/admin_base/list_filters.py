"""Filters of the admin's lists. They offer only what occurs in the listed rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Exists, Q
from django.http import HttpRequest

from workgroups import academic_years
from workgroups.admin_base.scope import has_hub, visible
from workgroups.form_fields import whole_number


class Occurring:
    """Mixin of a filter whose choices are read when they are drawn.

    They are the values of the rows that the search and the other filters leave, and
    the value that is chosen.
    """

    fewest_choices = 2  # a value that every row has leaves nothing to choose
    request: HttpRequest
    field_path: str

    def has_output(self) -> bool:
        return True  # what occurs is known only once the other filters are made

    def narrowed(self, changelist: Any) -> models.QuerySet[Any]:
        rows = changelist.root_queryset.order_by()
        for other in changelist.filter_specs:
            if other is not self:
                kept = other.queryset(self.request, rows)
                rows = rows if kept is None else kept
        found, _ = changelist.model_admin.get_search_results(
            self.request, rows, changelist.query
        )
        return found

    def values(self, changelist: Any) -> list[Any]:
        """The values that occur, each once and in order."""
        rows = self.narrowed(changelist).order_by(self.field_path)
        return list(rows.values_list(self.field_path, flat=True).distinct())


class RelatedFilter(Occurring, admin.RelatedFieldListFilter):
    """Offers related rows that the account may read, and "none" where it occurs.

    In a list of all hubs it offers the rows of the chosen hub, and none before one is
    chosen: every group of every hub would outweigh the list itself.
    """

    include_empty_choice = False  # known once the choices are read

    def field_choices(
        self, field: Any, request: HttpRequest, model_admin: Any
    ) -> list[Any]:
        self.model_admin = model_admin
        return []

    def choices(self, changelist: Any) -> Iterator[Any]:
        rows = list(self._rows(changelist))
        self.lookup_choices = [
            (row.pk, f"{row} {getattr(row, 'year_label', '')}".strip()) for row in rows
        ]
        self.include_empty_choice = bool(self.lookup_val_isnull) or any(
            row.leaves_some for row in rows
        )
        none: Any = "none"  # the stubs want a safe string
        self.empty_value_display = none
        return super().choices(changelist)

    def _rows(self, changelist: Any) -> models.QuerySet[Any]:
        """The rows that occur, and the chosen one; each says if listed rows lack one.

        Where every row lacks one there is nothing to choose, so no row is read.
        """
        narrowed = self.narrowed(changelist)
        model: Any = self.field.related_model
        if has_hub(model) and self.model_admin.asks_hub_first(self.request):
            chosen = self.request.GET.get("hub__id__exact", "")
            if not chosen.isdecimal():
                return model.objects.none()
            narrowed = narrowed.filter(hub=chosen)
        without = Q(**{f"{self.field_path}__isnull": True})
        kept = Q(pk__in=narrowed.exclude(without).values(self.field_path))
        if self.lookup_val:
            kept |= Q(pk__in=self.lookup_val)
        rows = visible(model, self.request.user).filter(kept)
        return rows.annotate(leaves_some=Exists(narrowed.filter(without)))


class ChoiceFilter(Occurring, admin.ChoicesFieldListFilter):
    """Offers the choices that occur, in the order in which the field declares them."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        found = {str(value) for value in self.values(changelist)}
        chosen: Any = self.lookup_val or []
        yield {
            "selected": self.lookup_val is None,
            "query_string": changelist.get_query_string(
                remove=[self.lookup_kwarg, self.lookup_kwarg_isnull]
            ),
            "display": "All",
        }
        for value, words in self.field.flatchoices:
            if str(value) in found | {*chosen}:
                yield {
                    "selected": str(value) in chosen,
                    "query_string": changelist.get_query_string(
                        {self.lookup_kwarg: value}, [self.lookup_kwarg_isnull]
                    ),
                    "display": words or "none",
                }


class YesNoFilter(Occurring, admin.BooleanFieldListFilter):
    """Offers yes and no where both occur."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        found = set(self.values(changelist))
        every, yes, no, *_ = super().choices(changelist)
        yield every
        for value, choice in ((True, yes), (False, no)):
            if value in found or choice["selected"]:
                yield choice


class AcademicYearFilter(Occurring, admin.AllValuesFieldListFilter):
    """Offers and reads years as people write them, 2026/27, the newest first."""

    def __init__(
        self,
        field: Any,
        request: HttpRequest,
        params: Any,
        model: Any,
        model_admin: Any,
        field_path: str,
    ) -> None:
        # the stock filter reads the years of every hub here
        self.lookup_kwarg = field_path
        self.lookup_kwarg_isnull = f"{field_path}__isnull"
        given = params.get(field_path)
        typed = academic_years.parse(given[-1]) if given else None
        if typed:
            params[field_path] = given = [str(typed)]
        self.lookup_val = given[-1] if given else None
        self.lookup_val_isnull = None
        self.empty_value_display = model_admin.get_empty_value_display()
        admin.FieldListFilter.__init__(
            self, field, request, params, model, model_admin, field_path
        )

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield {
            "selected": self.lookup_val is None,
            "query_string": changelist.get_query_string(remove=[self.lookup_kwarg]),
            "display": "All",
        }
        found = {*self.values(changelist), whole_number(self.lookup_val or "")}
        for year in sorted(found - {None}, reverse=True):
            yield {
                "selected": str(year) == self.lookup_val,
                "query_string": changelist.get_query_string({self.lookup_kwarg: year}),
                "display": academic_years.label(year),
            }


class WordsFilter(Occurring, admin.SimpleListFilter):
    """Offers the values of the column `parameter_name` in the words of `named`."""

    def named(self, value: str) -> str:
        """A value in words; "" for a value that is none of this column."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return []

    def choices(self, changelist: Any) -> Iterator[Any]:
        self.field_path = str(self.parameter_name)
        found = {*self.values(changelist), self.value() or ""}
        named = [(value, self.named(value)) for value in found]
        offered = [(value, words) for value, words in named if words]
        self.lookup_choices = sorted(offered, key=lambda each: each[1])
        return super().choices(changelist)

    def queryset(
        self, request: HttpRequest, rows: models.QuerySet[Any]
    ) -> models.QuerySet[Any]:
        chosen = self.value()
        return rows.filter(**{str(self.parameter_name): chosen}) if chosen else rows


@dataclass(frozen=True)
class ShownFilter:
    """A filter of a list, with its choices and the one that is chosen."""

    title: str
    choices: list[dict[str, Any]]
    chosen: str  # "" where the filter leaves every row


def shown_filters(cl: Any) -> list[ShownFilter]:
    """The filters that offer a choice, or that are set."""
    found = []
    for spec in cl.filter_specs:
        first, *others = list(spec.choices(cl))
        chosen = [str(each["display"]) for each in others if each["selected"]]
        is_set = bool(chosen) or not first["selected"]
        if len(others) >= getattr(spec, "fewest_choices", 1) or is_set:
            said = getattr(spec, "sentence", "") or "set" * is_set
            words = chosen[0] if chosen else said
            found.append(ShownFilter(str(spec.title), [first, *others], words))
    return found
