"""The real settings, with one more task."""

from hubsite.settings import *  # noqa: F403

CELERY_IMPORTS = ["tests.hubsite.slow_job"]
