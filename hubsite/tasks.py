"""Celery tasks of the site as a whole."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db.models import Exists, OuterRef
from django.utils import timezone

from recruitment.admin import list_exports as files
from workgroups.actions import list_exports, saved_lists

#: The device of a sign-in is saved a moment before its session.
NEW = timedelta(hours=1)


@shared_task
def delete_old_sessions() -> None:
    """Delete the rows of browser sessions that have expired, and their devices."""
    call_command("clearsessions")
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    old = UserSession.objects.filter(created_at__lt=timezone.now() - NEW)
    old.filter(~Exists(alive)).delete()


@shared_task
def make_list_export(export_id: int) -> None:
    files.make_list_export(export_id, at=timezone.now())


@shared_task
def retry_list_exports() -> None:
    list_exports.enqueue_due(at=timezone.now())


@shared_task
def send_saved_lists() -> None:
    """Send the lists whose day has come, and delete the files that expired."""
    now = timezone.now()
    saved_lists.send_due(at=now)
    list_exports.delete_expired(at=now)
