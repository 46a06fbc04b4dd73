"""The kinds of email about files of lists. Each holds a link and never the list."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from recruitment.outbox import EXAMPLES, EmailKind, add_kind
from recruitment.placeholders import LINK, NAME, part
from workgroups.choices import HUB_STAFF, ExportState
from workgroups.models import ListExport, Role, User
from workgroups.wordings import Placeholder

NAMED = "Secured places"  # the list with which a wording is tried
LAST_DAY = Placeholder(
    "last day",
    '{{ export.expires_at|date:"j F Y" }}',
    "on which the file is deleted",
    required=True,
)
FILE = (
    NAME,
    Placeholder("list", "{{ export.name }}", "what the list is called"),
    LINK,
    LAST_DAY,
    part("signature", "_from_hub.txt", "who writes, and where questions are sent"),
)


class ExportReady(EmailKind):
    """Tells an account that the workbook which it asked for can be downloaded."""

    name = "export_ready"
    title = "a large export is ready"
    placeholders: tuple[Placeholder, ...] = FILE
    button = "Open the export"
    related = ("asked_by", "saved_list")

    def examples(self, hub_id: int) -> list[tuple[Any, Any]]:
        """People of the hub's office, as if each had asked for a file."""
        roles = Role.objects.filter(hub=hub_id, kind__in=HUB_STAFF).order_by("-pk")
        people = [role.user for role in roles.select_related("user")[:EXAMPLES]]
        return [(_example(hub_id, each), each) for each in people]

    def still_holds(self, about: ListExport, recipient: User, *, at: datetime) -> bool:
        """Whether the file is there, for somebody who is of the office still."""
        is_kept = about.expires_at is not None and at < about.expires_at
        is_ready = about.state == ExportState.DONE and is_kept
        return is_ready and about.may_be_had_by(recipient)

    def context(
        self, about: ListExport, recipient: User, *, at: datetime
    ) -> dict[str, object]:
        page = reverse("admin:list_export", args=[about.public_id])
        return {"export": about, "link": f"{settings.SITE_URL}{page}"}


class MonthlyList(ExportReady):
    """Tells somebody that a list which is sent each month is made."""

    name = "monthly_list"
    title = "a saved list, each month"
    placeholders = (
        *FILE,
        part("as at", "_list_as_at.txt", "the day that the list shows, if it has one"),
    )
    button = "Open the list"


def _example(hub_id: int, person: User) -> ListExport:
    until = timezone.now() + timedelta(days=7)
    return ListExport(hub_id=hub_id, asked_by=person, name=NAMED, expires_at=until)


def add_kinds() -> None:
    for kind in (ExportReady, MonthlyList):
        add_kind(kind)
