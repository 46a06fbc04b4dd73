"""Admin pages of emails: the recipient, the time and the result."""

from typing import Any

from django.contrib import admin
from django.db.models import (
    Case,
    CharField,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.utils import timezone

from recruitment.actions import emails as email_actions
from recruitment.models import (
    Email,
    Mentor,
    OpeningRequest,
    Participant,
    ReleaseContact,
)
from recruitment.models.emails import kind_label
from workgroups.admin_base import ScopedModelAdmin
from workgroups.admin_base.list_filters import WordsFilter
from workgroups.models import User

#: Each model of a recipient, with the expression for its name.
RECIPIENTS: dict[str, tuple[Any, Any]] = {
    "recruitment.participant": (
        Participant,
        Concat("first_name", Value(" "), "last_name", output_field=CharField()),
    ),
    "recruitment.mentor": (Mentor, F("name")),
    "recruitment.releasecontact": (ReleaseContact, F("email")),
    "workgroups.user": (User, F("email")),
    "recruitment.openingrequest": (
        OpeningRequest,
        Value("an address that wants to hear", output_field=CharField()),
    ),
}


def recipient_name() -> Case:
    """A query expression for the name of an email's recipient."""
    cases = []
    for label, (model, name) in RECIPIENTS.items():
        row = model.objects.filter(pk=OuterRef("recipient_id")).order_by()
        found = Subquery(row.annotate(found=name).values("found")[:1])
        cases.append(When(recipient_type=label, then=found))
    return Case(*cases, default=Value(""), output_field=CharField())


@admin.action(description="Send these letters again", permissions=["resend"])
def send_again(model_admin: Any, request: Any, emails: QuerySet[Email]) -> None:
    queued = 0
    for email in emails.order_by("pk"):
        again = email_actions.send_again(email, by=request.user, at=timezone.now())
        queued += again is not None
    model_admin.message_user(request, f"{queued} of the chosen letters will go again.")


class KindFilter(WordsFilter):
    title = "kind"
    parameter_name = "kind"

    def named(self, value: str) -> str:
        return kind_label(value)


@admin.register(Email)
class EmailAdmin(ScopedModelAdmin):
    actions = (send_again,)
    list_display = (
        "kind_in_words",
        "to_name",
        "state",
        "written_at",
        "sent_at",
        "problem",
    )
    list_filter = ("state", KindFilter)
    search_fields = ("subject_kept", "to_name")
    fields = (
        "kind_in_words",
        "to_name",
        "address",
        "state",
        "problem",
        "written_at",
        "attempts",
        "sent_at",
        "subject_kept",
        "body_kept",
    )
    readonly_fields = fields
    export_columns = (
        ("Letter", "kind"),
        ("State", "state"),
        ("Written at", "written_at"),
        ("Sent at", "sent_at"),
        ("Problem", "problem"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Email]:
        return super().get_queryset(request).annotate(to_name=recipient_name())

    def has_resend_permission(self, request: HttpRequest) -> bool:
        return self.granted(request, "read")

    @admin.display(description="kind", ordering="kind")
    def kind_in_words(self, email: Email) -> str:
        return kind_label(email.kind)

    @admin.display(description="to")
    def to_name(self, email: Any) -> str:
        return email.to_name or "nobody any more"
