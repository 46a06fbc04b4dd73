"""Sites to measure on one cluster: Hubsite in production, and the bare application.

Each site has a database of its own, filled with what its lines need, and is started
when a line first asks for it.
"""

import email
import email.policy
import json
import os
import re
import subprocess
import sys
from contextlib import AbstractContextManager, ExitStack
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar, cast

from benchmarks.machine import (
    ROOT,
    SITE,
    Browser,
    Cluster,
    Gunicorn,
    Program,
    Worker,
)
from tests.servers import Redis, wait_until

CONFIRM = re.compile(rf"{SITE}(/confirm/\S+)")
# the line below each email in a file of Django's file backend
RULE = b"\n" + b"-" * 79 + b"\n"
Started = TypeVar("Started", bound=Program)
EMPTY = "empty_hubsite"  # a migrated database, copied for each site


class Site:
    """One application with its database, its folder and the programs it needs."""

    def __init__(self, stage: "Stage", name: str, settings: dict[str, str]) -> None:
        self.stage, self.name, self.settings = stage, name, settings
        self.mail = stage.var / name / "mail"
        self.data: dict[str, Any] = {}

    @cached_property
    def web(self) -> Gunicorn:
        raise NotImplementedError

    @cached_property
    def worker(self) -> Worker:
        raise NotImplementedError

    @property
    def web_roots(self) -> list[int]:
        return [self.web.pid, self.stage.cluster.pid]

    @property
    def worker_roots(self) -> list[int]:
        return [self.worker.pid, self.stage.cluster.pid]

    def visitor(self, *, count: bool = False, session: str = "") -> Browser:
        cookies = {self.data["cookie"]: session} if session else {}
        return Browser(self.web.port, cookies, count=count)

    def run(self, *command: str) -> str:
        return self.stage.run(self.settings, *command)

    def query(self, sql: str, *params: object) -> list[tuple[Any, ...]]:
        """Rows of this site's own database."""
        import psycopg2

        connection = psycopg2.connect(self.settings["DATABASE_URL"])
        with connection, connection.cursor() as cursor:
            cursor.execute(sql, params)
            rows = cursor.fetchall()
        connection.close()
        return rows

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

        wait_until(came, seconds=120, what=f"email {number} of {self.name}")

    def confirm_paths(self) -> dict[str, str]:
        """The path of the confirmation link by email address."""
        found = {}
        for message in self.emails():
            body: Any = message.get_body(("plain",))
            address = CONFIRM.search(body.get_content())
            if address:
                found[str(message["To"])] = address[1]
        return found


class Hubsite(Site):
    @cached_property
    def web(self) -> Gunicorn:
        return self.stage.started(Gunicorn("benchmarks.served", self.settings))

    @cached_property
    def worker(self) -> Worker:
        return self.stage.started(Worker("hubsite", self.settings))


class Bare(Site):
    @cached_property
    def web(self) -> Gunicorn:
        return self.stage.started(Gunicorn("benchmarks.bare", self.settings))

    @cached_property
    def worker(self) -> Worker:
        return self.stage.started(Worker("benchmarks.bare:celery", self.settings))


class Stage(AbstractContextManager["Stage"]):
    """`with Stage() as stage:` has a cluster, a Redis and a folder."""

    def __enter__(self) -> "Stage":
        self.stack = ExitStack()
        folder = TemporaryDirectory(prefix="hubsite-benchmark-")
        self.var = Path(self.stack.enter_context(folder))
        self.sites: dict[str, Hubsite] = {}
        self.databases = 0
        try:
            self.cluster = self.stack.enter_context(Cluster())
            self.redis = self.stack.enter_context(Redis())
        except BaseException:
            self.stack.close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self.stack.close()

    def started(self, program: Started) -> Started:
        self.stack.callback(program.close)
        return program

    def run(self, settings: dict[str, str], *command: str) -> str:
        """The output of a Python command; a failure raises with its errors shown."""
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env={**inherited(), **settings},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        return done.stdout

    def hubsite(self, fill: str) -> Hubsite:
        """The site of this name, filled by the function of that name in `filling`."""
        if fill not in self.sites:
            site = Hubsite(self, fill, self.production(fill))
            site.data = json.loads(site.run("-m", "benchmarks.filling", fill))
            self.sites[fill] = site
        return self.sites[fill]

    def production(self, name: str) -> dict[str, str]:
        """Settings of a production start with a migrated database of its own."""
        return {
            **self._shared,
            "EMAIL_URL": f"file:///{self.var / name / 'mail'}",  # one slash is dropped
            "REDIS_URL": self._redis_url(),
            "DATABASE_URL": self.cluster.database(name, template=EMPTY),
        }

    @cached_property
    def _shared(self) -> dict[str, str]:
        settings = {
            "HUBSITE_ENV": "production",
            "HUBSITE_VAR": str(self.var),
            "SECRET_KEY": "for the benchmark alone, and as long as a key must be",
            "SITE_URL": SITE,
            "TRUSTED_PROXIES": "1",
            "FILES_URL": f"file://{self.var / 'files'}",
            "DJANGO_SETTINGS_MODULE": "hubsite.settings",
        }
        first = {
            **settings,
            "EMAIL_URL": "smtp://localhost",
            "REDIS_URL": self._redis_url(),
            "DATABASE_URL": self.cluster.database(EMPTY),
        }
        self.run(first, "manage.py", "collectstatic", "--no-input", "-v0")
        self.run(first, "manage.py", "migrate", "-v0")
        return settings

    def _redis_url(self) -> str:
        self.databases += 1
        return self.redis.url.removesuffix("0") + str(self.databases % 16)

    @cached_property
    def bare(self) -> Bare:
        mail = self.var / "bare" / "mail"
        settings = {
            "DATABASE_URL": self.cluster.database("bare"),
            "REDIS_URL": self._redis_url(),
            "MAIL": str(mail),
        }
        site = Bare(self, "bare", settings)
        site.data = json.loads(site.run("-m", "benchmarks.bare_filling"))
        site.data["cookie"] = "sessionid"
        return site


def inherited() -> dict[str, str]:
    """The environment without settings of Hubsite that the caller may have set."""
    kept = ("PATH", "LC_ALL", "LANG", "TMPDIR", "HOME", "CHROMIUM")
    return {name: os.environ[name] for name in kept if name in os.environ}
