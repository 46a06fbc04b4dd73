"""One site, one browser: `manage.py up` on the sample, and a person for each test."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.page_checks import Titles
from tests.browser.person import DESKTOP, PHONE, Visitor
from tests.plugin import need
from tests.servers import die_with_parent, find_chromium, free_port, wait_until
from workgroups.models import User

ROOT = Path(__file__).resolve().parents[2]
# Playwright's loop runs in this thread, where Django would refuse its database
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Way:
    """How a journey is made: in which window, with or without scripts."""

    name: str
    window: ViewportSize
    scripts: bool


# Each journey is made twice, and each page of it looked at in both windows
PHONE_PLAIN = Way("phone-without-scripts", PHONE, scripts=False)
DESKTOP_SCRIPTS = Way("desk", DESKTOP, scripts=True)
# The other two, for journeys in which a script has something to do
PHONE_SCRIPTS = Way("phone", PHONE, scripts=True)
DESKTOP_PLAIN = Way("desk-without-scripts", DESKTOP, scripts=False)
EVERY_WAY = [PHONE_PLAIN, DESKTOP_SCRIPTS, PHONE_SCRIPTS, DESKTOP_PLAIN]


@pytest.fixture(autouse=True)
def files_of_the_test() -> None:
    """Here tests and site share the files, and the passwords' hasher."""


@pytest.fixture(scope="session")
def site(django_db_blocker) -> Iterator[str]:
    """The address of a site as `make run` starts it, whose database is ours too."""
    need("chromium")
    port, log = free_port(), settings.VAR / "up.log"
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", f"--port={port}", "--grace=2"],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,
        )
    try:
        wait_until(
            lambda: f"{address}/" in said(log) or process.poll() is not None,
            seconds=90,
            what=f"the site: {said(log)}",
        )
        assert process.poll() is None, said(log)
        with django_db_blocker.unblock():
            yield address
    finally:
        process.terminate()
        process.wait(30)


def said(log: Path) -> str:
    return log.read_text(encoding="utf-8")[-2000:]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_chromium()), args=CHROMIUM
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def titles() -> Titles:
    return Titles()


@pytest.fixture(params=[PHONE_PLAIN, DESKTOP_SCRIPTS], ids=lambda way: way.name)
def way(request: pytest.FixtureRequest) -> Way:
    return request.param


@pytest.fixture
def arrive(
    site: str, browser: Browser, titles: Titles
) -> Iterator[Callable[..., Visitor]]:
    """`arrive(way)`: somebody with a browser of their own; `as_user` has signed in."""
    contexts = []

    def person(way: Way, *, as_user: User | None = None) -> Visitor:
        context = browser.new_context(
            viewport=way.window,
            java_script_enabled=way.scripts,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        contexts.append(context)
        if as_user is not None:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "url": site}
            context.add_cookies([{**cookie, "value": session_of(as_user)}])
        return Visitor(context, site, titles, scripts=way.scripts)

    yield person
    for context in contexts:
        context.close()


def session_of(user: User) -> str:
    """The key of a session in which this account has signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


@pytest.fixture
def visitor(arrive: Callable[..., Visitor], way: Way) -> Visitor:
    return arrive(way)
