"""Jobs: the database row is the truth, and Celery only wakes a worker.

A job's row has `state`, `lease_token`, `lease_until` and `attempts`. A worker claims
it with one conditional update, renews the lease while it works, and a sweep sends
out rows whose lease ran out; so a doubled message, a killed worker or a broker that
forgot everything loses nothing.
"""

import logging
import os
import threading
import time
import uuid
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

from celery import current_app
from django.db import connections, models, transaction
from django.db.models import F
from django.utils import timezone

logger = logging.getLogger(__name__)

BROKER_TIMEOUT = 1.0  # seconds: nobody waits longer for a wake-up call
QUIET_AFTER_FAILURE = 10.0  # seconds without another try once the broker is down

_quiet_until = 0.0
_line = threading.local()


def enqueue(task: str, pk: int) -> None:
    """Send a task by name once the transaction is committed.

    Nothing depends on it: the sweep finds a row that was not woken.
    """
    transaction.on_commit(partial(_send, task, pk), robust=True)


def _send(task: str, pk: int) -> None:
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task(task, args=[pk], retry=False, connection=_connection())
    except Exception as error:  # whatever a broker may raise: the sweep is the net
        _hang_up()
        _quiet_until = time.monotonic() + QUIET_AFTER_FAILURE
        logger.warning("could not wake %s %s: %s", task, pk, type(error).__name__)


def _connection() -> Any:
    """This thread's line to the broker, kept open: to make one is the dear part."""
    kept = getattr(_line, "connection", None)
    if kept is None or _line.pid != os.getpid():  # a child has none of its parent's
        options = {
            **current_app.conf.broker_transport_options,
            "socket_timeout": BROKER_TIMEOUT,
            "socket_connect_timeout": BROKER_TIMEOUT,
        }
        kept = _line.connection = current_app.connection_for_write(
            connect_timeout=BROKER_TIMEOUT, transport_options=options
        )
        _line.pid = os.getpid()
    return kept


def _hang_up() -> None:
    kept = getattr(_line, "connection", None)
    _line.connection = None
    if kept is not None:
        try:
            kept.release()
        except Exception as error:  # it is broken already
            logger.debug("hanging up: %s", type(error).__name__)


def forget_failures() -> None:
    """Call the broker again at once, as after it is known to be back."""
    global _quiet_until
    _quiet_until = 0.0
    _hang_up()


def claim(
    due: "models.QuerySet[Any]", pk: int, *, at: datetime, seconds: float, running: str
) -> str:
    """Take a due row for `seconds`; its lease's token, "" where another was first."""
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
    """Hold a claimed row longer; False once somebody else has taken it over."""
    until = timezone.now() + timedelta(seconds=seconds)
    return bool(
        rows.filter(pk=pk, lease_token=token).update(lease_until=until, **changes)
    )


class Heartbeat:
    """Renews a lease every few seconds from a thread, also inside a long step."""

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
        except Exception:  # a beat missed; the lease is four beats long
            logger.exception("could not renew the lease of row %s", self.pk)
            connections.close_all()
