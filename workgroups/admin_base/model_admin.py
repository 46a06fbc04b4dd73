"""The base ModelAdmin: lists, forms, saving, and the audit log."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import NestedObjects, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, router, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst

from workgroups import audit, permissions
from workgroups.admin_base import added_actions, audit_pages, editing, homes
from workgroups.admin_base.counted_filter import CountedFilter, is_counted
from workgroups.admin_base.exported_lists import ExportedLists
from workgroups.admin_base.forms import ScopedForm
from workgroups.admin_base.home_pages import HomeChangeList, HomePages
from workgroups.admin_base.list_filters import (
    AcademicYearFilter,
    ChoiceFilter,
    RelatedFilter,
    YesNoFilter,
)
from workgroups.admin_base.scope import (
    Scoped,
    current_hub_id,
    has_hub,
    hub_id_of,
    remember_hub,
    visible,
)
from workgroups.admin_base.searched_years import SearchedYears
from workgroups.counted_lists import PARAMETERS
from workgroups.models import AuditEntry, User

HISTORY_SHOWN = 200  # the newest entries of a row's history
#: Look-ups that sidebar filters build from a field; all others are refused.
FILTERED_BY = {"", "exact", "in", "isnull", "id__exact", "gte", "gt", "lte", "lt"}


class ScopedModelAdmin(Scoped, HomePages, SearchedYears, ExportedLists):
    form = ScopedForm
    hub_from = ""
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    raw_id_fields = ()

    # --- permissions -------------------------------------------------------------

    def reaches(self, request: HttpRequest, obj: Any, act: str) -> bool:
        """Whether the account may read or change this row."""
        if obj is None or obj.pk is None:
            return True
        kept: dict[Any, bool] = request.__dict__.setdefault("_row_checks", {})
        key = (self.opts.label, obj.pk, act == "read")
        if key not in kept:
            rows: Any = visible(self.model, request.user)
            if act != "read":
                rows = rows.changeable_by(request.user)
            kept[key] = rows.filter(pk=obj.pk).exists()
        return kept[key]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.granted(request, "read")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "read") and self.reaches(request, obj, "read")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.granted(request, "create")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "change") and self.reaches(request, obj, "change")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.granted(request, "delete") and self.reaches(request, obj, "change")

    # --- URLs and look-ups ---------------------------------------------------------

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        view = self.admin_site.admin_view(self.export_view)
        ours = [path("export/", view, name=name)] if self.export_columns else []
        stock = [pattern for pattern in super().get_urls() if pattern.name]
        return [*ours, *stock, *self.home_urls()]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return HomeChangeList

    def view_on_site(self, obj: Any) -> str | None:
        return obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else None

    def _get_obj_does_not_exist_redirect(self, *args: Any) -> Any:
        raise Http404  # a row of another hub looks like one that does not exist

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        if lookup in PARAMETERS and is_counted(self.model):
            return True
        for item in self.get_list_filter(request):
            name = item if isinstance(item, str) else _filtered_name(item)
            if lookup == name or (
                name
                and lookup.startswith(f"{name}__")
                and lookup.removeprefix(f"{name}__") in FILTERED_BY
            ):
                return True
        return False

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        names = list(super().get_list_filter(request))
        if self.asks_hub_first(request) and any(map(self._is_of_a_hub, names)):
            names.insert(0, "hub")
        if is_counted(self.model):
            names.append(CountedFilter)
        return [self._scoped(name) for name in names]

    def asks_hub_first(self, request: HttpRequest) -> bool:
        """Whether the account lists the rows of all hubs."""
        scope = permissions.scope_of(request.user)
        reaches = permissions.reaches(scope, self.opts.label, "read")
        return "A" in reaches and has_hub(self.model)

    def _scoped(self, name: Any) -> Any:
        if not isinstance(name, str):
            return name
        if name.endswith("start_year"):
            return name, AcademicYearFilter
        if self._is_relation(name):
            return name, RelatedFilter
        field: Any = self.opts.get_field(name)
        if isinstance(field, models.BooleanField):
            return name, YesNoFilter
        return (name, ChoiceFilter) if field.choices else name

    def _is_relation(self, name: Any) -> bool:
        return isinstance(name, str) and self._related_model(name) is not None

    def _is_of_a_hub(self, name: Any) -> bool:
        """Whether a filter offers rows that belong to hubs."""
        related = self._related_model(name) if isinstance(name, str) else None
        return related is not None and has_hub(related)

    def _related_model(self, name: str) -> Any:
        """The model at the end of a path of relations; None for another field."""
        model: Any = self.model
        for part in name.split("__"):
            field = model._meta.get_field(part)
            if not field.is_relation:
                return None
            model = field.related_model
        return model

    # --- saving -----------------------------------------------------------------

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        attributes = {
            "hub_from": self.hub_from,
            "current_hub_id": current_hub_id(request),
            "asked_first": request.__dict__.get("asked_first"),
        }
        return type(form.__name__, (form,), attributes)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        is_edited = obj is not None and self.has_change_permission(request, obj)
        found = super().get_fieldsets(request, obj)
        return editing.with_seen(found, is_edited=is_edited)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: Any = None
    ) -> Any:
        """The row of a page; where it is saved, it is locked before it is read."""
        if not editing.is_post(request):
            found = super().get_object(request, object_id, from_field)
            remember_hub(request, found)
            return found
        try:
            pk = self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return None
        with transaction.atomic():
            editing.lock(self.model, pk)
            found = super().get_object(request, object_id, from_field)
            remember_hub(request, found)
            if found is not None:
                editing.remember(found)
                editing.lock_below(self.get_inline_instances(request, found), found)
        return found

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        if change:
            editing.save_changed(obj)
        else:
            obj.save()

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        formset.save(commit=False)
        for row in formset.deleted_objects:
            row.delete()
        for row, changed_data in formset.changed_objects:
            editing.save_shown(row, changed_data)
        for row in formset.new_objects:
            if has_hub(type(row)):
                row.hub_id = hub_id_of(form.instance)
            row.save()
        formset.save_m2m()

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        for act in added_actions.after_saving(self.model):
            act(request, form, formsets)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Call the page by the name of its row, and by its tab where it has a home."""
        row = context.get("original")
        context["asked_first"] = request.__dict__.get("asked_first")
        if row is not None:
            tabs = homes.tab_links(request, row, "change")
            here = next((tab.words for tab in tabs if tab.is_here), None)
            context.update(title=capfirst(str(row)), subtitle=here, tabs=tabs)
        return super().render_change_form(request, context, *args, **kwargs)

    def _save_or_ask(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Save the page, or show it again with what has to be read first."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except added_actions.AskFirst as asked:  # everything was rolled back
            request.__dict__["asked_first"] = asked
            return super().changeform_view(request, *args, **kwargs)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return self._save_or_ask(request, *args, **kwargs)
        except IntegrityError:  # a database constraint that no form checks
            messages.error(
                request, "Nothing was saved: this clashes with a row that exists."
            )
            return HttpResponseRedirect(request.get_full_path())

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Count what would be deleted without naming rows of other hubs."""
        objs = list(objs)
        collector = NestedObjects(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        by_model: dict[Any, Any] = collector.model_objs  # the stubs declare str
        counts = {
            str(model._meta.verbose_name_plural): len(rows)
            for model, rows in by_model.items()
        }
        scope = permissions.scope_of(request.user)
        lacking = {
            str(model._meta.verbose_name)
            for model in by_model
            if not model._meta.auto_created
            and not permissions.allows(scope, model._meta.label, "delete")
        }
        kept = added_actions.why_kept(self.model, objs)
        if collector.protected and not kept:
            kept = ["Other rows stand on this, so it stays."]
        return [str(obj) for obj in objs], counts, lacking, kept

    # --- the audit log, in place of Django's own log ------------------------------

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        changed = list(form.changed_data)
        for formset in formsets or ():
            touched = {name for each in formset.forms for name in each.changed_data}
            changed += [f"{formset.prefix}.{name}" for name in sorted(touched)]
        return changed

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._record(request, "added", obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return self._record(request, "changed", obj, message)

    def _record(
        self, request: HttpRequest, action: str, obj: Any, fields: Iterable[str]
    ) -> AuditEntry:
        return audit.record(
            action, obj, actor=_actor(request), hub_id=hub_id_of(obj), fields=fields
        )

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return audit.record_many(
            "deleted", list(queryset), actor=_actor(request), at=timezone.now()
        )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        obj = get_object_or_404(self.get_queryset(request), pk=unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        entries = visible(AuditEntry, request.user).filter(homes.history_of(obj))
        own = (obj._meta.label_lower, str(obj.pk))
        shown = entries.select_related("actor")[:HISTORY_SHOWN]
        context = {
            **self.admin_site.each_context(request),
            "title": f"What was done to {obj}",
            "entries": audit_pages.with_links(request, shown, own),
            "is_cut": entries.count() > HISTORY_SHOWN,
            "tabs": homes.tab_links(request, obj, "history"),
            "module_name": capfirst(self.opts.verbose_name_plural),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/audit_log.html", context)

    # --- actions of other apps -----------------------------------------------------

    @property
    def action_form(self) -> type[ActionForm]:
        return added_actions.actions_of(self.model).form

    def _get_base_actions(self) -> list[Any]:
        """This list's actions and those added by other apps, before permissions."""
        added = added_actions.actions_of(self.model).actions
        known: list[Any] = super()._get_base_actions()  # type: ignore[misc]
        return known + [self.get_action(each) for each in added]


def _actor(request: HttpRequest) -> User:
    return request.user  # type: ignore[return-value]  # the admin is for accounts


def _filtered_name(item: Any) -> str:
    """The field or parameter of a filter that is not a plain string."""
    if isinstance(item, list | tuple):
        return str(item[0])
    return str(getattr(item, "parameter_name", ""))
