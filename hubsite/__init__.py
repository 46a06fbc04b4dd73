"""Settings, root URLs and the pages that gather all floors."""

from hubsite.celery import app as celery_app

__all__ = ["celery_app"]
