"""Work groups with their sessions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import slugify

from workgroups import rules
from workgroups.admin_base import (
    ScopedForm,
    ScopedFormSet,
    ScopedModelAdmin,
    ScopedStackedInline,
)
from workgroups.models import (
    Session,
    User,
    WorkGroup,
)

#: The box that a person ticks to publish dates about which a form warns.
PUBLISH_ANYWAY = "publish_anyway"
DATED = {"on", "number"}  # a change of these is checked


def publish_anyway_field() -> forms.BooleanField:
    return forms.BooleanField(
        label="Publish unusual dates all the same",
        help_text="Tick this if we warn of a date and it is right.",
        required=False,
    )


def check_dates(group: WorkGroup, sessions: Iterable[tuple[int, date]]) -> None:
    """Raise ValidationError that lists the unusual dates of a group."""
    hub = group.project.hub
    odd = rules.odd_dates(
        sessions,
        start_year=group.start_year,
        closed_weeks=hub.closed_weeks if hub else [],
    )
    if odd:
        ask = f"Are these dates right? If so, tick “{publish_anyway_field().label}”."
        raise ValidationError([*odd, ask])


class SessionFormSet(ScopedFormSet):
    def clean(self) -> None:
        super().clean()
        kept = [form for form in self.forms if not self._is_left_out(form)]
        is_new = any(DATED & set(form.changed_data) for form in kept)
        is_known = self.instance.project_id and self.instance.start_year
        if not is_new or not is_known or self.data.get(PUBLISH_ANYWAY):
            return
        cleaned = [form.cleaned_data for form in kept]
        check_dates(self.instance, [(each["number"], each["on"]) for each in cleaned])

    def _is_left_out(self, form: Any) -> bool:
        cleaned = getattr(form, "cleaned_data", {})
        return bool(cleaned.get("DELETE")) or not DATED <= cleaned.keys()


class SessionInline(ScopedStackedInline):
    model = Session
    formset = SessionFormSet
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Session]:
        return super().get_queryset(request).select_related("work_group")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        for name in ("outcomes", "in_class_activity", "gap_task", "to_bring"):
            if name in formset.form.base_fields:
                formset.form.base_fields[name].widget.attrs["rows"] = 2
        return formset


class WorkGroupForm(ScopedForm):
    hub_from = "project"
    publish_anyway = publish_anyway_field()

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


class TickForDates(ScopedModelAdmin):
    """Show the tick for unusual dates to those who may change the row."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        shown = [*super().get_fields(request, obj)]
        kept = [name for name in shown if name != PUBLISH_ANYWAY]
        changes = obj is None or self.has_change_permission(request, obj)
        return [*kept, PUBLISH_ANYWAY] if changes else kept


@admin.register(WorkGroup)
class WorkGroupAdmin(TickForDates):
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
        ("local_authority", admin.RelatedOnlyFieldListFilter),
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


class SessionForm(ScopedForm):
    publish_anyway = publish_anyway_field()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        asked = {*DATED, "work_group"} <= cleaned.keys()
        if asked and DATED & set(self.changed_data) and not cleaned[PUBLISH_ANYWAY]:
            group = cleaned["work_group"]
            others = group.sessions.exclude(pk=self.instance.pk)
            own = (cleaned["number"], cleaned["on"])
            check_dates(group, [own, *others.values_list("number", "on")])
        return cleaned


@admin.register(Session)
class SessionAdmin(TickForDates):
    form = SessionForm
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
