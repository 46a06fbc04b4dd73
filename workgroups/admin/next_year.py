"""The page that makes next year's groups from this year's, and what leads to it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from workgroups import academic_years, words
from workgroups.actions.next_year import Made, make_next_years_groups
from workgroups.admin import from_project
from workgroups.admin_base import current_hub
from workgroups.counted_lists import GROUP, YEAR
from workgroups.form_fields import whole_number
from workgroups.models import Hub, Project, WorkGroup
from workgroups.next_year_plans import (
    PAGE,
    GroupPlan,
    ProjectPlan,
    plans_of,
    projects_of,
    url_of_plans,
)


class NextYearForm(forms.Form):
    """The groups that are ticked, and next year's project for each of this year's."""

    groups = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": "Tick a group of which to make one."}
    )

    def __init__(
        self, data: Any, *, plans: Sequence[GroupPlan], projects: Sequence[ProjectPlan]
    ) -> None:
        proposed = [plan.group.pk for plan in plans if plan.is_proposed]
        super().__init__(data, initial={"groups": proposed})
        groups: Any = self.fields["groups"]
        groups.choices = [(plan.group.pk, plan.group.title) for plan in plans]
        self.projects = projects
        for each in projects:
            self.fields[_name_of(each)] = _project_field(each)

    @property
    def ticked(self) -> set[int]:
        """Ids of the groups whose boxes are ticked on the page."""
        numbers = [whole_number(str(each)) for each in self["groups"].value() or ()]
        return {number for number in numbers if number is not None}

    @property
    def project_fields(self) -> list[forms.BoundField]:
        return [self[_name_of(each)] for each in self.projects]

    def chosen_projects(self) -> dict[int, Project | None]:
        return {each.project.pk: self._chosen(each) for each in self.projects}

    def _chosen(self, plan: ProjectPlan) -> Project | None:
        """Next year's project as chosen; None for a copy of this year's."""
        pk = self.cleaned_data[_name_of(plan)]
        return next((each for each in plan.choices if str(each.pk) == pk), None)


def _name_of(plan: ProjectPlan) -> str:
    return f"project_{plan.project.pk}"


def _project_field(plan: ProjectPlan) -> forms.ChoiceField:
    later = academic_years.label(plan.project.start_year + 1)
    return forms.ChoiceField(
        label=str(plan.project),
        required=False,
        choices=[
            *((str(each.pk), str(each)) for each in plan.choices),
            ("", f"a copy of it for {later}, with its outcomes"),
        ],
        initial=str(plan.proposed.pk) if plan.proposed else "",
    )


class NextYearPage(admin.ModelAdmin):
    """Adds the page to the admin of work groups, and buttons to their list."""

    change_list_template = "admin/group_list.html"

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.next_year_view)
        return [path("next-year/", view, name=PAGE), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        hub = current_hub(request)
        year = academic_years.academic_year_of(timezone.localdate())
        may_add = hub is not None and self.has_add_permission(request)
        extra = dict(extra_context or {})
        if hub is not None and may_add:
            extra["next_year_url"] = url_of_plans(hub.pk, year)
            extra["from_project_url"] = from_project.url_of_page(hub.pk)
        return super().changelist_view(request, extra)

    def next_year_view(self, request: HttpRequest) -> HttpResponseBase:
        hub = current_hub(request)
        if hub is None or not self.has_add_permission(request):
            raise PermissionDenied
        year, today = _year_asked(request), timezone.localdate()
        rows = _rows(request, hub, year)
        plans = plans_of(rows, hub=hub, start_year=year, today=today)
        if not plans and request.GET.getlist(GROUP):
            raise Http404
        data = request.POST if request.method == "POST" else None
        form = NextYearForm(data, plans=plans, projects=projects_of(plans))
        if form.is_valid() and _make(request, hub, year, form):
            return HttpResponseRedirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": f"Groups of {academic_years.label(year + 1)}",
            "opts": self.opts,
            **_shown(hub, year, plans, form),
        }
        return TemplateResponse(request, "admin/next_years_groups.html", context)


def _year_asked(request: HttpRequest) -> int:
    """The academic year in the address; this one where there is none."""
    asked = academic_years.parse(request.GET.get(YEAR, ""))
    return asked or academic_years.academic_year_of(timezone.localdate())


def _rows(request: HttpRequest, hub: Hub, year: int) -> QuerySet[WorkGroup]:
    """Groups of the year that the account may change; those named, if any are."""
    rows: Any = WorkGroup.objects.changeable_by(request.user)
    named = [whole_number(each) for each in request.GET.getlist(GROUP)]
    return rows.filter(pk__in=[pk or 0 for pk in named]) if named else rows


def _make(request: HttpRequest, hub: Hub, year: int, form: NextYearForm) -> bool:
    """Make the ticked groups and say so; False where somebody else was quicker."""
    actor: Any = request.user
    try:
        made = make_next_years_groups(
            hub,
            year,
            chosen=form.cleaned_data["groups"],
            projects=form.chosen_projects(),
            by=actor,
            at=timezone.now(),
        )
    except IntegrityError:  # another hub took a name in web addresses
        messages.error(request, "Nothing was made, because of others. Press again.")
        return False
    _say(request, made, academic_years.label(year + 1))
    return True


def _say(request: HttpRequest, made: Made, year: str) -> None:
    if made.groups:
        are = words.plural(len(made.groups), "is", "are")
        number = words.counted(len(made.groups), "group")
        said = f"{number} of {year} {are} made, with dates to be confirmed."
        messages.success(request, said)
    if made.skipped:
        titles = words.listed([each.title for each in made.skipped])
        messages.info(request, f"Made before, so left as it is: {titles}.")


def _shown(
    hub: Hub, year: int, plans: Sequence[GroupPlan], form: NextYearForm
) -> dict[str, Any]:
    ticked = form.ticked
    to_make = [(plan, plan.group.pk in ticked) for plan in plans if plan.made is None]
    groups = WorkGroup.objects.filter(hub=hub).order_by("-start_year")
    years = groups.values_list("start_year", flat=True).distinct()
    return {
        "form": form,
        "hub": hub,
        "to_make": to_make,
        "made": [plan for plan in plans if plan.made is not None],
        "this_year": academic_years.label(year),
        "years": [(each, academic_years.label(each), each == year) for each in years],
    }


@admin.action(description="Make next year's groups from these", permissions=["add"])
def plan_next_year(
    model_admin: Any, request: HttpRequest, groups: QuerySet[WorkGroup]
) -> HttpResponse | None:
    """Open the page with the chosen groups of one hub and year."""
    chosen = list(groups.order_by("pk").values_list("hub", "start_year", "pk"))
    found = {(hub_id, year) for hub_id, year, _ in chosen}
    if len(found) > 1:
        said = "Choose groups of one hub and one academic year."
        model_admin.message_user(request, said, messages.ERROR)
        return None
    ((hub_id, year),) = found
    return HttpResponseRedirect(url_of_plans(hub_id, year, [pk for *_, pk in chosen]))
