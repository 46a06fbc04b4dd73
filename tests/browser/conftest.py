"""Fixtures of the browser tests: a site with the sample, a browser, visitors."""

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
# Playwright's event loop runs in this thread, in which Django refuses queries.
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
class Mode:
    """The window size of a test, and whether scripts run."""

    name: str
    window: ViewportSize
    scripts: bool


# Each test runs twice, and each of its pages is checked in both windows.
PHONE_PLAIN = Mode("phone-without-scripts", PHONE, scripts=False)
DESKTOP_SCRIPTS = Mode("desktop", DESKTOP, scripts=True)
# The other two combinations, for tests whose pages have a script.
PHONE_SCRIPTS = Mode("phone", PHONE, scripts=True)
DESKTOP_PLAIN = Mode("desktop-without-scripts", DESKTOP, scripts=False)
EVERY_MODE = [PHONE_PLAIN, DESKTOP_SCRIPTS, PHONE_SCRIPTS, DESKTOP_PLAIN]


@pytest.fixture(autouse=True)
def files_of_the_test() -> None:
    """Let the tests and the site share files."""


@pytest.fixture(autouse=True, scope="module")
def quick_password_hashes() -> None:
    """Let the tests and the site share the password hasher."""


@pytest.fixture(scope="session")
def site(django_db_blocker) -> Iterator[str]:
    """The URL of a site as `make run` starts it, on the database of the tests."""
    need("chromium")
    port, log = free_port(), settings.VAR / "up.log"
    address = f"http://127.0.0.1:{port}"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up", f"--port={port}", "--grace=2"],
            cwd=ROOT,
            env={**os.environ, "PUBLIC_PAGE_KEPT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent,
        )
    try:
        wait_until(
            lambda: f"{address}/" in log_text(log) or process.poll() is not None,
            seconds=240,
            what=f"the site: {log_text(log)}",
        )
        assert process.poll() is None, log_text(log)
        with django_db_blocker.unblock():
            yield address
    finally:
        process.terminate()
        process.wait(30)


def log_text(log: Path) -> str:
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


@pytest.fixture(params=[PHONE_PLAIN, DESKTOP_SCRIPTS], ids=lambda mode: mode.name)
def mode(request: pytest.FixtureRequest) -> Mode:
    return request.param


@pytest.fixture
def new_visitor(
    site: str, browser: Browser, titles: Titles
) -> Iterator[Callable[..., Visitor]]:
    """`new_visitor(mode, as_user=...)` opens a browser context, signed in if asked."""
    contexts = []

    def person(mode: Mode, *, as_user: User | None = None) -> Visitor:
        context = browser.new_context(
            viewport=mode.window,
            java_script_enabled=mode.scripts,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        contexts.append(context)
        if as_user is not None:
            cookie = {"name": settings.SESSION_COOKIE_NAME, "url": site}
            context.add_cookies([{**cookie, "value": session_of(as_user)}])
        return Visitor(context, site, titles, scripts=mode.scripts)

    yield person
    for context in contexts:
        context.close()


def session_of(user: User) -> str:
    """The key of a new session in which this account is signed in."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor], mode: Mode) -> Visitor:
    return new_visitor(mode)
