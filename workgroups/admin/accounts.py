"""Accounts and the record of acts, to be read."""

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
    """Who has an account with a role at this hub; made by invitation, read here."""

    list_display = ("name", "email", "is_active")
    search_fields = ("name", "email")
    fields = ("name", "email", "is_active", "joined_at")


@admin.register(AuditEntry)
class AuditEntryAdmin(ScopedModelAdmin):
    """The record of acts. Nothing here can be changed, in the database either."""

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
