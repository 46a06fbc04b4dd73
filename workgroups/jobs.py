"""Background jobs whose state is a database row; Celery only starts a worker.

A job's row has `state`, `lease_token`, `lease_until` and `attempts`. A worker claims it
with one conditional update and renews the lease while it works. A periodic task
enqueues rows whose lease expired, so a duplicate message, a killed worker or a broker
that lost its data does no harm.
"""

import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

from celery import current_app
from django.db import connections, models, transaction
from django.db.models import F
from django.utils import timezone

logger = logging.getLogger(__name__)

BROKER_TIMEOUT = 1.0  # seconds: a request never waits longer for the broker
RETRY_AFTER = 10.0  # seconds before the broker is tried again after an error

_sends_messages: ContextVar[bool] = ContextVar("sends_messages", default=True)
_retry_at = 0.0
_thread_state = threading.local()


@contextmanager
def without_messages() -> Iterator[None]:
    """Enqueue nothing inside, for rows on which no worker has to work."""
    token = _sends_messages.set(False)
    try:
        yield
    finally:
        _sends_messages.reset(token)


def enqueue(task: str, pk: int) -> None:
    """Send a task by name after the transaction commits.

    Nothing depends on the message: the periodic retry finds rows that were not
    enqueued.
    """
    if not _sends_messages.get():
        return
    transaction.on_commit(partial(_send, task, pk), robust=True)


def _send(task: str, pk: int) -> None:
    global _retry_at
    if time.monotonic() < _retry_at:
        return
    try:
        current_app.send_task(task, args=[pk], retry=False, connection=_connection())
    # Any broker error: the periodic retry sends the task later.
    except Exception as error:
        _close_connection()
        _retry_at = time.monotonic() + RETRY_AFTER
        logger.warning("could not enqueue %s %s: %s", task, pk, type(error).__name__)


def _connection() -> Any:
    """This thread's connection to the broker, kept because creating one is slow."""
    kept = getattr(_thread_state, "connection", None)
    # a forked child must not use its parent's connection
    if kept is None or _thread_state.pid != os.getpid():
        options = {
            **current_app.conf.broker_transport_options,
            "socket_timeout": BROKER_TIMEOUT,
            "socket_connect_timeout": BROKER_TIMEOUT,
        }
        kept = _thread_state.connection = current_app.connection_for_write(
            connect_timeout=BROKER_TIMEOUT, transport_options=options
        )
        _thread_state.pid = os.getpid()
    return kept


def _close_connection() -> None:
    kept = getattr(_thread_state, "connection", None)
    _thread_state.connection = None
    if kept is not None:
        try:
            kept.release()
        except Exception as error:  # the connection is broken already
            logger.debug("closing the connection: %s", type(error).__name__)


def reset_connection() -> None:
    """Try the broker again at once, for example after it was restarted."""
    global _retry_at
    _retry_at = 0.0
    _close_connection()


def claim(
    due: "models.QuerySet[Any]", pk: int, *, at: datetime, seconds: float, running: str
) -> str:
    """Lease a due row for `seconds`; return the lease token, or "" if another worker
    has it.
    """
    token = uuid.uuid4().hex
    taken = due.filter(pk=pk).update(
        state=running,
        lease_token=token,
        lease_until=at + timedelta(seconds=seconds),
        attempts=F("attempts") + 1,
    )
    return token if taken else ""


def renew(
    rows: "models.QuerySet[Any]", pk: int, token: str, *, seconds: float, **changes: Any
) -> bool:
    """Extend the lease of a claimed row; False if another worker has taken it over."""
    until = timezone.now() + timedelta(seconds=seconds)
    return bool(
        rows.filter(pk=pk, lease_token=token).update(lease_until=until, **changes)
    )


class Heartbeat:
    """Renew a lease every few seconds from a thread, also during a long step."""

    def __init__(
        self,
        rows: "models.QuerySet[Any]",
        pk: int,
        token: str,
        *,
        seconds: float,
        every: float,
    ) -> None:
        self.rows, self.pk, self.token = rows, pk, token
        self.seconds, self.every = seconds, every
        self.lost = False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=5)

    def _beat(self) -> None:
        try:
            while not self._stop.wait(self.every) and not self.lost:
                self._renew()
        finally:
            connections.close_all()

    def _renew(self) -> None:
        try:
            self.lost = not renew(
                self.rows.all(), self.pk, self.token, seconds=self.seconds
            )
        except Exception:  # One missed renewal is harmless: a lease lasts four of them.
            logger.exception("could not renew the lease of row %s", self.pk)
            connections.close_all()
