"""Read-only admin pages of accounts and the audit log."""

from django.contrib import admin

from workgroups.admin_base import (
    ScopedModelAdmin,
)
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
    """The audit log. The database itself refuses changes to it."""

    list_display = (
        "at",
        "role",
        "action",
        "object_type",
        "object_id",
        "fields_changed",
    )
    list_filter = ("object_type",)
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

    @admin.display(description="fields")
    def fields_changed(self, entry: AuditEntry) -> str:
        return entry.fields
