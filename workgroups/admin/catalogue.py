"""Programmes with their stages, projects with their outcomes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from workgroups import academic_years, permissions, rules
from workgroups.actions import catalogue, session_plans
from workgroups.admin import from_project
from workgroups.admin_base import (
    RetiresRows,
    ScopedForm,
    ScopedStackedInline,
    ScopedTabularInline,
    add_after_saving,
    current_hub,
)
from workgroups.models import (
    CommonPlan,
    IntendedOutcome,
    Programme,
    Project,
    Stage,
    WorkGroup,
)
from workgroups.plan_words import PLAN_FIELDS
from workgroups.session_plans import sections_of


class StageInline(ScopedStackedInline):
    model = Stage
    extra = 1
    fields = (
        "order",
        "name",
        "who_can_join",
        "years_of_teaching",
        "school_phase",
        "needs_earlier_stage",
        "state_funded_only",
    )


@admin.action(description="Copy to my hub", permissions=["add"])
def copy_programmes(
    model_admin: Any, request: HttpRequest, programmes: QuerySet[Programme]
) -> None:
    hub = current_hub(request)
    by: Any = request.user
    masters = programmes.filter(hub=None, retired_on=None)
    for master in masters:
        if hub is not None:
            catalogue.copy_programme(master, hub=hub, by=by, at=timezone.now())
    model_admin.message_user(request, f"National programmes copied: {len(masters)}.")


@admin.register(Programme)
class ProgrammeAdmin(RetiresRows):
    actions = (copy_programmes,)
    list_display = ("name", "audience", "stage_count", "whose")
    list_select_related = ("hub",)
    list_filter = ("audience",)
    search_fields = ("name",)
    inlines = (StageInline,)
    export_columns = (("Programme", "name"), ("Audience", "audience"))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Programme]:
        return super().get_queryset(request).annotate(stage_count=Count("stages"))

    @admin.display(description="stages")
    def stage_count(self, programme: Any) -> int:
        return programme.stage_count

    @admin.display(description="whose")
    def whose(self, programme: Programme) -> str:
        return str(programme.hub) if programme.hub else "national"


def stage_of_programme(stage: Stage) -> str:
    """The stage with its programme, because programmes share stage names."""
    return f"{stage.programme}: {stage.name}"


class ProjectForm(ScopedForm):
    hub_from = "stage"
    code = forms.CharField(
        required=False,
        label="Project code",
        help_text='As "NCP 24-31" or "ncp24-31_Mentor". May be empty.',
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["code"] = self.instance.code
        stages = self.fields.get("stage")
        if isinstance(stages, forms.ModelChoiceField):
            stages.label_from_instance = stage_of_programme  # type: ignore
            rows: Any = stages.queryset
            kept = Q(programme__retired_on=None) | Q(pk=self.instance.stage_id)
            stages.queryset = rows.filter(kept).select_related("programme")

    def clean_code(self) -> str:
        text = self.cleaned_data["code"]
        parsed = rules.parse_project_code(text)
        if text and parsed is None:
            raise forms.ValidationError(
                'A code looks like "NCP 24-31". An older one goes under "old codes".'
            )
        year, number, suffix = parsed or (None, None, "")
        self.instance.code_year = year
        self.instance.code_number = number
        self.instance.code_suffix = suffix
        return text


class CommonPlanInline(ScopedStackedInline):
    """The plans that the groups of a project share, one for each session."""

    model = CommonPlan
    extra = 0
    verbose_name = "common plan of a session"
    fields = ("number", *PLAN_FIELDS, "sections")

    def get_queryset(self, request: HttpRequest) -> QuerySet[CommonPlan]:
        rows: QuerySet[CommonPlan] = super().get_queryset(request)
        return rows.prefetch_related("sections")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        fields: dict[str, Any] = formset.form.base_fields
        for field in fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2
        if obj is not None and "sections" in fields:
            fields["sections"].queryset = sections_of(obj.start_year)
        return formset


def hand_plans_down(request: HttpRequest, form: Any, formsets: Any) -> None:
    """Give the groups what changed in the common plans; other sections ask again."""
    for formset in formsets:
        for row, changed in getattr(formset, "changed_objects", []):
            if isinstance(row, CommonPlan) and "sections" in changed:
                session_plans.ask_again(row)
    session_plans.hand_down_of([form.instance.pk], at=timezone.now())


class OutcomeInline(ScopedTabularInline):
    model = IntendedOutcome
    extra = 1
    fields = ("kind", "audience", "text", "order")


@admin.register(Project)
class ProjectAdmin(RetiresRows):
    change_form_template = "admin/project_form.html"
    form = ProjectForm
    hub_from = "stage"
    list_display = ("title", "code", "stage", "year")
    list_select_related = ("stage__programme", "hub")
    list_filter = ("start_year",)
    search_fields = ("title", "old_codes")
    inlines = (OutcomeInline, CommonPlanInline)
    fields = (
        "stage",
        "start_year",
        "code",
        "old_codes",
        "title",
        "strategic_goal",
        "summary",
        "who_for",
        "earlier_gains",
        "cost",
        "places_per_school",
        "themes",
    )
    export_columns = (
        ("Project", "title"),
        ("Programme", "stage__programme__name"),
        ("Stage", "stage__name"),
        ("Academic year", "start_year"),
    )

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """Lead those who add groups to the page that adds one of this project."""
        project, scope = context.get("original"), permissions.scope_of(request.user)
        adds = permissions.allows(scope, WorkGroup._meta.label, "create")
        if project and adds and self.has_change_permission(request, project):
            context["group_url"] = from_project.url_of_page(project.hub_id, project.pk)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="academic year", ordering="start_year")
    def year(self, project: Project) -> str:
        return academic_years.label(project.start_year)


add_after_saving(Project, hand_plans_down)
