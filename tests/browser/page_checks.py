"""What must hold on every page state: each gate answers with faults in sentences."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_PATH
from django.urls import resolve
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

HERE = Path(__file__).resolve().parent
ON_PAGE = (HERE / "gates.js").read_text(encoding="utf-8")
AXE_ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    "preload": False,  # it would fetch style sheets and put them inline
}
# of axe's rules those that may break in another window
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
    """What a browser context said and asked for since it was last looked at."""

    own: str
    faults: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        context.on("console", self.hear)
        context.on("weberror", lambda error: self.note("script", error.error))
        context.on("request", self.see)
        context.on("dialog", self.refuse)
        return self

    def note(self, gate: str, what: object) -> None:
        self.faults.append(f"{gate}: {what}")

    def hear(self, message: ConsoleMessage) -> None:
        """Errors of the console; that a page asked for is not there is no error."""
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
    """Every title of the run and the page that has it; no two pages share one."""

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
    """The view behind an address; in the admin a name, since models share views."""
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
    """axe-core's violations of WCAG 2.2 A and AA; needs scripts, evades no policy."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe_source())
    return [
        f"axe: {each['id']}: {each['help']}: {node['html'][:200]}"
        for each in page.evaluate(RUN_AXE, asked)
        for node in each["nodes"]
    ]


SEEN: set[str] = set()


def is_new(page: Page) -> bool:
    """False for a page that differs from one seen only in numbers and tokens."""
    text = re.sub(r'value="[\w-]{32,}"|\d+', "", page.content())
    before = len(SEEN)
    SEEN.add(text)
    return len(SEEN) > before
