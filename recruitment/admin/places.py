"""Admin pages of places and attendance. Only actions change a state."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from recruitment.actions import places as place_actions
from recruitment.actions import seats, staff
from recruitment.choices import Award, Scheme, YearGroup
from recruitment.errors import RecruitmentError
from recruitment.models import Attendance, Place, PlaceEvent
from workgroups.admin_base import (
    ScopedForm,
    ScopedModelAdmin,
    ScopedTabularInline,
    visible,
)
from workgroups.form_fields import whole_number
from workgroups.models import WorkGroup


class ReasonForm(ActionForm):
    reason = forms.CharField(label="Reason", required=False, max_length=300, strip=True)


def _ticked(label: str, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PlaceEventInline(ScopedTabularInline):
    model = PlaceEvent
    fields = ("at", "from_state", "to_state", "who", "reason")
    readonly_fields = fields
    verbose_name_plural = "steps"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlaceEvent]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description="who")
    def who(self, event: PlaceEvent) -> str:
        return event.actor.name if event.actor else "the person, or a rule"


def _step(
    model_admin: Any,
    request: HttpRequest,
    places: QuerySet[Place],
    act: Callable[..., Any],
) -> None:
    """Call an action for each chosen place and report successes and refusals."""
    now, done = timezone.now(), 0
    refused: dict[str, int] = {}
    for place in places.order_by("pk"):
        try:
            act(place, at=now, actor=request.user)
        except RecruitmentError as error:
            refused[str(error)] = refused.get(str(error), 0) + 1
        else:
            done += 1
    if done:
        model_admin.message_user(request, f"Done for {done} of the chosen places.")
    for why, number in refused.items():
        text = f"Not done for {number}: {why}"
        model_admin.message_user(request, text, messages.WARNING)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:300]


@admin.action(description="Offer a place (ask to confirm)", permissions=["change"])
def offer(model_admin: Any, request: HttpRequest, places: QuerySet[Place]) -> None:
    """Offer beyond the capacity only where a reason was typed."""
    reason = _reason(request)

    def act(place: Place, **who: Any) -> None:
        seats.offer_place(place, reason=reason, beyond_capacity=bool(reason), **who)

    _step(model_admin, request, places, act)


@admin.action(description="Put on the waiting list", permissions=["change"])
def wait(model_admin: Any, request: HttpRequest, places: QuerySet[Place]) -> None:
    _step(model_admin, request, places, staff.put_on_waiting_list)


@admin.action(description="Withdraw (with a reason)", permissions=["change"])
def withdraw(model_admin: Any, request: HttpRequest, places: QuerySet[Place]) -> None:
    reason = _reason(request)

    def act(place: Place, **who: Any) -> None:
        place_actions.withdraw_place(place, reason=reason, **who)

    _step(model_admin, request, places, act)


@admin.action(description="Do not select (with a reason)", permissions=["change"])
def refuse(model_admin: Any, request: HttpRequest, places: QuerySet[Place]) -> None:
    reason = _reason(request)

    def act(place: Place, **who: Any) -> None:
        staff.refuse_place(place, reason=reason, **who)

    _step(model_admin, request, places, act)


@admin.action(
    description="Restore to interested (with a reason)", permissions=["change"]
)
def restore(model_admin: Any, request: HttpRequest, places: QuerySet[Place]) -> None:
    reason = _reason(request)

    def act(place: Place, **who: Any) -> None:
        staff.restore_place(place, reason=reason, **who)

    _step(model_admin, request, places, act)


@admin.action(description="Move to another group ...", permissions=["change"])
def move(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> HttpResponse | None:
    """Ask for the new group first; only groups of the same hub are listed."""
    groups = visible(WorkGroup, request.user).changeable_by(  # type: ignore[attr-defined]
        request.user
    )
    groups = groups.filter(
        cancelled_on=None, hub__in=places.order_by().values("hub").distinct()
    )
    chosen = whole_number(request.POST.get("to_group", ""))
    if chosen is None:
        context = {
            **model_admin.admin_site.each_context(request),
            "title": "Move to another group",
            "groups": groups.order_by("-start_year", "title"),
            "chosen": places.count(),
            "ids": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "reason": _reason(request),
            "opts": model_admin.opts,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/move_places.html", context)
    group, reason = groups.filter(pk=chosen).first(), _reason(request)
    if group is None:
        model_admin.message_user(request, "Choose a group.", messages.ERROR)
        return None

    def act(place: Place, **who: Any) -> None:
        staff.move_to_group(place, group, reason=reason, **who)

    _step(model_admin, request, places, act)
    return None


class PlaceForm(ScopedForm):
    """The place's answers, with checkboxes for lists as in the public form."""

    year_groups = _ticked("Year groups taught", YearGroup)
    schemes = _ticked("Schemes used", Scheme)
    awards = _ticked("Awards", Award)


