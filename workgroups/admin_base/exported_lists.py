"""Exports of a list, as a part of the base ModelAdmin."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, slugify

from workgroups import audit, exports, words
from workgroups.admin_base.list_filters import shown_filters
from workgroups.admin_base.scope import own_hubs
from workgroups.models import Hub


class ExportedLists(admin.ModelAdmin):
    """Exports a filtered list or its ticked rows, with an audit entry for each hub."""

    #: (heading, look-up) of each exported column; empty means no export.
    export_columns: Sequence[tuple[str, str]] = ()
    change_list_template = "admin/list_with_export.html"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = super().get_actions(request)
        if self.export_columns:
            for each in (export_selected_as_csv, export_selected_as_xlsx):
                label = each.short_description  # type: ignore[attr-defined]
                found[each.__name__] = (each, each.__name__, label)
        return found

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        if request.method == "POST" and request.POST.get("select_across") == "on":
            _tick_something(request)
        extra = {"title": capfirst(self.opts.verbose_name_plural)}
        if self.export_columns:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_export"
            query = request.GET.urlencode()
            extra["export_url"] = reverse(name) + (f"?{query}" if query else "")
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def export_view(self, request: HttpRequest) -> HttpResponseBase:
        """Export the whole filtered list; the URL carries the filter."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        listed: Any = self.get_changelist_instance(request)
        rows = listed.get_queryset(request)
        form = request.POST.get("format", "csv")
        return self.export(request, rows, form, said_of(listed), listed.narrowed_to)

    def export(
        self,
        request: HttpRequest,
        rows: models.QuerySet[Any],
        form: str,
        filters: exports.About,
        narrowed_to: Hub | None = None,
    ) -> HttpResponseBase:
        """The rows as a file; `filters` says in words which rows they are.

        `narrowed_to` is the hub of all of them, where the address names one.
        """
        if form not in exports.FORMATS:
            raise Http404
        headings = [heading for heading, _ in self.export_columns]
        columns = [lookup for _, lookup in self.export_columns]
        number = rows.count()
        hubs = [narrowed_to] if narrowed_to else own_hubs(request)
        hub_ids: list[int | None] = [hub.pk for hub in hubs]
        for hub_id in hub_ids or [None]:
            audit.record(
                f"exported as {form}",
                self.model(),
                actor=request.user,  # type: ignore[arg-type]  # the admin is for accounts
                hub_id=hub_id,
                fields=columns,
                reason=f"{number} rows",
            )
        name = slugify(str(self.opts.verbose_name_plural))
        plain = self.exported(rows.select_related(None))
        labels, shown = self.export_labels(request), exports.SHOWN[form]
        lines = exports.rows_of(plain, columns, labels, shown=shown)
        about = [*self.about(request, hubs), *filters, ("Rows", number)]
        return exports.FORMATS[form](name, headings, lines, about)

    def about(self, request: HttpRequest, hubs: Sequence[Hub]) -> exports.About:
        """What a file is, of which hubs, who exported it, and when."""
        return [
            ("List", capfirst(self.opts.verbose_name_plural)),
            ("Hub", words.listed([hub.name for hub in hubs]) or "all hubs"),
            ("Exported on", exports.cell_value(timezone.now())),
            ("Exported by", str(request.user)),
        ]

    def exported(self, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """The rows of an export, with the annotations that its columns name."""
        return rows

    def export_labels(self, request: HttpRequest) -> Mapping[str, Mapping[Any, Any]]:
        """By column: the words of values whose field has no choices."""
        return {}


@admin.action(description="Export the chosen rows as CSV", permissions=["view"])
def export_selected_as_csv(
    model_admin: ExportedLists, request: HttpRequest, rows: Any
) -> HttpResponseBase:
    return _export_chosen(model_admin, request, rows, "csv")


@admin.action(description="Export the chosen rows as XLSX", permissions=["view"])
def export_selected_as_xlsx(
    model_admin: ExportedLists, request: HttpRequest, rows: Any
) -> HttpResponseBase:
    return _export_chosen(model_admin, request, rows, "xlsx")


def _export_chosen(
    model_admin: ExportedLists, request: HttpRequest, rows: Any, form: str
) -> HttpResponseBase:
    listed: Any = model_admin.get_changelist_instance(request)
    every = request.POST.get("select_across") in {"on", "1"}
    chosen = said_of(listed) if every else [("Filter", "rows ticked in the list")]
    return model_admin.export(request, rows, form, chosen, listed.narrowed_to)


def said_of(listed: Any) -> exports.About:
    """The search and the filters of a list, in words."""
    said = [(each.title, each.chosen) for each in shown_filters(listed) if each.chosen]
    if listed.query:
        said.insert(0, ("Search", listed.query))
    return [(f"Filter: {name}", text) for name, text in said] or [("Filter", "none")]


def _tick_something(request: HttpRequest) -> None:
    """Let the stock view accept "all rows" when no single row is ticked."""
    posted = request.POST.copy()
    posted.setdefault(ACTION_CHECKBOX_NAME, "0")
    request.POST = posted  # type: ignore[assignment]  # a copy of what was posted
