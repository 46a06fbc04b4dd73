"""Celery tasks of the site as a whole."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def delete_old_sessions() -> None:
    """Delete the rows of browser sessions that have expired."""
    call_command("clearsessions")
