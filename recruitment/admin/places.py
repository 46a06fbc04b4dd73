"""Admin pages of places and attendance. Only actions change a state."""

from collections.abc import Callable, Mapping
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
from recruitment.admin.answers import (
    MENTOR_PREFIX,
    ReadOnlyAnswers,
    answer_columns,
    answer_sections,
    answers_read_only,
    checkbox_field,
    mentor_annotations,
)
from recruitment.errors import RecruitmentError
from recruitment.models import Attendance, Place, PlaceEvent
from recruitment.queries.computers import registered_together
from recruitment.queries.options import option_labels, schemes_of
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import Keep
from recruitment.registration.wording import labels_of
from workgroups import permissions
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


class PlaceEventInline(ScopedTabularInline):
    model = PlaceEvent
    fields = ("at", "from_state", "to_state", "who", "reason")
    readonly_fields = fields
    verbose_name_plural = "history"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlaceEvent]:
        return super().get_queryset(request).select_related("actor")

    @admin.display(description="who")
    def who(self, event: PlaceEvent) -> str:
        return event.actor.name if event.actor else "the person, or a rule"


def _apply_to_each(
    model_admin: Any,
    request: HttpRequest,
    places: QuerySet[Place],
    action: Callable[..., Any],
) -> None:
    """Call an action for each chosen place and report how many were done or refused."""
    now, done = timezone.now(), 0
    refused: dict[str, int] = {}
    for place in places.order_by("pk"):
        try:
            action(place, at=now, actor=request.user)
        except RecruitmentError as error:
            refused[str(error)] = refused.get(str(error), 0) + 1
        else:
            done += 1
    if done:
        model_admin.message_user(request, f"Done for {done} of the chosen places.")
    for reason, number in refused.items():
        text = f"Not done for {number}: {reason}"
        model_admin.message_user(request, text, messages.WARNING)


def _reason_of(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:300]


@admin.action(description="Offer a place (ask to confirm)", permissions=["change"])
def offer_places(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> None:
    """Offer the places; beyond the capacity only with a reason."""
    reason = _reason_of(request)

    def action(place: Place, **fields: Any) -> None:
        seats.offer_place(place, reason=reason, beyond_capacity=bool(reason), **fields)

    _apply_to_each(model_admin, request, places, action)


@admin.action(description="Put on the waiting list", permissions=["change"])
def put_on_waiting_list(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> None:
    _apply_to_each(model_admin, request, places, staff.put_on_waiting_list)


@admin.action(description="Withdraw (with a reason)", permissions=["change"])
def withdraw_places(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> None:
    reason = _reason_of(request)

    def action(place: Place, **fields: Any) -> None:
        place_actions.withdraw_place(place, reason=reason, **fields)

    _apply_to_each(model_admin, request, places, action)


@admin.action(description="Do not select (with a reason)", permissions=["change"])
def refuse_places(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> None:
    reason = _reason_of(request)

    def action(place: Place, **fields: Any) -> None:
        staff.refuse_place(place, reason=reason, **fields)

    _apply_to_each(model_admin, request, places, action)


@admin.action(
    description="Restore to interested (with a reason)", permissions=["change"]
)
def restore_places(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> None:
    reason = _reason_of(request)

    def action(place: Place, **fields: Any) -> None:
        staff.restore_place(place, reason=reason, **fields)

    _apply_to_each(model_admin, request, places, action)


@admin.action(description="Move to another group ...", permissions=["change"])
def move_places(
    model_admin: Any, request: HttpRequest, places: QuerySet[Place]
) -> HttpResponse | None:
    """Ask for the new group first, which must belong to the same hub."""
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
            "reason": _reason_of(request),
            "opts": model_admin.opts,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/move_places.html", context)
    group, reason = groups.filter(pk=chosen).first(), _reason_of(request)
    if group is None:
        model_admin.message_user(request, "Choose a group.", messages.ERROR)
        return None

    def action(place: Place, **fields: Any) -> None:
        staff.move_to_group(place, group, reason=reason, **fields)

    _apply_to_each(model_admin, request, places, action)
    return None


class PlaceForm(ScopedForm):
    """The fields of a place, with the titles and choices of their questions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        schemes = schemes_of(self.instance)
        for question in kept_on(Keep.PLACE):
            field = self.fields.get(question.name)
            if field is not None and question.is_list:
                labels = labels_of(question, schemes)
                self.fields[question.name] = checkbox_field(question.title, labels)
            elif field is not None:
                field.label = question.title


STATE_FIELDS = (
    "participant_name",
    "work_group",
    "stage",
    "state",
    "registered_at",
    "offer_ends_at",
    "end_reason",
)


@admin.register(Place)
class PlaceAdmin(ReadOnlyAnswers, ScopedModelAdmin):
    form = PlaceForm
    action_form = ReasonForm
    actions = (
        offer_places,
        put_on_waiting_list,
        withdraw_places,
        refuse_places,
        restore_places,
        move_places,
    )
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
    readonly_fields = (*STATE_FIELDS, "came_from", *answers_read_only())
    fieldsets = (
        (None, {"fields": STATE_FIELDS}),
        *answer_sections(),
        ("Waiting list", {"fields": ("priority", "came_from")}),
    )
    export_columns = (
        *answer_columns(Keep.PARTICIPANT, "participant__"),
        ("Work group", "work_group__title"),
        ("Academic year", "start_year"),
        ("Stage", "stage__name"),
        ("State", "state"),
        *answer_columns(Keep.PLACE),
        *answer_columns(Keep.REGISTRATION, "registration__"),
        *answer_columns(Keep.MENTOR, MENTOR_PREFIX),
        ("Why it ended", "end_reason__label"),
        ("Registered at", "registered_at"),
        ("Offer ends at", "offer_ends_at"),
    )

    def export_labels(self, request: HttpRequest) -> dict[str, Mapping[Any, Any]]:
        options = option_labels(permissions.scope_of(request.user).staff_hubs)
        return {each.name: labels_of(each, options) for each in kept_on(Keep.PLACE)}

    def exported(self, rows: QuerySet[Place]) -> QuerySet[Place]:
        return rows.annotate(**mentor_annotations())

    @admin.display(description="name", ordering="participant__last_name")
    def participant_name(self, place: Place) -> str:
        return place.participant.full_name

    @admin.display(description="came from")
    def came_from(self, place: Place) -> str:
        number = registered_together(place)
        return f"{number} came from one place within the hour" if number > 1 else ""

    @admin.display(description="e-mail", ordering="participant__email")
    def email(self, place: Place) -> str:
        return place.participant.email

    @admin.display(description="school or provider", ordering="school__name")
    def school_label(self, place: Place) -> str:
        return place.school_label


@admin.register(Attendance)
class AttendanceAdmin(ScopedModelAdmin):
    """Attendance marks, read-only. They are corrected on the page of the register."""

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
