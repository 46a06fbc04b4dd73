"""Pages of the admin on which lists are saved by name, exported and sent each month."""

from datetime import date
from itertools import islice
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from workgroups import permissions
from workgroups.actions import saved_lists
from workgroups.admin_base import current_hub
from workgroups.admin_base.exported_lists import (
    SAVED_LIST,
    ExportedList,
    exported,
    model_admin_of,
)
from workgroups.admin_base.list_layouts import (
    ListLayout,
    ReadList,
    asks_about_today,
    kept_query,
    read_list,
)
from workgroups.admin_base.pages import Answer, add_page
from workgroups.admin_base.scope import remember_hub
from workgroups.counted_lists import HUB
from workgroups.errors import ListNotFound, SavedListChanged, WorkgroupsError
from workgroups.forms.saved_lists import AsAtForm, SavedListForm, initial_of
from workgroups.models import ListExport, SavedList

SHOWN = 5  # rows of a saved list on its page
EXPORTS_SHOWN = 10
ABOUT_TODAY = (
    "A list that asks a question, such as “no mentor”, is about today. Save it without "
    "a date, or filter the whole list by state instead."
)


def _may(request: HttpRequest, act: str) -> None:
    """Raise PermissionDenied for an account that works at no hub's office."""
    scope = permissions.scope_of(request.user)
    if not permissions.allows(scope, SAVED_LIST, act):
        raise PermissionDenied


def _saved(request: HttpRequest, pk: int, act: str) -> SavedList:
    """A saved list that the account may read, change or delete."""
    _may(request, act)
    scope = permissions.scope_of(request.user)
    rows = SavedList.objects.reached_by(scope, act)
    found: SavedList = get_object_or_404(rows.select_related("hub", "owner"), pk=pk)
    remember_hub(request, found)
    return found


def list_saved(request: HttpRequest) -> Answer:
    """The lists of the hub that the account may use, and its newest files."""
    _may(request, "read")
    hub = current_hub(request)
    rows = SavedList.objects.of_hub(hub.pk if hub else None, request.user)
    lists = rows.select_related("owner").prefetch_related("recipients")
    files = ListExport.objects.visible_to(request.user)
    return {
        "title": "Saved lists",
        "lists": [(each, _words_of(each)) for each in lists],
        "files": files[:EXPORTS_SHOWN],
    }


def _words_of(row: SavedList) -> str:
    """What the rows of a saved list are, such as "Places"."""
    try:
        model_admin = model_admin_of(row.list_of)
    except ListNotFound:
        return row.list_of
    return str(capfirst(model_admin.opts.verbose_name_plural))


def show_saved(request: HttpRequest, pk: int) -> Answer:
    """One saved list: its first rows as a file has them, and buttons that export it."""
    row = _saved(request, pk, "read")
    form = AsAtForm(request.POST or None, initial={"as_at": timezone.localdate()})
    made: ExportedList | None
    try:
        if request.method == "POST" and (form.is_valid() or not row.is_as_at):
            day = form.cleaned_data["as_at"] if row.is_as_at else None
            return _export(request, row, day)
        day = form.initial["as_at"] if row.is_as_at else None
        read, made = _made(request, row, day)
        filters = read.filters
    except ListNotFound as error:
        messages.error(request, str(error))
        filters, made = (), None
    scope = permissions.scope_of(request.user)
    return {
        "title": row.name,
        "saved": row,
        "words": _words_of(row),
        "list_url": _list_url(row),
        "form": form,
        "made": made,
        "filters": filters,
        "first": list(islice(made.lines("csv"), SHOWN)) if made else [],
        "recipients": row.recipients.order_by("name"),
        "may_change": permissions.allows(scope, SAVED_LIST, "change"),
    }


def _made(
    request: HttpRequest, row: SavedList, as_at: date | None
) -> tuple[ReadList, ExportedList]:
    """The saved list as the account sees it. Raises ListNotFound, PermissionDenied."""
    model_admin = model_admin_of(row.list_of)
    found = read_list(
        model_admin, request.user, row.query, hub_id=row.hub_id, as_at=as_at
    )
    return found, exported(model_admin, found, _layout(row, as_at), row.hub)


def _layout(row: SavedList, as_at: date | None) -> ListLayout:
    return ListLayout(row.name, row.query, row.columns, as_at, row)


