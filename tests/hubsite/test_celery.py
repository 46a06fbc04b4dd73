"""Database connections around the tasks of a worker."""

from dataclasses import dataclass

import pytest
from celery.signals import task_postrun, task_prerun
from django.conf import settings

from hubsite import celery


@dataclass
class Request:
    is_eager: bool


@dataclass(eq=False)  # a sender is looked up by what it is
class Task:
    request: Request


@pytest.fixture
def looked_after(monkeypatch) -> list[str]:
    done: list[str] = []
    monkeypatch.setattr(celery, "close_old_connections", lambda: done.append("once"))
    return done


@pytest.mark.parametrize("signal", [task_prerun, task_postrun])
def test_a_worker_looks_after_its_connections_around_each_task(signal, looked_after):
    signal.send(sender=Task(Request(is_eager=False)))

    assert looked_after == ["once"]


def test_a_task_that_runs_inside_a_request_leaves_its_connection_alone(looked_after):
    task_prerun.send(sender=Task(Request(is_eager=True)))

    assert looked_after == []


def test_celery_itself_seldom_closes_a_connection():
    assert celery.app.conf.get("CELERY_DB_REUSE_MAX") == 1000
    assert settings.CELERY_DB_REUSE_MAX == 1000
