"""The page that adds a group from a project, its dates typed one a line."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from workgroups import typed_dates, words
from workgroups.actions.groups import add_group_from_project, pattern_of
from workgroups.admin import session_dates
from workgroups.admin_base import choosable, current_hub
from workgroups.admin_base.homes import url_of
from workgroups.choices import HUB_STAFF, RoleKind, SchoolPhase
from workgroups.counted_lists import HUB
from workgroups.form_fields import LineField, WordsField, whole_number
from workgroups.models import Hub, LocalAuthority, Project, User, Venue, WorkGroup
from workgroups.querysets import offered_projects

PAGE = "workgroups_workgroup_from_project"
LARGEST = 32767  # the largest number that the column of a capacity holds
NO_PHASE = "Choose a school phase: neither the stage nor an earlier group has one."


def _day_field(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget)


def _time_field(label: str, usual: str) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, initial=usual, widget=widget)


def _number_field(label: str, help_text: str = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=LARGEST,
        help_text=help_text,
    )


class GroupFromProjectForm(forms.Form):
    project = forms.ModelChoiceField(Project.objects.none())
    local_authority = forms.ModelChoiceField(
        LocalAuthority.objects.filter(in_use=True),
        required=False,
        empty_label="the whole hub",
    )
    title = LineField(
        max_length=200,
        required=False,
        help_text="Left empty, it is the project’s title and the local authority.",
    )
    school_phase = forms.ChoiceField(
        choices=[("", "as the stage says"), *SchoolPhase.choices], required=False
    )
    leads = forms.ModelMultipleChoiceField(
        User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    capacity = _number_field("Capacity", "Empty: no limit. 0: a waiting list only.")
    target = _number_field("Target")
    opens_on = _day_field("Takes expressions of interest from")
    closes_on = _day_field("Until")
    venue = forms.ModelChoiceField(
        Venue.objects.none(), required=False, empty_label="not known yet"
    )
    starts = _time_field("Sessions usually start at", "16:00")
    ends = _time_field("And end at", "18:00")
    dates = WordsField(
        label="Dates of the sessions",
        rows=6,
        help_text=(
            "One a line: “12 January 2027”, “Tue 12 Jan” or, with other times, "
            "“12/01/27 14:00-16:00”."
        ),
    )
    save_anyway = session_dates.save_anyway_field()

    def __init__(self, data: Any, *, hub: Hub, user: User, **options: Any) -> None:
        super().__init__(data, **options)
        own = choosable(Project, user).filter(hub=hub)
        kinds = [*HUB_STAFF, RoleKind.WORK_GROUP_LEAD]
        today = timezone.localdate()
        leads: Any = self.fields["leads"]
        leads.queryset = User.objects.with_role_at([hub.pk], kinds, today)
        leads.label_from_instance = lambda lead: lead.name
        venues: Any = self.fields["venue"]
        venues.queryset = choosable(Venue, user).filter(hub=hub, in_use=True)
        projects: Any = self.fields["project"]
        offered = own.filter(offered_projects()).select_related("stage")
        projects.queryset = offered.order_by("-start_year", "title")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self._check_order()
        if cleaned.get("project"):
            self._fill_in(cleaned["project"])
        if {"project", "starts", "ends", "dates"} <= cleaned.keys():
            self._read_dates()
        if not self.errors and not cleaned["save_anyway"]:
            self._check_dates()
        return cleaned

    def _check_order(self) -> None:
        cleaned = self.cleaned_data
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "This is before the group opens.")
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "A session ends after it starts.")

    def _fill_in(self, project: Project) -> None:
        """Suggest the title and the phase where they were left empty."""
        cleaned, pattern = self.cleaned_data, pattern_of(project)
        where = cleaned.get("local_authority") or project.hub
        if not cleaned.get("title"):
            cleaned["title"] = f"{project.title}: {where}"[:200]
        earlier = pattern.school_phase if pattern else ""
        phase = cleaned.get("school_phase") or project.stage.school_phase or earlier
        cleaned["school_phase"] = phase
        if not phase:
            self.add_error("school_phase", NO_PHASE)

    def _read_dates(self) -> None:
        cleaned = self.cleaned_data
        found = typed_dates.read(
            cleaned["dates"],
            start_year=cleaned["project"].start_year,
            starts=cleaned["starts"],
            ends=cleaned["ends"],
        )
        cleaned["sessions"] = found.sessions
        for problem in found.problems:
            self.add_error("dates", problem)

    def _check_dates(self) -> None:
        """Warn of the dates as the stock form does."""
        cleaned = self.cleaned_data
        project, where = cleaned["project"], cleaned["local_authority"]
        group: Any = WorkGroup(
            project=project,
            start_year=project.start_year,
            local_authority=where,
            venue=cleaned["venue"],
            capacity=cleaned["capacity"],
        )
        session_dates.remember(group, self)
        changed = frozenset(session_dates.CLASHING)
        session_dates.check_dates(
            group,
            [
                session_dates.Planned(number, each.on, None, changed)
                for number, each in enumerate(cleaned["sessions"], start=1)
            ],
            form=self,
        )

    def group_fields(self) -> dict[str, Any]:
        """What the action keeps, by its names."""
        left_out = {"starts", "ends", "dates", "save_anyway"}
        return {k: v for k, v in self.cleaned_data.items() if k not in left_out}


class FromProjectPage(admin.ModelAdmin):
    """Adds the page to the admin of work groups."""

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.from_project_view)
        return [path("from-project/", view, name=PAGE), *super().get_urls()]

    def from_project_view(self, request: HttpRequest) -> HttpResponseBase:
        hub, user = current_hub(request), request.user
        if hub is None or not self.has_add_permission(request):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        initial = {"project": whole_number(request.GET.get("project", ""))}
        actor: Any = user
        form = GroupFromProjectForm(data, hub=hub, user=actor, initial=initial)
        if form.is_valid():
            group = _add(request, form)
            if group is not None:
                return HttpResponseRedirect(url_of(group))
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a work group from a project",
            "opts": self.opts,
            "form": form,
            "hub": hub,
        }
        return TemplateResponse(request, "admin/group_from_project.html", context)


def _add(request: HttpRequest, form: GroupFromProjectForm) -> WorkGroup | None:
    """Add the group and say so; None where another group took its web address."""
    actor: Any = request.user
    fields = form.group_fields()
    try:
        group = add_group_from_project(**fields, by=actor, at=timezone.now())
    except IntegrityError:
        messages.error(request, "Nothing was added, because of others. Press again.")
        return None
    number = words.counted(len(fields["sessions"]), "session")
    messages.success(request, f"“{group.title}” is added, with {number}.")
    return group


def url_of_page(hub_id: int, project_id: int | None = None) -> str:
    """The address of the page for a hub, with a project chosen already."""
    asked = {HUB: hub_id, **({"project": project_id} if project_id else {})}
    return f"{reverse(f'admin:{PAGE}')}?{urlencode(asked)}"
