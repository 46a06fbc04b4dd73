"""One connection to the mail server for several emails of a worker."""

import logging
import os
import smtplib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.smtp import EmailBackend

logger = logging.getLogger(__name__)

IDLE_SECONDS = 20.0  # after this time a connection is not used again
EMAILS_AT_MOST = 50  # mail servers limit how many they take over one connection

_thread_state = threading.local()


@dataclass
class _Kept:
    backend: EmailBackend
    server: tuple[object, ...]
    pid: int
    used_at: float
    emails: int = 0


@contextmanager
def connection() -> Iterator[Any]:
    """A connection to send one email over, kept open for the next one.

    Opening it, with its TLS and its password, is the expensive part. Before it is used
    again the server is asked whether it is still there. Any error but a refused
    recipient closes it, so the next email begins afresh.
    """
    backend = _kept() or get_connection()
    try:
        yield backend
    except smtplib.SMTPRecipientsRefused:
        _keep(backend)
        raise
    except BaseException:
        close()
        raise
    else:
        _keep(backend)


def _kept() -> EmailBackend | None:
    """This thread's open connection; None where there is none that works."""
    kept: _Kept | None = getattr(_thread_state, "kept", None)
    if kept is None:
        return None
    if kept.pid != os.getpid():  # a forked child must not use its parent's connection
        _thread_state.kept = None
        return None
    idle = time.monotonic() - kept.used_at > IDLE_SECONDS
    is_stale = idle or kept.emails >= EMAILS_AT_MOST
    if is_stale or kept.server != _server() or not _answers(kept.backend):
        close()
        return None
    return kept.backend


def _answers(backend: EmailBackend) -> bool:
    try:
        return backend.connection is not None and backend.connection.noop()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def _keep(backend: Any) -> None:
    """Keep an open SMTP connection; other backends open what they need each time."""
    if not isinstance(backend, EmailBackend) or backend.connection is None:
        return
    kept: _Kept | None = getattr(_thread_state, "kept", None)
    if kept is None or kept.backend is not backend:
        kept = _Kept(backend, _server(), os.getpid(), 0.0)
        _thread_state.kept = kept
    kept.used_at = time.monotonic()
    kept.emails += 1


def close() -> None:
    """Close this thread's connection, if it has one."""
    kept: _Kept | None = getattr(_thread_state, "kept", None)
    _thread_state.kept = None
    if kept is None:
        return
    try:
        kept.backend.close()
    except (OSError, smtplib.SMTPException) as error:  # broken already
        logger.debug("closing the mail connection: %s", type(error).__name__)


def _server() -> tuple[object, ...]:
    return (
        settings.EMAIL_BACKEND,
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
    )
