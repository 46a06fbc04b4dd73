"""Admin pages of places and attendance. Only actions change a state."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString

from recruitment.admin.answers import (
    MENTOR_PREFIX,
    ReadOnlyAnswers,
    answer_columns,
    answer_sections,
    answers_read_only,
    checkbox_field,
    lookups_of,
    mentor_annotations,
)
from recruitment.admin.bulk_actions import propose
from recruitment.choices import SECURED, BulkVerb, PlaceState
from recruitment.models import Attendance, Place, PlaceEvent
from recruitment.queries import place_lists
from recruitment.queries.computers import registered_together
from recruitment.queries.options import option_labels, options_of, schemes_of
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import OPTIONS, FormQuestion, Keep
from recruitment.registration.wording import labels_of
from workgroups import permissions, words
from workgroups.admin_base import (
    ListActionForm,
    ScopedForm,
    ScopedModelAdmin,
    ScopedTabularInline,
    homes,
)


class ReasonForm(ListActionForm):
    reason = forms.CharField(label="Reason", required=False, max_length=300, strip=True)


Places = QuerySet[Place]
Answer = HttpResponse | None


class PlaceEventInline(ScopedTabularInline):
    model = PlaceEvent
    fields = ("at", "from_state", "to_state", "who", "reason")
    readonly_fields = fields
    verbose_name_plural = "history"

    def get_queryset(self, request: HttpRequest) -> QuerySet[PlaceEvent]:
        return super().get_queryset(request).select_related("actor")


@admin.action(description="Offer a place (ask to confirm)", permissions=["change"])
def offer_places(model_admin: Any, request: HttpRequest, places: Places) -> Answer:
    return propose(model_admin, request, places, BulkVerb.OFFER)


@admin.action(description="Put on the waiting list", permissions=["change"])
def put_on_waiting_list(
    model_admin: Any, request: HttpRequest, places: Places
) -> Answer:
    return propose(model_admin, request, places, BulkVerb.WAIT)


@admin.action(description="Withdraw ...", permissions=["change"])
def withdraw_places(model_admin: Any, request: HttpRequest, places: Places) -> Answer:
    return propose(model_admin, request, places, BulkVerb.WITHDRAW)


@admin.action(description="Do not select ...", permissions=["change"])
def refuse_places(model_admin: Any, request: HttpRequest, places: Places) -> Answer:
    return propose(model_admin, request, places, BulkVerb.REFUSE)


@admin.action(description="Restore to interested ...", permissions=["change"])
def restore_places(model_admin: Any, request: HttpRequest, places: Places) -> Answer:
    return propose(model_admin, request, places, BulkVerb.RESTORE)


@admin.action(description="Move to another group ...", permissions=["change"])
def move_places(model_admin: Any, request: HttpRequest, places: Places) -> Answer:
    return propose(model_admin, request, places, BulkVerb.MOVE)


@admin.action(description="Put off to a later year ...", permissions=["change"])
def defer_places(model_admin: Any, request: HttpRequest, places: Places) -> Answer:
    return propose(model_admin, request, places, BulkVerb.DEFER)


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
                self._narrow(field, question)

    def _narrow(self, field: Any, question: FormQuestion) -> None:
        """Offer the options of this question only."""
        if question.is_row and question.source in OPTIONS:
            held = getattr(self.instance, question.attribute)
            kind = question.source.value
            field.queryset = options_of(self.instance, kind, held)


#: Look-ups of the exported columns that are no answers.
OF_THE_PLACE = (
    *("work_group__title", "work_group__local_authority__name", "start_year"),
    *("stage__name", "state", "end_reason__label", "registered_at", "offer_ends_at"),
    *("mentor_now", "attended", "held"),
)
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
        defer_places,
    )
    list_display = (
        "participant_name",
        "work_group",
        "local_authority",
        "state",
        "offer_ends",
        "why_it_ended",
        "school_label",
        "lead_provider_label",
        "mentor",
        "attended_of_held",
    )
    list_select_related = (
        "participant",
        "work_group__local_authority",
        "school",
        "provider",
        "lead_provider",
        "end_reason",
    )
    list_filter = ("state", "start_year", "work_group__local_authority", "work_group")
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
        ("Head and deputy", {"fields": ("others_told_on",)}),
        ("Waiting list", {"fields": ("priority", "came_from")}),
    )
    export_columns = (
        *answer_columns(Keep.PARTICIPANT, "participant__"),
        ("Work group", "work_group__title"),
        ("Local authority", "work_group__local_authority__name"),
        ("Academic year", "start_year"),
        ("Stage", "stage__name"),
        ("State", "state"),
        *answer_columns(Keep.PLACE),
        *answer_columns(Keep.REGISTRATION, "registration__"),
        *answer_columns(Keep.MENTOR, MENTOR_PREFIX),
        ("Why it ended", "end_reason__label"),
        ("Registered at", "registered_at"),
        ("Offer ends at", "offer_ends_at"),
        ("Mentor now", "mentor_now"),
        ("Sessions attended", "attended"),
        ("Sessions held", "held"),
    )

    export_groups = (
        ("The person", lookups_of(Keep.PARTICIPANT, "participant__")),
        ("Group, state and attendance", OF_THE_PLACE),
        ("School, classes and release", lookups_of(Keep.PLACE)),
        ("What they asked for", lookups_of(Keep.REGISTRATION, "registration__")),
        ("The mentor whom they named", lookups_of(Keep.MENTOR, MENTOR_PREFIX)),
    )
    as_at_columns = {
        "state": "state_then",
        "mentor_now": "mentor_then",
        "attended": "attended_then",
        "held": "held_then",
    }

    def get_queryset(self, request: HttpRequest) -> QuerySet[Place]:
        rows = super().get_queryset(request)
        return rows.annotate(**place_lists.columns_of_places(timezone.now()))

    def as_at(self, rows: QuerySet[Any], day: date) -> QuerySet[Any]:
        return place_lists.as_at(rows, day)

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

    @admin.display(
        description="local authority", ordering="work_group__local_authority__name"
    )
    def local_authority(self, place: Place) -> str:
        group = place.work_group
        if group is None:
            return ""
        return str(group.local_authority or "whole hub")

    @admin.display(description="offer ends", ordering="offer_ends_at")
    def offer_ends(self, place: Place) -> str:
        """The last day of an offer that is not answered yet."""
        if place.state != PlaceState.OFFERED or place.offer_ends_at is None:
            return ""
        paused = " (paused)" if place.clock_paused_at else ""
        return f"{words.short_day(place.offer_ends_at)}, {place.offer_ends}{paused}"

    @admin.display(description="why it ended", ordering="end_reason__label")
    def why_it_ended(self, place: Place) -> str:
        return place.end_reason.label if place.end_reason else ""

    @admin.display(description="school or provider", ordering="school__name")
    def school_label(self, place: Place) -> str:
        return place.school_label

    @admin.display(description="lead provider", ordering="lead_provider__name")
    def lead_provider_label(self, place: Place) -> str:
        return str(place.lead_provider or place.lead_provider_name)

    @admin.display(description="mentor", ordering="mentor_now")
    def mentor(self, place: Any) -> str:
        return place.mentor_now or ""

    @admin.display(description="attended", ordering="attended")
    def attended_of_held(self, place: Any) -> str:
        """ "3 of 4", of the sessions held so far; "" for who was not expected."""
        expected = place.state in SECURED or place.attended
        if not expected or not place.held:
            return ""
        return f"{place.attended} of {place.held}"


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
    def session_label(self, attendance: Attendance) -> SafeString:
        return homes.link_to(attendance.session, attendance.session)
