"""Schools' stages in the list of schools, and the page that reads a list of them.

A list is previewed first. The rows of the preview go along in the page, signed, so that
exactly these are imported; nothing of them is stored before.
"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db.models import OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from workgroups import academic_years, permissions
from workgroups.actions import stage_lists
from workgroups.actions.stage_lists import StagePlan, plan_stages
from workgroups.admin_base import current_hub, current_hub_id
from workgroups.choices import MasteryStage
from workgroups.counted_lists import HUB
from workgroups.errors import ListRefused, ListUnreadable
from workgroups.models import Hub, School, SchoolYear
from workgroups.stage_lists import ListedStage, StageList, in_order, read_stages
from workgroups.table_files import MOST_BYTES, Problem
from workgroups.words import counted

PAGE = "workgroups_school_stages"
SALT = "workgroups.stage_lists"
KEPT_FOR = 60 * 60  # seconds: how long a preview can be confirmed
PROBLEMS_SHOWN = 100
UNKNOWN = "unknown"  # in the address: schools whose stage nobody has written down


class StageListForm(forms.Form):
    use_required_attribute = False

    file = forms.FileField(
        label="The list, as a CSV file or an Excel workbook (.xlsx)",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={
            "required": "Choose the file.",
            "empty": "This file is empty.",
        },
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size is None or file.size > MOST_BYTES:
            raise forms.ValidationError("This file is larger than 2 MB.")
        return file


@dataclass(frozen=True)
class StagePreview:
    """What a file would do, and what is posted to have it done."""

    name: str
    found: StageList
    plan: StagePlan
    signed: str

    @property
    def problems(self) -> list[Problem]:
        return in_order([*self.found.problems, *self.plan.problems])

    @property
    def shown(self) -> list[Problem]:
        return self.problems[:PROBLEMS_SHOWN]

    @property
    def more(self) -> int:
        return len(self.problems) - len(self.shown)


class StageFilter(admin.SimpleListFilter):
    """Schools by their stage of this year, as the hub of the page wrote it down."""

    title = "Teaching for Mastery"
    parameter_name = "stage"

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        self.has_hub = current_hub_id(request) is not None
        super().__init__(request, *args)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        found = [(str(each.value), str(each.label)) for each in MasteryStage]
        return [*found, (UNKNOWN, "not known")] if self.has_hub else []

    def queryset(
        self, request: HttpRequest, schools: QuerySet[School]
    ) -> QuerySet[School] | None:
        if not self.has_hub or self.value() is None:
            return None
        wanted = "" if self.value() == UNKNOWN else self.value()
        return schools.filter(stage_now=wanted)  # type: ignore[misc]  # annotated below


class SchoolStages(admin.ModelAdmin):
    """The part of the admin of schools that is about stages."""

    change_list_template = "admin/school_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[School]:
        year = academic_years.academic_year_of(timezone.localdate())
        own = SchoolYear.objects.filter(
            hub=current_hub_id(request) or 0, start_year=year, school=OuterRef("pk")
        )
        stage = Subquery(own.values("mastery_stage")[:1])
        rows = super().get_queryset(request)
        return rows.annotate(stage_now=Coalesce(stage, Value("")))

    @admin.display(description="Teaching for Mastery")
    def stage(self, school: Any) -> str:
        """The stage of this year; "" for an account without a hub, and if unknown."""
        named = dict(MasteryStage.choices)
        return str(named.get(school.stage_now, ""))

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.stages_view)
        return [path("stages/", view, name=PAGE), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        context = dict(extra_context or {})
        if _may_import(request):
            hub_id = current_hub_id(request)
            context["stages_url"] = f"{reverse(f'admin:{PAGE}')}?{HUB}={hub_id}"
        return super().changelist_view(request, context)

    def stages_view(self, request: HttpRequest) -> HttpResponseBase:
        hub = current_hub(request)
        if hub is None or not _may_import(request):
            raise PermissionDenied
        if request.POST.get("press") == "import" and _import(request, hub):
            return redirect(f"{reverse('admin:workgroups_school_changelist')}")
        previews = request.POST.get("press") == "preview"
        data, files = (request.POST, request.FILES) if previews else (None, None)
        form = StageListForm(data, files)
        context = {
            **self.admin_site.each_context(request),
            "title": "Teaching for Mastery stages",
            "opts": self.opts,
            "hub": hub,
            "form": form,
            **(_previewed(request, hub, form) if previews and form.is_valid() else {}),
        }
        return TemplateResponse(request, "admin/stage_list.html", context)


def _may_import(request: HttpRequest) -> bool:
    scope = permissions.scope_of(request.user)
    may = permissions.allows(scope, SchoolYear._meta.label, "change")
    return may and current_hub_id(request) is not None


def _previewed(request: HttpRequest, hub: Hub, form: StageListForm) -> dict[str, Any]:
    file = form.cleaned_data["file"]
    try:
        found = read_stages(file.read())
    except ListUnreadable as error:
        return {"unreadable": str(error)}
    kept = {
        "hub": hub.pk,
        "user": request.user.pk,
        "rows": [(row.line, row.urn, row.start_year, row.stage) for row in found.rows],
    }
    signed = signing.dumps(kept, salt=SALT, compress=True)
    plan = plan_stages(found.rows, hub_id=hub.pk)
    return {"preview": StagePreview(file.name, found, plan, signed)}


def _import(request: HttpRequest, hub: Hub) -> bool:
    """Import the list that was previewed; False where it is not done."""
    rows = _signed(request, hub)
    if rows is None:
        messages.error(request, "This preview is too old. Choose the file again.")
        return False
    actor: Any = request.user
    try:
        done = stage_lists.import_stages(rows, hub=hub, by=actor, at=timezone.now())
    except ListRefused as refusal:
        for problem in refusal.problems[:PROBLEMS_SHOWN]:
            messages.error(request, str(problem))
        return False

    messages.success(
        request,
        f"{counted(len(done.new), 'stage')} added, {len(done.changed)} changed, "
        f"{done.unchanged} unchanged.",
    )
    return True


def _signed(request: HttpRequest, hub: Hub) -> list[ListedStage] | None:
    """What was previewed; None for another hub's or account's, or an old preview."""
    try:
        kept: dict[str, Any] = signing.loads(
            request.POST.get("list", ""), salt=SALT, max_age=KEPT_FOR
        )
    except signing.BadSignature:
        return None
    if (kept["hub"], kept["user"]) != (hub.pk, request.user.pk):
        return None
    return [ListedStage(*row) for row in kept["rows"]]
