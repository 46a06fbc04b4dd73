"""Tools of a measurement: servers and a minimal browser."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.processes import is_running, process_tree
from tests.servers import (
    HOST,
    Postgres,
    die_with_parent,
    free_port,
    listens,
    wait_until,
)

ROOT = Path(__file__).resolve().parent.parent
SITE = "https://hubsite.example.org"
_addresses = (f"10.0.{number // 250}.{number % 250 + 1}" for number in count())


class Cluster(Postgres):
    """The cluster of the tests, with more memory and no background work."""

    def command(self) -> list[str]:
        return [
            *super().command(),
            "-c",
            "autovacuum=off",
            "-c",
            "shared_buffers=256MB",
        ]

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    def database(self, name: str, *, template: str = "template1") -> str:
        """Create a database in this cluster, a copy of another; return its URL."""
        import psycopg2

        connection = psycopg2.connect(self.url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        connection.close()
        return self.url.rpartition("/")[0] + f"/{name}"


class Program:
    """A child process that ends with the measurement."""

    def __init__(self, command: list[str], environment: Mapping[str, str]) -> None:
        self.process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            preexec_fn=die_with_parent,
        )
        self.pid = self.process.pid

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Gunicorn(Program):
    """Two workers with one request at a time, as in published comparisons."""

    def __init__(self, application: str, environment: Mapping[str, str]) -> None:
        self.port = free_port()
        options = ["--workers=2", "--no-control-socket", "--log-level=warning"]
        where = [f"--bind={HOST}:{self.port}", application]
        super().__init__(
            [sys.executable, "-m", "gunicorn", *options, *where], environment
        )
        wait_until(lambda: listens(self.port), seconds=60, what=application)


class Worker(Program):
    """A Celery worker with one child; it is paused while pages are measured."""

    def __init__(self, application: str, environment: Mapping[str, str]) -> None:
        celery = [sys.executable, "-m", "celery", "-A", application, "--quiet"]
        quiet = ["--concurrency=1", "--without-gossip", "--without-mingle"]
        name = f"--hostname=benchmark-{application.partition(':')[0]}"
        super().__init__([*celery, "worker", *quiet, name], environment)

    def send(self, number: int) -> None:
        """Send SIGSTOP or SIGCONT to the worker and its children."""
        for pid in process_tree(self.pid):
            os.kill(pid, number)

    def close(self) -> None:
        """Let a paused worker go on and end; one that has ended needs neither."""
        if is_running(self.pid):
            self.send(signal.SIGCONT)
        super().close()


@dataclass
class Page:
    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    @property
    def statements(self) -> int:
        return int(self.headers["x-statements"])


@dataclass
class Browser:
    """A browser that keeps cookies and posts forms; it follows no redirects."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    count: bool = False
    pages: list[Page] = field(default_factory=list)
    address: str = field(default_factory=_addresses.__next__)
    site: str = SITE

    def get(self, path: str) -> Page:
        return self._ask("GET", path, None, {})

    def post(self, path: str, data: Mapping[str, object], **headers: str) -> Page:
        token = next((v for k, v in self.cookies.items() if "csrftoken" in k), "")
        posted = urlencode({"csrfmiddlewaretoken": token, **data}, doseq=True)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, posted, {**form, **headers})

    def _ask(
        self, method: str, path: str, body: str | None, headers: Mapping[str, str]
    ) -> Page:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = {
            "Host": self.site.partition("://")[2],
            "X-Forwarded-Proto": self.site.partition("://")[0],
            "X-Forwarded-For": self.address,  # rate limits count addresses
            "Origin": self.site,
            "Referer": self.site,
            "Accept": "text/html",
            "Cookie": cookies,
            **({"X-Count": "1"} if self.count else {}),
            **headers,
        }
        began = time.perf_counter()
        connection = HTTPConnection(HOST, self.port, timeout=120)
        connection.request(method, path, body, head)
        answer = connection.getresponse()
        content = answer.read()
        took = time.perf_counter() - began
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        lower = {name.lower(): value for name, value in answer.getheaders()}
        page = Page(answer.status, lower, content, took)
        self.pages.append(page)
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:2000]!r}")
        return page
