"""Exports of a list, as a part of the base ModelAdmin."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, slugify

from workgroups import audit, exports, permissions, words
from workgroups.actions import list_exports
from workgroups.admin_base.list_layouts import (
    ListLayout,
    ReadList,
    chosen_columns,
    kept_query,
    said_of,
)
from workgroups.admin_base.scope import current_hub_id, own_hubs
from workgroups.counted_lists import HUB
from workgroups.errors import ListNotFound, TooManyExports
from workgroups.models import Hub

MOST_AT_ONCE = 5000  # rows of a workbook that a page waits for
SAVED_LIST = "workgroups.SavedList"


@dataclass(frozen=True)
class ExportedList:
    """What the file of a list holds, and of which hubs its rows are."""

    name: str
    columns: Sequence[tuple[str, str]]  # heading and look-up
    rows: models.QuerySet[Any]
    labels: Mapping[str, Mapping[Any, Any]]
    about: exports.About
    number: int
    hubs: Sequence[Hub]

    @property
    def headings(self) -> list[str]:
        return [heading for heading, _ in self.columns]

    @property
    def lookups(self) -> list[str]:
        return [lookup for _, lookup in self.columns]

    def lines(self, form: str) -> Iterator[list[Any]]:
        shown = exports.SHOWN[form]
        return exports.rows_of(self.rows, self.lookups, self.labels, shown=shown)


class ExportedLists(admin.ModelAdmin):
    """Exports a filtered list or its ticked rows, with an audit entry for each hub."""

    #: (heading, look-up) of each exported column; empty means no export.
    export_columns: Sequence[tuple[str, str]] = ()
    #: Titles and look-ups that part a long list of columns; empty for a short one.
    export_groups: Sequence[tuple[str, Sequence[str]]] = ()
    #: Look-ups with a history, and the column that `as_at` adds for each.
    as_at_columns: Mapping[str, str] = {}
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
            extra["save_url"] = self.save_url(request)
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    def save_url(self, request: HttpRequest) -> str:
        """The page on which the list is saved by name; "" for an account without a hub.

        It names the hub, so that the list is saved for the one which the page is about.
        """
        hub_id = current_hub_id(request)
        scope = permissions.scope_of(request.user)
        if hub_id is None or not permissions.allows(scope, SAVED_LIST, "create"):
            return ""
        given = {"list": self.opts.label_lower, HUB: hub_id}
        given["query"] = kept_query(request.GET.urlencode())
        return f"{reverse('admin:saved_list_new')}?{urlencode(given)}"

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
        layout: ListLayout | None = None,
    ) -> HttpResponseBase:
        """The rows as a file, or the page of a file that the worker makes.

        `filters` says in words which rows they are. `narrowed_to` is the hub of all of
        them, where the address names one.
        """
        if form not in exports.FORMATS:
            raise Http404
        hubs = [narrowed_to] if narrowed_to else own_hubs(request)
        layout = layout or ListLayout(query=request.GET.urlencode())
        made = self.exported_list(request, rows, filters, hubs, layout)
        if form == "xlsx" and made.number > MOST_AT_ONCE:
            return self.ask_worker(request, made, layout)
        self.record_export(request.user, form, made)
        lines = made.lines(form)
        return exports.FORMATS[form](made.name, made.headings, lines, made.about)

    def exported_list(
        self,
        request: HttpRequest,
        rows: models.QuerySet[Any],
        filters: exports.About,
        hubs: Sequence[Hub],
        layout: ListLayout,
    ) -> ExportedList:
        columns = chosen_columns(self, layout)
        plain = self.exported(rows.select_related(None))
        labels = {**self.export_labels(request)}
        if layout.as_at is not None:
            for lookup, then in self.as_at_columns.items():
                labels[then] = exports.choices_of(plain, lookup)
        number = rows.count()
        about = [*self.about(request, hubs, layout), *filters, ("Rows", number)]
        name = slugify(layout.name or str(self.opts.verbose_name_plural)) or "list"
        name += f"-as-at-{layout.as_at}" if layout.as_at else ""
        return ExportedList(name, columns, plain, labels, about, number, hubs)

    def ask_worker(
        self, request: HttpRequest, made: ExportedList, layout: ListLayout
    ) -> HttpResponseBase:
        """Ask for a workbook that takes too long for a page, and lead to its page."""
        hub = made.hubs[0] if len(made.hubs) == 1 else None
        user: Any = request.user
        try:
            export = list_exports.request_export(
                name=layout.name or capfirst(str(self.opts.verbose_name_plural)),
                list_of=self.opts.label_lower,
                query=kept_query(layout.query),
                columns=layout.columns,
                hub_id=hub.pk if hub else None,
                saved_list=layout.saved_list,
                as_at=layout.as_at,
                by=user,
                at=timezone.now(),
            )
        except TooManyExports as error:
            messages.error(request, str(error))
            return redirect("admin:saved_lists")
        return redirect("admin:list_export", export.public_id)

    def record_export(self, user: Any, form: str, made: ExportedList) -> None:
        """Save an audit entry for each hub of which rows left."""
        hub_ids: list[int | None] = [hub.pk for hub in made.hubs]
        for hub_id in hub_ids or [None]:
            audit.record(
                f"exported as {form}",
                self.model(),
                actor=user,
                hub_id=hub_id,
                fields=made.lookups,
                reason=f"{made.number} rows",
            )

    def about(
        self, request: HttpRequest, hubs: Sequence[Hub], layout: ListLayout
    ) -> exports.About:
        """What a file is, of which hubs, who exported it, and when."""
        said = [
            ("List", capfirst(self.opts.verbose_name_plural)),
            ("Hub", words.listed([hub.name for hub in hubs]) or "all hubs"),
            ("Exported on", exports.cell_value(timezone.now())),
            ("Exported by", str(request.user)),
        ]
        return [("Saved as", layout.name), *said] if layout.saved_list else said

    def as_at(self, rows: models.QuerySet[Any], day: date) -> models.QuerySet[Any]:
        """The rows that there were at the end of a day, with the columns of it."""
        raise NotImplementedError

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


def _tick_something(request: HttpRequest) -> None:
    """Let the stock view accept "all rows" when no single row is ticked."""
    posted = request.POST.copy()
    posted.setdefault(ACTION_CHECKBOX_NAME, "0")
    request.POST = posted  # type: ignore[assignment]  # a copy of what was posted


def model_admin_of(list_of: str) -> Any:
    """The ModelAdmin of a list that is exported. Raises ListNotFound."""
    registered: dict[Any, Any] = admin.site._registry
    for model, model_admin in registered.items():
        if model._meta.label_lower == list_of and model_admin.export_columns:
            return model_admin
    raise ListNotFound


def exported(
    model_admin: Any, found: ReadList, layout: ListLayout, hub: Any
) -> ExportedList:
    hubs = [hub] if hub is not None else own_hubs(found.request)
    made: ExportedList = model_admin.exported_list(
        found.request, found.rows, found.filters, hubs, layout
    )
    return made
