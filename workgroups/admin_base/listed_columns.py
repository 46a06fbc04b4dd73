"""The columns and the search of a list, as a part of the base ModelAdmin."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import smart_split

from workgroups import academic_years, permissions


class ListedColumns(admin.ModelAdmin):
    """Leaves out columns that the account may not read; finds typed academic years."""

    #: By column: the model and the field that an account must be allowed to read.
    column_reads: ClassVar[Mapping[str, tuple[str, str]]] = {}

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        scope = permissions.scope_of(request.user)
        return [
            name
            for name in super().get_list_display(request)
            if name not in self.column_reads
            or permissions.reads_field(
                scope, self.opts.label, *self.column_reads[str(name)]
            )
        ]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find rows by words, and by an academic year that is typed as 2026/27."""
        typed = list(smart_split(search_term))
        years = {word: year for word in typed if (year := typed_year(word))}
        path = year_path(self.model)
        if not years or not path:
            return super().get_search_results(request, queryset, search_term)
        for year in years.values():
            queryset = queryset.filter(**{path: year})
        words = " ".join(word for word in typed if word not in years)
        return super().get_search_results(request, queryset, words)


def typed_year(word: str) -> int | None:
    """The year of "2026/27"; a single number may as well be part of a name or code."""
    return academic_years.parse(word) if "/" in word else None


def year_path(model: type[models.Model]) -> str:
    """The look-up of a row's academic year; "" where it has none."""
    names = {field.name for field in model._meta.fields}
    if "start_year" in names:
        return "start_year"
    for name in ("work_group", "session"):
        if name in names:
            related: Any = model._meta.get_field(name).related_model
            return f"{name}__{year_path(related)}"
    return ""
