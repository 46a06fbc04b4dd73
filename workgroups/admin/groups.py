"""Work groups with their sessions."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import slugify

from workgroups import academic_years, rules, session_search
from workgroups.actions import session_plans
from workgroups.admin import session_dates
from workgroups.admin.from_project import FromProjectPage
from workgroups.admin.next_year import NextYearPage, plan_next_year
from workgroups.admin.session_dates import (
    SessionForm,
    SessionFormSet,
    TickForDates,
    save_anyway_field,
)
from workgroups.admin.venue_choice import ChoosesVenue, OffersVenues, with_link_to_add
from workgroups.admin_base import (
    RetiresRows,
    ScopedModelAdmin,
    ScopedStackedInline,
    add_after_saving,
)
from workgroups.models import (
    DateToAvoid,
    ProviderDate,
    Session,
    User,
    WorkGroup,
    YearDate,
)
from workgroups.querysets import offered_projects


class SessionInline(OffersVenues, ScopedStackedInline):
    model = Session
    form = ChoosesVenue
    formset = SessionFormSet
    extra = 1
    fields = (
        ("number", "on", "starts", "ends"),
        ("day_share", "venue", "joining_link"),
        "focus",
        "outcomes",
        "in_class_activity",
        "gap_task",
        "mentor_questions",
        "to_bring",
        ("between_minutes", "mentors_invited"),
        "materials",
        "departure",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).select_related("work_group", "venue")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 2
        return formset


class WorkGroupForm(ChoosesVenue):
    hub_from = "project"
    save_anyway = save_anyway_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        projects = self.fields.get("project")
        if isinstance(projects, forms.ModelChoiceField):
            rows: Any = projects.queryset
            kept = offered_projects() | Q(pk=self.instance.project_id)
            projects.queryset = rows.filter(kept)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        project = cleaned.get("project")
        year = cleaned.get("start_year")
        if project and year and project.start_year != year:
            self.add_error("start_year", "The project is of another academic year.")
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "This is before the group opens.")
        if "leads" in cleaned:
            session_dates.remember(self.instance, self)
        return cleaned


@admin.register(WorkGroup)
class WorkGroupAdmin(
    FromProjectPage, NextYearPage, OffersVenues, TickForDates, RetiresRows
):
    actions = (plan_next_year,)
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
    list_select_related = ("local_authority", "hub", "project__stage")
    list_filter = (
        "start_year",
        "school_phase",
        "local_authority",
    )
    search_fields = (
        "title",
        "key_theme",
        "local_authority__name",
        "project__old_codes",
    )
    inlines = (SessionInline,)
    fields = (
        "project",
        "title",
        "start_year",
        "slug",
        "local_authority",
        "school_phase",
        "key_theme",
        "leads",
        ("capacity", "places_per_school", "target"),
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

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search also for the code of the project, in any of its usual spellings."""
        code = rules.parse_project_code(search_term)
        if code is None:
            return super().get_search_results(request, queryset, search_term)
        names = ("code_year", "code_number", "code_suffix")
        wanted = {
            f"project__{name}": part for name, part in zip(names, code, strict=True)
        }
        return queryset.filter(**wanted), False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["cancelled_on", *(["slug"] if obj else [])]

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        if "leads" in form.base_fields:
            form.base_fields["leads"].label_from_instance = _name_of
        if "venue" in form.base_fields:
            field = form.base_fields["venue"]
            field.help_text = with_link_to_add(request, field.help_text)
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
    """A slug that no group uses; a number is appended where it is taken."""
    slug = wanted = slugify(text)[:110]
    number = 2
    while WorkGroup.objects.filter(slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug


@admin.register(Session)
class SessionAdmin(OffersVenues, TickForDates):
    form = SessionForm
    exclude = ("own_sections",)  # the page of the plan changes them
    hub_from = "work_group"
    list_display = ("work_group", "number", "on", "starts", "venue")
    list_select_related = ("work_group__hub", "venue")
    list_filter = ("work_group",)
    date_hierarchy = None
    search_fields = (
        "work_group__title",
        "work_group__local_authority__name",
        "venue__name",
        "focus",
    )
    export_columns = (
        ("Work group", "work_group__title"),
        ("Session", "number"),
        ("Date", "on"),
        ("Starts", "starts"),
        ("Ends", "ends"),
        ("Venue", "venue__name"),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search also for "session 3" and for a day, in any of its usual spellings."""
        asked = session_search.read(search_term, today=timezone.localdate())
        if asked.number is not None:
            queryset = queryset.filter(number=asked.number)
        if asked.on is not None:
            queryset = queryset.filter(on=asked.on)
        return super().get_search_results(request, queryset, asked.words)


def inherit_plans(request: HttpRequest, form: Any, formsets: Any) -> None:
    """Give sessions that were added the words of the common plans."""
    row = form.instance
    group = row.work_group if isinstance(row, Session) else row
    session_plans.hand_down_of([group.project_id], at=timezone.now())


add_after_saving(WorkGroup, inherit_plans)
add_after_saving(Session, inherit_plans)


@admin.register(DateToAvoid)
class DateToAvoidAdmin(ScopedModelAdmin):
    list_display = ("name", "from_on", "until_on", "local_authority")
    list_select_related = ("local_authority",)
    list_filter = (("local_authority", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("name",)
    export_columns = (
        ("Name", "name"),
        ("From", "from_on"),
        ("Until", "until_on"),
        ("Local authority", "local_authority__name"),
    )


@admin.register(ProviderDate)
class ProviderDateAdmin(ScopedModelAdmin):
    """The training days of lead providers, about which a session's form warns."""

    list_display = ("provider", "name", "from_on", "until_on")
    list_select_related = ("provider",)
    search_fields = ("provider__name", "name")
    export_columns = (
        ("Provider", "provider__name"),
        ("Training", "name"),
        ("From", "from_on"),
        ("Until", "until_on"),
    )


@admin.register(YearDate)
class YearDateAdmin(ScopedModelAdmin):
    """Dated lines of the hub's year, such as board papers and returns."""

    list_display = ("name", "kind", "on", "year", "done_on")
    list_filter = ("start_year", "kind")
    search_fields = ("name",)
    fields = ("name", "kind", "on", "start_year", "done_on")
    export_columns = (
        ("Name", "name"),
        ("Kind", "kind"),
        ("Date", "on"),
        ("Academic year", "start_year"),
        ("Done on", "done_on"),
    )

    @admin.display(description="academic year", ordering="start_year")
    def year(self, row: YearDate) -> str:
        return academic_years.label(row.start_year)
