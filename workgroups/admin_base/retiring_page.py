"""The page that deletes an unused row or retires a used one, and the list's filter."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from workgroups import retiring
from workgroups.actions.retiring import bring_back, delete_unused, retire
from workgroups.admin_base import homes
from workgroups.admin_base.model_admin import ScopedModelAdmin
from workgroups.admin_base.scope import remember_hub
from workgroups.errors import WorkgroupsError

#: What each button of the page does, and what is said afterwards.
PRESSES = {
    "delete": (delete_unused, "{} is deleted."),
    "retire": (retire, "{} is retired. It stays in history and reports."),
    "bring-back": (bring_back, "{} is offered again."),
}


class RetiredFilter(admin.SimpleListFilter):
    """Offers retired rows and those in use, where both occur."""

    title = "retired"
    parameter_name = "retired"
    fewest_choices = 2
    LOOKUPS = (("no", "in use"), ("yes", "retired"))

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        return self.LOOKUPS

    def choices(self, changelist: Any) -> Iterator[Any]:
        every, *others = super().choices(changelist)
        yield every
        retired = changelist.root_queryset.exclude(retired_on=None)
        if self.value() or retired.exists():
            yield from others

    def queryset(
        self, request: HttpRequest, rows: models.QuerySet[Any]
    ) -> models.QuerySet[Any]:
        if self.value() not in dict(self.LOOKUPS):
            return rows
        return rows.filter(retired_on__isnull=self.value() == "no")


class RetiresRows(ScopedModelAdmin):
    """A model whose rows are deleted while nobody uses them, and retired afterwards."""

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [*super().get_list_filter(request), RetiredFilter]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without the stock action that deletes rows whether they are used or not."""
        found = super().get_actions(request)
        found.pop("delete_selected", None)
        return found

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        row = context.get("original")
        context["show_delete"] = False
        if row is not None and self.has_delete_permission(request, row):
            context["retiring_url"] = url_of_retiring(row)
        return super().render_change_form(request, context, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        row = self._row(request, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        remember_hub(request, row)
        if request.method == "POST":
            return self._press(request, row)
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(str(row)),
            "subtitle": "Delete or retire",
            "original": row,
            "opts": self.opts,
            "tabs": homes.tab_links(request, row, "delete"),
            "uses": retiring.uses_of(row),
            "goes_too": retiring.goes_too(row),
            "why_not": retiring.why_not_retired(row, today=timezone.localdate()),
        }
        return TemplateResponse(request, "admin/delete_or_retire.html", context)

    def _row(self, request: HttpRequest, object_id: str) -> Any:
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError as error:
            raise Http404 from error
        row = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        return row

    def _press(self, request: HttpRequest, row: Any) -> HttpResponse:
        """Do what was pressed; a refusal is said on the same page."""
        name = request.POST.get("do", "")
        if name not in PRESSES:
            raise Http404
        act, said = PRESSES[name]
        words = str(row)
        by: Any = request.user
        try:
            act(row, by=by, at=timezone.now())
        except WorkgroupsError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(request.get_full_path())
        messages.success(request, said.format(capfirst(words)))
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if name == "delete":
            return HttpResponseRedirect(reverse(f"{page}_changelist"))
        return HttpResponseRedirect(reverse(f"{page}_change", args=[row.pk]))


def url_of_retiring(row: Any) -> str:
    """The address of the page that deletes or retires a row."""
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_delete"
    return reverse(name, args=[row.pk])
