"""The Celery application: `celery -A hubsite worker`."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_postrun, task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hubsite.settings")

app = Celery("hubsite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
@task_postrun.connect
def keep_good_connections(sender: Any, **_: Any) -> None:
    """Treat a worker's database connection around a task as Django does around a page.

    It is kept for CONN_MAX_AGE, and replaced where it is broken. Celery would close it
    before and after each task (see CELERY_DB_REUSE_MAX), and to open one costs
    PostgreSQL more than a whole email.
    """
    if not sender.request.is_eager:
        close_old_connections()
