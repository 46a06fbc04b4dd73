"""App configurations of the site and of its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HubsiteConfig(AppConfig):
    name = "hubsite"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from hubsite.folders import make_folders
        from hubsite.middleware import remember_enrolment

        make_folders()
        authenticator_added.connect(remember_enrolment)


class HubsiteAdminConfig(AdminConfig):
    """Use HubsiteAdminSite as Django's default admin site."""

    default_site = "hubsite.admin_site.HubsiteAdminSite"
