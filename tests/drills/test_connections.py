"""A worker's database connection: kept between tasks, and replaced where it broke."""

import subprocess
from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import connection

from recruitment import outbox
from recruitment.models import Email
from tests.drills.test_worker import WORKER, kill
from tests.factories import FRIDAY_5PM, make_place
from tests.servers import wait_until
from workgroups import jobs

pytestmark = [
    pytest.mark.drill("postgres"),
    pytest.mark.django_db(transaction=True),
]
OTHERS = """
    SELECT pid FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def worker(child_environment) -> Iterator[None]:
    """A worker that begins without the messages of earlier tests."""
    jobs.reset_connection()
    current_app.control.purge()
    process = subprocess.Popen(
        WORKER,
        env=child_environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield
    kill(process)


def connections() -> list[int]:
    """The processes of PostgreSQL that serve the worker."""
    with connection.cursor() as cursor:
        cursor.execute(OTHERS)
        return sorted(pid for (pid,) in cursor.fetchall())


def send_email(place) -> None:
    """Queue an email and wait until the worker has sent it."""
    email = outbox.queue(
        "already_asked", about=place, to=place.participant, at=FRIDAY_5PM
    )
    wait_until(
        lambda: Email.objects.get(pk=email.pk).state == "sent",
        seconds=60,
        what="the email",
    )


def test_a_worker_keeps_its_connection_and_replaces_one_that_broke(worker):
    first, second, third = (make_place() for _ in range(3))

    send_email(first)
    (kept,) = connections()
    send_email(second)

    assert connections() == [kept]

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [kept])
    send_email(third)

    (renewed,) = connections()
    assert renewed != kept
