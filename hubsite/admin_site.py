"""The admin site: hub staff's daily desk."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest


class HubsiteAdminSite(AdminSite):
    site_header = "Hubsite"
    site_title = "Hubsite"
    index_title = "Your hub"

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and getattr(request.user, "is_staff", False)
