"""Admin pages of hubs, their areas and the national reference data."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from workgroups import academic_years, rules
from workgroups.actions.hubs import renew_notice
from workgroups.admin import stage_lists
from workgroups.admin_base import (
    ScopedForm,
    ScopedModelAdmin,
    ScopedTabularInline,
)
from workgroups.models import (
    Hub,
    HubArea,
    LocalAuthority,
    Provider,
    School,
    StrategicGoal,
)
from workgroups.public_texts import FACTS_OF_NOTICE


class HubAreaInline(ScopedTabularInline):
    model = HubArea
    fields = ("local_authority", "start_year")


class WeeksField(forms.CharField):
    """Pairs of month and day, one pair per line: "07-20 to 09-05"."""

    widget = forms.Textarea(attrs={"rows": 3, "cols": 20})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(" to ".join(pair) for pair in value)
        return value

    def to_python(self, value: Any) -> list[list[str]]:  # type: ignore[override]
        text = self.prepare_value(value) or ""
        return [_weeks(line) for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)


def _weeks(line: str) -> list[str]:
    pair = [day.strip() for day in line.split(" to ")]
    try:
        for day in pair:
            # a leap year, so that 29 February is valid
            date.fromisoformat(f"2024-{day}")
    except ValueError:
        pair = []
    if len(pair) != 2:
        raise forms.ValidationError('Write each as month and day: "07-20 to 09-05".')
    return pair


class HubForm(ScopedForm):
    closed_weeks = WeeksField(
        required=False,
        label="Weeks in which no offer's clock runs",
        help_text="Month and day, one pair a line: 07-20 to 09-05",
    )


@admin.register(Hub)
class HubAdmin(ScopedModelAdmin):
    form = HubForm
    list_display = ("name", "contact_name", "contact_email")
    search_fields = ("name", "former_names")
    inlines = (HubAreaInline,)
    fieldsets = (
        (None, {"fields": ("name", "slug", "former_names")}),
        ("Who helps", {"fields": ("contact_name", "contact_email", "reply_to")}),
        (
            "Privacy",
            {
                "fields": (
                    "controller",
                    "retention_months",
                    "smallest_count",
                ),
                "description": "The privacy notice itself is one of the public "
                "texts. Another controller or time makes a new version of it.",
            },
        ),
        ("Offers", {"fields": ("offer_working_days", "closed_weeks")}),
        ("Registers", {"fields": ("register_days",)}),
        ("Session plans", {"fields": ("plan_checks",)}),
        ("Certificates of attendance", {"fields": ("certificates_in_hours",)}),
    )
    export_columns = (("Hub", "name"), ("Contact", "contact_name"))

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Hubs are added on the one page that invites their lead as well."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("hubsite:add_hub")

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        if FACTS_OF_NOTICE & set(form.changed_data):
            by: Any = request.user
            renew_notice(obj, by=by, at=timezone.now())

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["slug"] if obj else []  # the slug is printed on posters


@admin.register(LocalAuthority)
class LocalAuthorityAdmin(ScopedModelAdmin):
    list_display = ("name", "code", "in_use")
    list_filter = ("in_use",)
    search_fields = ("name", "code")
    export_columns = (("Local authority", "name"), ("DfE code", "code"))


@admin.register(School)
class SchoolAdmin(stage_lists.SchoolStages, ScopedModelAdmin):
    """DfE's register of schools, read-only; `import_schools` fills it."""

    list_display = (
        *("name", "urn", "local_authority", "phase", "status", "postcode"),
        "stage",
    )
    list_select_related = ("local_authority",)
    list_filter = ("status", "phase", stage_lists.StageFilter)
    search_fields = ("search_name", "urn", "postcode")
    export_columns = (
        ("School", "name"),
        ("School number (URN)", "urn"),
        ("Local authority", "local_authority__name"),
        ("Phase", "phase"),
        ("Status", "status"),
        ("Postcode", "postcode"),
    )

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search without the usual variations of names, "St Mary's" and "st marys"."""
        words = rules.search_name(search_term)
        if search_term.strip() and not words:  # nothing but punctuation
            return queryset.none(), False
        return super().get_search_results(request, queryset, words)


@admin.register(Provider)
class ProviderAdmin(ScopedModelAdmin):
    list_display = ("name", "kind", "accredited", "in_use")
    list_filter = ("kind", "in_use")
    search_fields = ("name",)
    export_columns = (("Provider", "name"), ("Kind", "kind"), ("UKPRN", "ukprn"))


@admin.register(StrategicGoal)
class StrategicGoalAdmin(ScopedModelAdmin):
    list_display = ("label", "year")
    search_fields = ("label",)

    @admin.display(description="academic year", ordering="start_year")
    def year(self, goal: StrategicGoal) -> str:
        return academic_years.label(goal.start_year)
