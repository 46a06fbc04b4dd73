"""Checks of every page; each check returns its faults as sentences."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_PATH
from django.urls import resolve
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

HERE = Path(__file__).resolve().parent
ON_PAGE = (HERE / "page_checks.js").read_text(encoding="utf-8")
AXE_ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # preloading would put style sheets inline
}
# The rules of axe whose result can differ with the window size.
OF_WINDOW = {
    "runOnly": {
        "type": "rule",
        "values": ["target-size", "scrollable-region-focusable", "meta-viewport"],
    },
    "resultTypes": ["violations"],
    "preload": False,
}
RUN_AXE = "(asked) => axe.run(asked).then((found) => found.violations)"


@cache
def axe_source() -> str:
    return Path(AXE_FILE_PATH).read_text(encoding="utf-8")


@dataclass
class Watch:
    """Console messages and requests of a browser context since the last check."""

    own: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.note("script", error.error))
        context.on("request", self.see)
        context.on("dialog", self.refuse)
        return self

    def note(self, check: str, what: object) -> None:
        self.faults.append(f"{check}: {what}")

    def hear(self, message: ConsoleMessage) -> None:
        """Record errors of the console, except for a page that is not found."""
        own_page = message.page is not None and message.location["url"] in (
            message.page.url,
            message.page.url.partition("#")[0],
        )
        if message.text.startswith("Failed to load resource") and own_page:
            return
        if message.type in ("error", "warning"):
            policy = "Content Security Policy" in message.text
            self.note("policy" if policy else "console", message.text)

    def see(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme != "data" and address.netloc != self.own:
            self.note("foreign", request.url)

    def refuse(self, dialog) -> None:
        self.note("dialog", dialog.message)
        dialog.dismiss()

    def take(self) -> list[str]:
        taken, self.faults = self.faults, []
        return taken


class Titles:
    """Titles of all pages in the run; no two pages may share one."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}

    def faults(self, page: Page, status: int = 200) -> list[str]:
        where = view_of(page.url) if status == 200 else str(status)
        title = re.sub(r"^Error: ", "", page.title())
        other = self.pages.setdefault(title, where)
        if other != where:
            return [f"title: {where} and {other} are both called {title!r}"]
        return []


def view_of(url: str) -> str:
    """The view behind a URL; in the admin the URL's name, as models share views."""
    found = resolve(urlsplit(url).path)
    if "admin" in found.app_names:
        return found.view_name
    return f"{found.func.__module__}.{found.func.__qualname__}"


def width_of(page: Page) -> int:
    return page.viewport_size["width"] if page.viewport_size else 0


def on_page(page: Page) -> list[str]:
    found: list[str] = page.evaluate(ON_PAGE, {"width": width_of(page)})
    return found


def axe(page: Page, asked: dict[str, object] = AXE_ASKED) -> list[str]:
    """axe-core's violations of WCAG 2.2 A and AA; axe runs under the page's own CSP."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe_source())
    return [
        f"axe: {each['id']}: {each['help']}: {node['html'][:200]}"
        for each in page.evaluate(RUN_AXE, asked)
        for node in each["nodes"]
    ]


SEEN: set[str] = set()


def is_new(page: Page) -> bool:
    """False if an earlier page differs only in numbers and tokens."""
    text = re.sub(r'value="[\w-]{32,}"|\d+', "", page.content())
    before = len(SEEN)
    SEEN.add(text)
    return len(SEEN) > before
