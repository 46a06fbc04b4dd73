"""Admin pages of participants, mentors, registrations and recruitment links."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.crypto import get_random_string

from recruitment.admin.answers import answer_columns
from recruitment.models import (
    Mentor,
    Mentorship,
    Participant,
    RecruitmentLink,
    Registration,
)
from recruitment.registration.asking import kept_on
from recruitment.registration.question_types import Keep
from workgroups.admin_base import ScopedForm, ScopedModelAdmin, ScopedTabularInline


class MentorshipInline(ScopedTabularInline):
    model = Mentorship
    fields = ("mentor_name", "from_on", "until_on")
    readonly_fields = fields
    verbose_name_plural = "mentors"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Mentorship]:
        return super().get_queryset(request).select_related("mentor")

    @admin.display(description="mentor")
    def mentor_name(self, mentorship: Mentorship) -> str:
        return mentorship.mentor.name


@admin.register(Participant)
class ParticipantAdmin(ScopedModelAdmin):
    list_display = ("last_name", "first_name", "email", "phone", "email_failed_at")
    list_display_links = ("last_name", "first_name")
    search_fields = ("last_name", "first_name", "email", "second_email")
    years_lookup = "places__start_year"
    inlines = (MentorshipInline,)
    fields = (*(each.name for each in kept_on(Keep.PARTICIPANT)), "email_failed_at")
    # a new address is proved first; the tab "Address" of the person's home asks for it
    readonly_fields = ("email", "email_failed_at")
    export_columns = answer_columns(Keep.PARTICIPANT)


class MentorForm(ScopedForm):
    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


@admin.register(Mentor)
class MentorAdmin(ScopedModelAdmin):
    form = MentorForm
    list_display = ("name", "email", "reachable")
    search_fields = ("name", "email")
    fields = ("name", "email", "told_on", "objected_at", "email_failed_at")
    readonly_fields = ("objected_at", "email_failed_at")
    export_columns = (("Mentor", "name"), ("E-mail", "email"))

    @admin.display(boolean=True, description="may be written to")
    def reachable(self, mentor: Mentor) -> bool:
        return mentor.reachable


@admin.register(Registration)
class RegistrationAdmin(ScopedModelAdmin):
    """Registrations stay as they were sent; a place holds what changes."""

    list_display = (
        "participant_name",
        "email",
        "work_group",
        "both_years",
        "source",
        "registered_at",
    )
    list_select_related = ("participant", "work_group")
    list_filter = ("work_group", "source", "both_years")
    search_fields = (
        "participant__last_name",
        "participant__first_name",
        "participant__email",
    )
    exclude = ("form_key", "participant")
    readonly_fields = ("participant_name", "email")
    export_columns = (
        ("First name", "participant__first_name"),
        ("Last name", "participant__last_name"),
        ("E-mail", "participant__email"),
        ("Work group", "work_group__title"),
        *answer_columns(Keep.REGISTRATION),
        ("Source", "source"),
        ("Registered at", "registered_at"),
    )

    @admin.display(description="name", ordering="participant__last_name")
    def participant_name(self, registration: Registration) -> str:
        return registration.participant.full_name

    @admin.display(description="e-mail", ordering="participant__email")
    def email(self, registration: Registration) -> str:
        return registration.participant.email


@admin.register(RecruitmentLink)
class RecruitmentLinkAdmin(ScopedModelAdmin):
    list_display = (
        "label",
        "code",
        "local_authority",
        "work_group",
        "registration_count",
    )
    list_select_related = ("local_authority", "work_group")
    search_fields = ("label", "code")
    fields = ("label", "local_authority", "work_group", "code")
    readonly_fields = ("code",)
    export_columns = (
        ("Link", "label"),
        ("Code", "code"),
        ("Local authority", "local_authority__name"),
        ("Work group", "work_group__title"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecruitmentLink]:
        return (
            super()
            .get_queryset(request)
            .annotate(registration_count=Count("registrations"))
        )

    @admin.display(description="registrations")
    def registration_count(self, link: Any) -> int:
        return link.registration_count

    def save_model(
        self, request: HttpRequest, obj: Any, form: Any, change: bool
    ) -> None:
        obj.code = obj.code or get_random_string(8, "abcdefghjkmnpqrstuvwxyz23456789")
        super().save_model(request, obj, form, change)
