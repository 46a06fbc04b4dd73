"""Admin pages of who agreed that teachers are released."""

from django.contrib import admin

from recruitment.models import ReleaseContact
from workgroups.admin_base import ScopedModelAdmin


@admin.register(ReleaseContact)
class ReleaseContactAdmin(ScopedModelAdmin):
    """Rows come and go with the answers of places, so nobody changes them here."""

    list_display = ("email", "proved_at", "reachable")
    search_fields = ("email",)
    fields = ("email", "proved_at", "objected_at", "email_failed_at")
    readonly_fields = fields
    export_columns = (("E-mail", "email"), ("Proved at", "proved_at"))

    @admin.display(boolean=True, description="may be written to")
    def reachable(self, contact: ReleaseContact) -> bool:
        return contact.reachable