@admin.register(Place)
class PlaceAdmin(ScopedModelAdmin):
    form = PlaceForm
    action_form = ReasonForm
    actions = (offer, wait, withdraw, refuse, restore, move)
    list_display = (
        "participant_name",
        "email",
        "work_group",
        "state",
        "school_label",
        "registered_at",
        "offer_ends_at",
    )
    list_select_related = ("participant", "work_group", "school", "provider")
    list_filter = ("state", "start_year", "work_group")
    search_fields = (
        "participant__last_name",
        "participant__first_name",
        "participant__email",
        "school__name",
    )
    autocomplete_fields = ("school",)
    inlines = (PlaceEventInline,)
    readonly_fields = (
        "participant_name",
        "email",
        "work_group",
        "stage",
        "state",
        "registered_at",
        "offer_ends_at",
        "end_reason",
    )
    fieldsets = (
        (None, {"fields": readonly_fields}),
        (
            "School or provider",
            {
                "fields": (
                    "school",
                    "school_name",
                    "works_in_school",
                    "provider",
                    "provider_name",
                    "job_role",
                )
            },
        ),
        (
            "Classes and training",
            {
                "fields": (
                    "induction_year",
                    "year_groups",
                    "schemes",
                    "scheme_other",
                    "lead_provider",
                    "lead_provider_name",
                    "awards",
                    "itt_theme",
                    "deputy_name",
                    "deputy_email",
                )
            },
        ),
        (
            "Taking part",
            {
                "fields": (
                    "access_needs",
                    "release_agreed",
                    "release_name",
                    "release_role",
                    "release_email",
                    "ask_a_year_later",
                    "priority",
                )
            },
        ),
    )
    export_columns = (
        ("First name", "participant__first_name"),
        ("Last name", "participant__last_name"),
        ("E-mail", "participant__email"),
        ("Work group", "work_group__title"),
        ("Academic year", "start_year"),
        ("Stage", "stage__name"),
        ("State", "state"),
        ("School", "school__name"),
        ("School, where not listed", "school_name"),
        ("Provider", "provider__name"),
        ("Induction year", "induction_year"),
        ("Registered at", "registered_at"),
        ("Offer ends at", "offer_ends_at"),
    )

    @admin.display(description="name", ordering="participant__last_name")
    def participant_name(self, place: Place) -> str:
        return place.participant.full_name

    @admin.display(description="e-mail", ordering="participant__email")
    def email(self, place: Place) -> str:
        return place.participant.email

    @admin.display(description="school or provider", ordering="school__name")
    def school_label(self, place: Place) -> str:
        return place.school_label


@admin.register(Attendance)
class AttendanceAdmin(ScopedModelAdmin):
    """Attendance marks, read-only; the register's own page corrects them."""

    list_display = ("participant_name", "session_label", "mark", "deputy", "marked_at")
    list_select_related = ("place__participant", "session__work_group")
    list_filter = ("mark", "session__work_group")
    search_fields = (
        "place__participant__last_name",
        "place__participant__email",
        "session__work_group__title",
    )
    fields = (
        "participant_name",
        "session_label",
        "mark",
        "deputy",
        "note",
        "marked_at",
    )
    readonly_fields = fields
    export_columns = (
        ("First name", "place__participant__first_name"),
        ("Last name", "place__participant__last_name"),
        ("Work group", "session__work_group__title"),
        ("Session", "session__number"),
        ("Date", "session__on"),
        ("Mark", "mark"),
        ("Deputy", "deputy"),
    )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="name", ordering="place__participant__last_name")
    def participant_name(self, attendance: Attendance) -> str:
        return attendance.place.participant.full_name

    @admin.display(description="session", ordering="session__on")
    def session_label(self, attendance: Attendance) -> str:
        session = attendance.session
        return f"{session.work_group.title}, session {session.number}"
