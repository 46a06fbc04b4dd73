"""App configurations of the site and of its admin."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class HubsiteConfig(AppConfig):
    name = "hubsite"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added

        from hubsite import checks  # noqa: F401  # registers the checks
        from hubsite.folders import make_folders
        from hubsite.homes import add_homes
        from hubsite.middleware import remember_enrolment

        make_folders()
        add_homes()
        authenticator_added.connect(remember_enrolment)


class HubsiteAdminConfig(AdminConfig):
    """Use HubsiteAdminSite as Django's default admin site."""

    default_site = "hubsite.admin_site.HubsiteAdminSite"

    def ready(self) -> None:
        super().ready()
        # every app's admin is loaded only now, in the order of the apps
        from recruitment.admin.wordings import add_audit_names

        add_audit_names()  # here, because the kinds of email are registered by now


def load_before_requests() -> None:
    """Import what the first requests of a web worker would wait for.

    These are the pages, the client library of the broker, and the holidays by
    which offers end. Nothing connects to the broker here.
    """
    from celery import current_app
    from django.urls import get_resolver
    from django.utils import timezone

    from workgroups import working_days

    get_resolver().check()
    current_app.connection_for_write().get_transport_cls()
    working_days.bank_holidays(timezone.localdate().year)
