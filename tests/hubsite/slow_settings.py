"""The real settings, with one more job that the worker knows."""

from hubsite.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.hubsite.slow_job"]
