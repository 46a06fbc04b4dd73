"""A slow job, for the test that stops the site while a job runs."""

import time
from pathlib import Path

from celery import shared_task

SECONDS = 3


@shared_task(name="tests.slow_job")
def write_slowly(folder: str) -> None:
    (Path(folder) / "begun").touch()
    time.sleep(SECONDS)
    (Path(folder) / "done").touch()
