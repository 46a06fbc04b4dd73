"""The homes of groups in the admin: their tabs, and the buttons under the title."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hubsite.queries import group_home
from workgroups.admin_base import Act, Tab, add_acts, add_tab
from workgroups.models import WorkGroup


def add_homes() -> None:
    add_tab(WorkGroup, Tab("", "Overview", "admin/group_home.html", read_group))
    add_tab(WorkGroup, Tab("emails", "Letters", "admin/emails_tab.html", read_emails))
    add_acts(WorkGroup, group_acts)


def read_group(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    found = group_home.group_home_of(request.user, group, at=timezone.now())
    return {"group": found}


def read_emails(request: HttpRequest, group: WorkGroup) -> dict[str, Any]:
    emails, total = group_home.emails_about(request.user, group)
    return {"emails": emails, "total": total, "whose": "about places in this group"}


def group_acts(request: HttpRequest, group: WorkGroup) -> list[Act]:
    if group.cancelled_on is not None:
        return []
    groups = reverse("admin:workgroups_workgroup_changelist")
    return [
        Act("Offer free seats to those who wait", groups, "offer_free_seats", group.pk),
        Act("Cancel this group ...", groups, "cancel_work_groups", group.pk),
    ]
