"""Hubsite in production mode and the bare application, both filled, on one cluster."""

import email
import email.policy
import json
import re
import resource
import subprocess
import sys
from contextlib import ExitStack
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, cast

from benchmarks.machine import (
    ROOT,
    SITE,
    Browser,
    Cluster,
    Gunicorn,
    Worker,
    cpu_seconds,
    process_tree,
)
from tests.servers import Redis, wait_until

CONFIRM = re.compile(rf"{SITE}(/confirm/\S+)")
# the line below each email in a file of Django's file backend
RULE = b"\n" + b"-" * 79 + b"\n"
FIRST_PAGE = "/work-groups/"


class Sites:
    """`with Sites() as sites:` starts and fills both applications."""

    def __enter__(self) -> "Sites":
        self.stack = ExitStack()
        try:
            self._start()
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stack.close()

    def _start(self) -> None:
        folder = TemporaryDirectory(prefix="hubsite-benchmark-")
        var = Path(self.stack.enter_context(folder))
        self.cluster = self.stack.enter_context(Cluster())
        redis = self.stack.enter_context(Redis())
        self.mail = var / "mail"
        self.settings = {
            "HUBSITE_ENV": "production",
            "HUBSITE_VAR": str(var),
            "SECRET_KEY": "for the benchmark alone, and as long as a key must be",
            "SITE_URL": SITE,
            "DATABASE_URL": self.cluster.database("hubsite"),
            "REDIS_URL": redis.url,
            "TRUSTED_PROXIES": "1",
            "EMAIL_URL": f"file:///{self.mail}",  # dj-email-url removes the first slash
            "FILES_URL": f"file://{var / 'files'}",
            "DJANGO_SETTINGS_MODULE": "hubsite.settings",
        }
        bare = {"DATABASE_URL": self.cluster.database("bare")}
        self.run("manage.py", "collectstatic", "--no-input", "-v0")
        self.hubsite = json.loads(self.run("-m", "benchmarks.filling"))
        self.bare = json.loads(self.run("-m", "benchmarks.bare", settings=bare))
        self.ours = Gunicorn("benchmarks.served", self.settings)
        self.stack.callback(self.ours.close)
        self.beside = Gunicorn("benchmarks.bare", bare)
        self.stack.callback(self.beside.close)
        self.worker = Worker(self.settings)
        self.stack.callback(self.worker.close)

    def run(self, *command: str, settings: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self._environment(self.settings if settings is None else settings),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def _environment(self, settings: dict[str, str]) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", **settings}

    def visitor(self, *, count: bool = False) -> Browser:
        return Browser(self.ours.port, count=count)

    def signed_in(self, key: str, *, count: bool = False) -> Browser:
        return Browser(self.ours.port, {self.hubsite["cookie"]: key}, count=count)

    def bare_browser(self, *, count: bool = False) -> Browser:
        cookies = {"sessionid": self.bare["sessionid"]}
        return Browser(self.beside.port, cookies, count=count)

    def emails(self) -> list[EmailMessage]:
        """All sent emails. Emails of the same second may share a file."""
        files = self.mail.glob("*") if self.mail.exists() else ()
        texts = (text for each in files for text in each.read_bytes().split(RULE)[:-1])
        found = (
            email.message_from_bytes(t, policy=email.policy.default) for t in texts
        )
        return [cast(EmailMessage, each) for each in found]

    def wait_for_emails(self, number: int) -> None:
        def came() -> bool:
            return len(self.emails()) >= number

        wait_until(came, seconds=120, what=f"email {number}")

    def confirm_paths(self) -> dict[str, str]:
        """The path of the confirmation link by email address."""
        found = {}
        for message in self.emails():
            body: Any = message.get_body(("plain",))
            address = CONFIRM.search(body.get_content())
            if address:
                found[str(message["To"])] = address[1]
        return found

    def first_page(self) -> float:
        """CPU seconds from starting gunicorn to Hubsite's first page.

        The sum of the master and the busier worker, because workers load in parallel.
        """
        site = Gunicorn("hubsite.wsgi", self.settings)
        try:
            Browser(site.port).get(FIRST_PAGE)
            master, *workers = process_tree(site.pid)
            both = [cpu_seconds([each]) for each in workers]
            return cpu_seconds([master]) - sum(both) + max(both)
        finally:
            site.close()

    def check(self) -> float:
        """CPU seconds of `manage.py check`, with its child processes."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.run("manage.py", "check")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime - before.ru_utime
        return spent + after.ru_stime - before.ru_stime