def _export(
    request: HttpRequest, row: SavedList, as_at: date | None
) -> HttpResponseBase:
    model_admin = model_admin_of(row.list_of)
    found, _ = _made(request, row, as_at)
    answer: HttpResponseBase = model_admin.export(
        request,
        found.rows,
        request.POST.get("format", "csv"),
        found.filters,
        row.hub,
        _layout(row, as_at),
    )
    return answer


def _list_url(row: SavedList) -> str:
    """The address of the list of the admin, filtered and ordered as it was saved."""
    url = reverse(f"admin:{row.list_of.replace('.', '_')}_changelist")
    return f"{url}?{HUB}={row.hub_id}" + (f"&{row.query}" if row.query else "")


# --- saving --------------------------------------------------------------------------


def save_new(request: HttpRequest) -> Answer:
    """Save the list that the address names, with its filter."""
    _may(request, "create")
    hub = current_hub(request)
    if hub is None:
        raise Http404
    row = SavedList(
        hub=hub,
        owner=request.user,  # type: ignore[misc]  # the admin is for accounts
        list_of=request.GET.get("list", ""),
        query=kept_query(request.GET.get("query", "")),
    )
    return _edit(request, row)


def edit_saved(request: HttpRequest, pk: int) -> Answer:
    """Change the name, the columns or the readers of a saved list, or delete it."""
    row = _saved(request, pk, "change")
    if "delete" in request.POST:
        user: Any = request.user
        saved_lists.delete_saved_list(
            _saved(request, pk, "delete"), by=user, at=timezone.now()
        )
        messages.success(request, f"“{row.name}” is deleted.")
        return redirect("admin:saved_lists")
    return _edit(request, row)


def _edit(request: HttpRequest, row: SavedList) -> Answer:
    try:
        model_admin = model_admin_of(row.list_of)
        found = read_list(model_admin, request.user, row.query, hub_id=row.hub_id)
    except ListNotFound as error:
        raise Http404 from error
    form = _form(request, row, model_admin)
    if request.method == "POST" and form.is_valid() and _is_saved(request, row, form):
        messages.success(request, f"“{row.name}” is saved.")
        return redirect("admin:saved_list", row.pk)
    return {
        "title": f"Change “{row.name}”" if row.pk else "Save this list",
        "saved": row,
        "words": _words_of(row),
        "filters": found.filters,
        "form": form,
    }


def _form(request: HttpRequest, row: SavedList, model_admin: Any) -> SavedListForm:
    columns = model_admin.export_columns
    initial = {"name": row.name, "is_shared": row.is_shared, "is_as_at": row.is_as_at}
    if row.pk:
        chosen = row.recipients.values_list("pk", flat=True)
        initial["recipients"] = [str(pk) for pk in chosen]
        initial["seen"] = row.version
    return SavedListForm(
        request.POST or None,
        initial={**initial, **initial_of(columns, row.columns)},
        columns=columns,
        groups=model_admin.export_groups,
        history=list(model_admin.as_at_columns),
        people=list(saved_lists.colleagues(row.hub_id, timezone.now())),
    )


def _is_saved(request: HttpRequest, row: SavedList, form: SavedListForm) -> bool:
    """Save what the form says; False where it has to be shown again."""
    data, user = form.cleaned_data, request.user
    row.name, row.is_shared = data["name"], data["is_shared"]
    row.is_as_at = data.get("is_as_at", False)
    row.columns = form.chosen()
    if row.is_as_at and asks_about_today(row.query):
        form.add_error("is_as_at", ABOUT_TODAY)
        return False
    try:
        saved_lists.save_list(
            row,
            recipients=[int(pk) for pk in data["recipients"]],
            seen=data["seen"],
            by=user,  # type: ignore[arg-type]  # the admin is for accounts
            at=timezone.now(),
        )
    except SavedListChanged as error:
        form.mark_as_seen(SavedList.objects.get(pk=row.pk).version)
        form.add_error(None, str(error))
        return False
    except WorkgroupsError as error:
        form.add_error("name", str(error))
        return False
    return True


EDIT = "admin/edit_saved_list.html"
for page in (
    ("saved-lists/", "saved_lists", "admin/saved_lists.html", list_saved),
    ("saved-lists/new/", "saved_list_new", EDIT, save_new),
    ("saved-lists/<int:pk>/", "saved_list", "admin/saved_list.html", show_saved),
    ("saved-lists/<int:pk>/edit/", "saved_list_edit", EDIT, edit_saved),
):
    add_page(*page)
