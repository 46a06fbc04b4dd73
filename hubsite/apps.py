"""App configurations of the site and of its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HubsiteConfig(AppConfig):
    name = "hubsite"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from hubsite.middleware import remember_enrolment

        authenticator_added.connect(remember_enrolment)


class HubsiteAdminConfig(AdminConfig):
    """The stock admin on our own site: hub staff's daily desk."""

    default_site = "hubsite.admin_site.HubsiteAdminSite"
