"""A mail server of a test, which takes, refuses or drops what it is given."""

import asyncio
from collections.abc import Callable, Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from recruitment import mail_server
from tests.servers import free_port


class Postbox:
    """A mail server in one of its modes.

    "take", "550" and "451" answer so; "550 text" and "451 text" accept the address and
    refuse the text; "slow" takes it after a second, "stall" never answers; "drop" loses
    the connection instead of answering and "hang up" loses it after the answer.
    `before_answer` is called when an email is taken and the answer is not sent yet.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.mode = "take"
        self.begun = 0  # texts that were sent to it
        self.emails: list[Envelope] = []
        self.connections: list[Session] = []  # of each email
        self.before_answer: Callable[[], object] = lambda: None

    async def handle_RCPT(
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        *_: object,
    ) -> str:
        if self.mode in {"550", "451"}:
            return f"{self.mode} not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        self.begun += 1
        if self.mode in {"550 text", "451 text"}:
            return f"{self.mode} is not liked"
        if self.mode in {"slow", "stall"}:
            await asyncio.sleep(1 if self.mode == "slow" else 60)
        self.emails.append(envelope)
        self.connections.append(session)
        self.before_answer()
        if self.mode == "drop":
            server.transport.abort()
        if self.mode == "hang up":
            loop = asyncio.get_running_loop()
            loop.call_later(0.1, server.transport.abort)
        return "250 OK"


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    box = Postbox(free_port())
    controller = Controller(box, hostname="127.0.0.1", port=box.port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = box.port
    settings.EMAIL_TIMEOUT = 2
    yield box
    mail_server.close()
    controller.stop()
