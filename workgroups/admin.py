"""The catalogue at the hub's desk: hub, areas, programmes, projects, groups."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.text import slugify

from workgroups import academic_years, rules
from workgroups.actions import catalogue
from workgroups.models import (
    AuditEntry,
    Hub,
    HubArea,
    IntendedOutcome,
    LocalAuthority,
    Programme,
    Project,
    Provider,
    School,
    Session,
    Stage,
    StrategicGoal,
    User,
    WorkGroup,
)
from workgroups.scoped_admin import (
    ScopedForm,
    ScopedModelAdmin,
    ScopedStackedInline,
    ScopedTabularInline,
    desk_hub,
)


class HubAreaInline(ScopedTabularInline):
    model = HubArea
    fields = ("local_authority", "start_year")


@admin.register(Hub)
class HubAdmin(ScopedModelAdmin):
    list_display = ("name", "contact_name", "contact_email")
    search_fields = ("name", "former_names")
    inlines = (HubAreaInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "former_names", "about")}),
        ("Who helps", {"fields": ("contact_name", "contact_email", "reply_to")}),
        (
            "Privacy",
            {
                "fields": (
                    "controller",
                    "privacy_notice",
                    "notice_version",
                    "retention_months",
                    "smallest_count",
                )
            },
        ),
        ("Offers", {"fields": ("offer_working_days", "closed_weeks")}),
    )
    export_columns = (("Hub", "name"), ("Contact", "contact_name"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []  # its address is on posters


@admin.register(LocalAuthority)
class LocalAuthorityAdmin(ScopedModelAdmin):
    list_display = ("name", "code", "in_use")
    list_filter = ("in_use",)
    search_fields = ("name", "code")
    export_columns = (("Local authority", "name"), ("DfE code", "code"))


@admin.register(School)
class SchoolAdmin(ScopedModelAdmin):
    """DfE's register; `import_schools` fills it and nobody edits it here."""

    list_display = ("name", "urn", "local_authority", "phase", "status", "postcode")
    list_select_related = ("local_authority",)
    list_filter = ("status", "phase")
    search_fields = ("search_name", "urn", "postcode")
    export_columns = (
        ("School", "name"),
        ("School number (URN)", "urn"),
        ("Local authority", "local_authority__name"),
        ("Phase", "phase"),
        ("Status", "status"),
        ("Postcode", "postcode"),
    )


@admin.register(Provider)
class ProviderAdmin(ScopedModelAdmin):
    list_display = ("name", "kind", "accredited", "in_use")
    list_filter = ("kind", "in_use")
    search_fields = ("name",)
    export_columns = (("Provider", "name"), ("Kind", "kind"), ("UKPRN", "ukprn"))


@admin.register(StrategicGoal)
class StrategicGoalAdmin(ScopedModelAdmin):
    list_display = ("label", "start_year")
    search_fields = ("label",)


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
    hub = desk_hub(request)
    masters = programmes.filter(hub=None)
    for master in masters:
        if hub is not None:
            catalogue.copy_programme(master, hub=hub)
    model_admin.message_user(request, f"National programmes copied: {len(masters)}.")


@admin.register(Programme)
class ProgrammeAdmin(ScopedModelAdmin):
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


class OutcomeInline(ScopedTabularInline):
    model = IntendedOutcome
    extra = 1
    fields = ("kind", "audience", "text", "order")


@admin.register(Project)
class ProjectAdmin(ScopedModelAdmin):
    form = ProjectForm
    hub_from = "stage"
    list_display = ("title", "code", "stage", "year")
    list_select_related = ("stage__programme", "hub")
    list_filter = ("start_year",)
    search_fields = ("title", "old_codes")
    inlines = (OutcomeInline,)
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
        "themes",
    )
    export_columns = (
        ("Project", "title"),
        ("Programme", "stage__programme__name"),
        ("Stage", "stage__name"),
        ("Academic year", "start_year"),
    )

    @admin.display(description="academic year", ordering="start_year")
    def year(self, project: Project) -> str:
        return academic_years.label(project.start_year)


