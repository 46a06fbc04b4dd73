"""The embedded site with one command: web, worker and beat, and no other server."""

import argparse
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from workgroups.models import Hub

HOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1
QUICK_DEATH = 5  # seconds: a child that dies sooner is not started again at once


def port_number(text: str) -> int:
    """A port a program may listen on, from what was typed after --port."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give 1 to 65535.")
    return int(text)


def port_is_free(port: int) -> bool:
    with socket.socket() as gateway:
        # as gunicorn does: a port that was closed a moment ago counts as free
        gateway.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            gateway.bind((HOST, port))
        except OSError:
            return False
    return True


def answers(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def die_with_parent() -> Callable[[], None] | None:
    """What a child does first, so that it never outlives a killed `up` (Linux)."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def ask_the_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died while the child was being made
            os._exit(1)

    return ask_the_kernel


def commands(port: int) -> dict[str, list[str]]:
    """The three children by name, in the order they start."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "-A", "hubsite", "--quiet"]
    return {
        "web": [
            *python,
            "gunicorn",
            "hubsite.wsgi",
            f"--bind={HOST}:{port}",
            "--workers=1",
            "--threads=4",
            "--graceful-timeout=10",
            "--log-level=warning",
            "--no-control-socket",  # it would lie in the user's home folder
        ],
        "worker": [
            *celery,
            "worker",
            "--concurrency=1",
            "--without-gossip",
            "--without-mingle",
            f"--hostname=embedded-{os.getpid()}",
        ],
        # the schedule stays in memory: what is due is worked out from rows
        "beat": [*celery, "beat", "--pidfile=", "--scheduler=celery.beat:Scheduler"],
    }


def address(port: int) -> str:
    """Where links lead: the site that was named, else this very one."""
    return os.environ.get("SITE_URL") or f"http://{HOST}:{port}"


def environment(port: int) -> dict[str, str]:
    """The children's surroundings: all that they write stays under `var/`."""
    folder = settings.VAR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "SITE_URL": address(port),
        # kombu moves a message through TMPDIR: atomic only on the same disk
        "TMPDIR": str(folder),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }


@dataclass
class Child:
    """One process in a session of its own, so that Ctrl-C reaches only `up`."""

    name: str
    command: list[str]
    environment: dict[str, str]

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (our own three commands)
            self.command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )

    @property
    def due(self) -> bool:
        """Dead, and long enough ago not to spin."""
        return (
            self.process.poll() is not None
            and time.monotonic() - self.started > QUICK_DEATH
        )

    def kill(self) -> None:
        """End the child and what it started; a job's lease then runs out."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()


class Command(BaseCommand):
    help = "Run the embedded site: web, worker and beat, until Ctrl-C"

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=port_number, default=8000)
        parser.add_argument(
            "--grace",
            type=float,
            default=20,
            help="seconds that a running job has to finish after Ctrl-C",
        )

    def handle(self, *args: object, port: int, grace: float, **options: object) -> None:
        if not port_is_free(port):
            raise CommandError(
                f"Port {port} is in use by another program: stop that one, or "
                f"choose another port, for example make run PORT={port + 1}."
            )
        self.signals: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.note_signal)
        try:
            self.prepare()
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was ready.") from None
        self.serve(port, grace)

    def note_signal(self, number: int, frame: object) -> None:
        """Until the children run a signal breaks off; then it is noted."""
        self.signals.append(number)
        if not hasattr(self, "children"):
            raise KeyboardInterrupt

    def prepare(self) -> None:
        """Bring the database up to date; fill it once if it holds no hub."""
        call_command("migrate", interactive=False, verbosity=0)
        if settings.PRODUCTION or Hub.objects.exists():
            return
        self.say("Filling an empty database with the sample; this happens once.")
        with transaction.atomic():  # broken off halfway, it begins again next time
            call_command("sample")

    def serve(self, port: int, grace: float) -> None:
        surroundings = environment(port)
        self.children = [
            Child(name, command, surroundings)
            for name, command in commands(port).items()
        ]
        for child in self.children:
            child.start()
        greeted = False
        while not self.signals:
            if not greeted and answers(port):
                self.greet(port)
                greeted = True
            self.revive()
            time.sleep(0.2)
        self.stop(grace)

    def revive(self) -> None:
        for child in self.children:
            if child.due:
                self.say(f"The {child.name} process had ended; starting it again.")
                child.kill()  # what it had started lives on, and holds the port
                child.start()

    def greet(self, port: int) -> None:
        sign_ins = settings.VAR / "sample-sign-ins.txt"
        if sign_ins.exists():
            text = sign_ins.read_text(encoding="utf-8").rstrip() + "\n\n"
            # written when the sample was made, perhaps for another port
            self.say(text.replace(settings.SITE_URL, address(port)))
        self.say(f"Hubsite is at http://{HOST}:{port}/ (Ctrl-C stops everything)")

    def stop(self, grace: float) -> None:
        """Nothing new is asked for, then the running job ends; a second Ctrl-C
        ends everything at once."""
        self.say("Stopping; a job that is running may finish.")
        ends = time.monotonic() + grace
        for child in reversed(self.children):
            child.process.terminate()
        while time.monotonic() < ends and len(self.signals) < 2:
            if all(child.process.poll() is not None for child in self.children):
                break
            time.sleep(0.1)
        for child in self.children:
            child.kill()
        self.say("Stopped.")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
