"""The search of a list for academic years, as a part of the base ModelAdmin."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.text import smart_split

from workgroups import academic_years


class SearchedYears(admin.ModelAdmin):
    """Finds rows by an academic year that is typed as people write it."""

    #: The look-up of a row's years, where neither the row nor its group has one.
    years_lookup = ""

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Find rows by words, and by an academic year that is typed as 2026/27."""
        typed = list(smart_split(search_term))
        years = {word: year for word in typed if (year := typed_year(word))}
        path = self.years_lookup or year_path(self.model)
        if not years or not path:
            return super().get_search_results(request, queryset, search_term)
        for year in years.values():
            queryset = queryset.filter(**{path: year})
        words = " ".join(word for word in typed if word not in years)
        found, is_repeated = super().get_search_results(request, queryset, words)
        return found, is_repeated or bool(self.years_lookup)


def typed_year(word: str) -> int | None:
    """The year of "2026/27"; a single number may as well be part of a name or code."""
    return academic_years.parse(word) if "/" in word else None


def year_path(model: type[models.Model]) -> str:
    """The look-up of a row's academic year; "" where it has none."""
    names = {field.name for field in model._meta.fields}
    if "start_year" in names:
        return "start_year"
    for name in ("work_group", "session", "evaluation"):
        if name in names:
            related: Any = model._meta.get_field(name).related_model
            return f"{name}__{year_path(related)}"
    return ""
