"""Settings, root URLs and the pages that read from every app."""

from hubsite.celery import app as celery_app

__all__ = ["celery_app"]