class SessionInline(ScopedStackedInline):
    model = Session
    extra = 1
    fields = (
        ("number", "on", "starts", "ends"),
        ("day_share", "venue", "joining_link"),
        "focus",
        "outcomes",
        "in_class_activity",
        "gap_task",
        "to_bring",
        ("between_minutes", "mentors_invited"),
    )

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        for name in ("outcomes", "in_class_activity", "gap_task", "to_bring"):
            if name in formset.form.base_fields:
                formset.form.base_fields[name].widget.attrs["rows"] = 2
        return formset


class WorkGroupForm(ScopedForm):
    hub_from = "project"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        project = cleaned.get("project")
        year = cleaned.get("start_year")
        if project and year and project.start_year != year:
            self.add_error("start_year", "The project is of another academic year.")
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "This is before the group opens.")
        return cleaned


@admin.register(WorkGroup)
class WorkGroupAdmin(ScopedModelAdmin):
    form = WorkGroupForm
    hub_from = "project"
    list_display = (
        "title",
        "year",
        "local_authority",
        "school_phase",
        "capacity",
        "opens_on",
        "closes_on",
    )
    list_select_related = ("local_authority", "hub", "project")
    list_filter = ("start_year", "school_phase", "local_authority")
    search_fields = ("title", "key_theme", "local_authority__name")
    inlines = (SessionInline,)
    prepopulated_fields = {"slug": ("title", "start_year")}
    fields = (
        "project",
        "title",
        "start_year",
        "slug",
        "local_authority",
        "school_phase",
        "key_theme",
        "leads",
        ("capacity", "target"),
        ("opens_on", "closes_on"),
        ("dates_confirmed", "offers"),
        "venue",
        "commitment",
        "cancelled_on",
    )
    export_columns = (
        ("Work group", "title"),
        ("Academic year", "start_year"),
        ("Local authority", "local_authority__name"),
        ("Phase", "school_phase"),
        ("Capacity", "capacity"),
        ("Target", "target"),
        ("Opens on", "opens_on"),
        ("Closes on", "closes_on"),
    )

    @admin.display(description="academic year", ordering="start_year")
    def year(self, work_group: WorkGroup) -> str:
        return work_group.year_label

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["cancelled_on", *(["slug"] if obj else [])]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "leads" in form.base_fields:
            form.base_fields["leads"].label_from_instance = _name_of
        if not obj and "slug" in form.base_fields:
            form.base_fields["slug"].required = False
        return form

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        obj.slug = obj.slug or free_slug(f"{obj.title}-{obj.start_year}")
        super().save_model(request, obj, form, change)


def _name_of(user: User) -> str:
    return user.name


def free_slug(text: str) -> str:
    """A slug that no group has; a number goes behind it where it is taken."""
    slug = wanted = slugify(text)[:110]
    number = 2
    while WorkGroup.objects.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug


@admin.register(Session)
class SessionAdmin(ScopedModelAdmin):
    hub_from = "work_group"
    list_display = ("work_group", "number", "on", "starts", "venue")
    list_select_related = ("work_group",)
    list_filter = ("work_group",)
    date_hierarchy = None
    search_fields = ("work_group__title", "venue", "focus")
    export_columns = (
        ("Work group", "work_group__title"),
        ("Session", "number"),
        ("Date", "on"),
        ("Starts", "starts"),
        ("Ends", "ends"),
        ("Venue", "venue"),
    )


@admin.register(User)
class UserAdmin(ScopedModelAdmin):
    """Who has an account with a role at this hub; made by invitation, read here."""

    list_display = ("name", "email", "is_active")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "joined_at")


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedModelAdmin):
    """The record of acts. Nothing here can be changed, in the database either."""

    list_display = (
        "at",
        "role",
        "action",
        "object_type",
        "object_id",
        "fields_changed",
    )
    list_filter = ("object_type",)
    search_fields = ("action", "object_id")
    exclude = ("actor",)
    export_columns = (
        ("When", "at"),
        ("Role", "role"),
        ("Act", "action"),
        ("What", "object_type"),
        ("Which", "object_id"),
        ("Fields", "fields"),
        ("Reason", "reason"),
    )

    @admin.display(description="fields")
    def fields_changed(self, entry: AuditEntry) -> str:
        return entry.fields
