"""Run the embedded site with one command: web server, Celery worker and beat."""

import argparse
import ctypes
import gc
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

from hubsite.folders import check_writable
from workgroups.models import Hub

HOST = "127.0.0.1"
PR_SET_PDEATHSIG = 1
QUICK_EXIT = 5  # seconds: a child that exits sooner is not restarted at once


def port_number(text: str) -> int:
    """Parse the value of --port; raise ArgumentTypeError outside 1 to 65535."""
    if not text.isdecimal() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port: give 1 to 65535.")
    return int(text)


def port_is_free(port: int) -> bool:
    with socket.socket() as gateway:
        # Like gunicorn, treat a port that was closed a moment ago as free.
        gateway.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            gateway.bind((HOST, port))
        except OSError:
            return False
    return True


def is_serving(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def die_with_parent() -> Callable[[], None] | None:
    """Run first in a child, so that it exits when `up` is killed (Linux)."""
    if sys.platform != "linux":
        return None
    prctl, parent = ctypes.CDLL(None).prctl, os.getpid()

    def set_death_signal() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # the parent exited before the child was ready
            os._exit(1)

    return set_death_signal


def commands(port: int) -> dict[str, list[str]]:
    """The three child processes by name, in the order in which they start."""
    python = [sys.executable, "-m"]
    # a warning to root would stand under the address, which is the last line
    quiet = ["-W", "ignore::UserWarning:celery.platforms"]
    celery = [sys.executable, *quiet, "-m", "celery", "-A", "hubsite", "--quiet"]
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
            "--no-control-socket",  # the default is a file in the user's home folder
        ],
        "worker": [
            *celery,
            "worker",
            "--concurrency=1",
            "--without-gossip",
            "--without-mingle",
            f"--hostname=embedded-{os.getpid()}",
        ],
        # The schedule stays in memory because due work is read from the database.
        "beat": [*celery, "beat", "--pidfile=", "--scheduler=celery.beat:Scheduler"],
    }


def address(port: int) -> str:
    """The base URL of links: SITE_URL where it is set, else this server."""
    return os.environ.get("SITE_URL") or f"http://{HOST}:{port}"


def environment(port: int) -> dict[str, str]:
    """Environment variables of the children, whose files all stay under `var/`."""
    folder = settings.VAR / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "SITE_URL": address(port),
        # kombu moves messages through TMPDIR, which is atomic only on one file system
        "TMPDIR": str(folder),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }


@dataclass
class Child:
    """A process in a session of its own, so that Ctrl-C reaches only `up`."""

    name: str
    command: list[str]
    environment: dict[str, str]

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (our own commands)
            self.command,
            cwd=settings.BASE_DIR,
            env=self.environment,
            start_new_session=True,
            preexec_fn=die_with_parent(),
        )

    @property
    def can_restart(self) -> bool:
        """Whether the child has exited and waited long enough to be restarted."""
        return (
            self.process.poll() is not None
            and time.monotonic() - self.started > QUICK_EXIT
        )

    def kill(self) -> None:
        """Kill the child and its own children; the lease of its job then expires."""
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
        check_writable()
        self.signals: list[int] = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.note_signal)
        try:
            if self.prepare():
                # Begin again as a new program: filling took 400 MB, which stay taken.
                os.execv(sys.executable, sys.orig_argv)  # noqa: S606 (ourselves)
        except KeyboardInterrupt:
            raise CommandError("Stopped before the site was ready.") from None
        self.serve(port, grace)

    def note_signal(self, number: int, frame: object) -> None:
        """Raise KeyboardInterrupt before the children run; afterwards record the
        signal.
        """
        self.signals.append(number)
        if not hasattr(self, "children"):
            raise KeyboardInterrupt

    def prepare(self) -> bool:
        """Migrate the database and, if it holds no hub, fill it with the sample.

        Return whether it was filled. Python's garbage collector is off meanwhile: it
        would take a tenth of the time.
        """
        gc.disable()
        try:
            call_command("migrate", interactive=False, verbosity=0)
            if settings.PRODUCTION or Hub.objects.exists():
                return False
            self.print_line(
                "Filling an empty database with the sample; this happens once."
            )
            with transaction.atomic():  # an interrupted fill starts again next time
                call_command("sample")
            return True
        finally:
            gc.enable()

    def serve(self, port: int, grace: float) -> None:
        variables = environment(port)
        self.children = [
            Child(name, command, variables) for name, command in commands(port).items()
        ]
        for child in self.children:
            child.start()
        printed = False
        while not self.signals:
            if not printed and is_serving(port):
                self.print_urls(port)
                printed = True
            self.restart_children()
            time.sleep(0.2)
        self.stop(grace)

    def restart_children(self) -> None:
        for child in self.children:
            if child.can_restart:
                self.print_line(
                    f"The {child.name} process had ended; starting it again."
                )
                child.kill()  # its own children are still running and hold the port
                child.start()

    def print_urls(self, port: int) -> None:
        sign_ins = settings.VAR / "sample-sign-ins.txt"
        if sign_ins.exists():
            text = sign_ins.read_text(encoding="utf-8").rstrip() + "\n\n"
            # The file was written when the sample was made, perhaps for another port.
            self.print_line(text.replace(settings.SITE_URL, address(port)))
        self.print_line(
            f"Hubsite is at http://{HOST}:{port}/ (Ctrl-C stops everything)"
        )

    def stop(self, grace: float) -> None:
        """Stop new work, let the running job end; a second Ctrl-C kills everything."""
        self.print_line("Stopping; a job that is running may finish.")
        ends = time.monotonic() + grace
        for child in reversed(self.children):
            child.process.terminate()
        while time.monotonic() < ends and len(self.signals) < 2:
            if all(child.process.poll() is not None for child in self.children):
                break
            time.sleep(0.1)
        for child in self.children:
            child.kill()
        self.print_line("Stopped.")

    def print_line(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
