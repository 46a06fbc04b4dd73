"""App configurations of the site and of its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HubsiteConfig(AppConfig):
    name = "hubsite"


class HubsiteAdminConfig(AdminConfig):
    """The stock admin on our own site: hub staff's daily desk."""

    default_site = "hubsite.admin_site.HubsiteAdminSite"
