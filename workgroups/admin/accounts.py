"""Read-only admin pages of accounts and the audit log."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from workgroups.admin_base import (
    ScopedModelAdmin,
)
from workgroups.admin_base.audit_pages import AuditChangeList, ObjectTypeFilter
from workgroups.models import (
    AuditEntry,
    User,
)


@admin.register(User)
class UserAdmin(ScopedModelAdmin):
    """Accounts with a role at this hub; invitations create them."""

    list_display = ("name", "email", "is_active")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "joined_at")


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedModelAdmin):
    """The audit log in sentences. The database itself refuses changes to it."""

    list_display = ("sentence", "reason")
    list_display_links = None
    list_select_related = ("actor",)
    list_filter = (ObjectTypeFilter,)
    search_fields = ("action", "object_id")
    exclude = ("actor",)
    export_columns = (
        ("When", "at"),
        ("Role", "role"),
        ("Act", "action"),
        ("What", "object_type"),
        ("Which", "object_id"),
        ("Fields", "fields"),
        ("Reason", "reason"),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> Any:
        return AuditChangeList

    @admin.display(description="what was done", ordering="at")
    def sentence(self, entry: Any) -> str:
        return entry.sentence
