"""A visitor with a keyboard and no mouse; every page they reach is checked.

The test runs in one window; each page is checked in both window sizes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.browser import page_checks

STOP = (Path(__file__).resolve().parent / "stop.js").read_text(encoding="utf-8")
MOST_STOPS = 600
PHONE: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
WINDOWS = [PHONE, DESKTOP]
Stop = dict[str, Any]


def begins(words: str, with_words: str) -> bool:
    """Whether a name begins with a text, regardless of case."""
    return words.casefold().startswith(with_words.casefold())


class Unreachable(AssertionError):
    """The page has no Tab stop of that name."""


class Visitor:
    """Acts through Tab, Enter, Space and arrow keys; every new page is checked.

    Names are those that a screen reader announces: labels and the texts of links and
    buttons. The beginning of a name is enough.
    """

    def __init__(
        self,
        context: BrowserContext,
        site: str,
        titles: page_checks.Titles,
        *,
        scripts: bool,
    ) -> None:
        self.site, self.scripts, self.titles = site, scripts, titles
        self.watch = page_checks.Watch(urlsplit(site).netloc).over(context)
        self.context = context
        self.page: Page = context.new_page()
        self.page.set_default_timeout(20_000)

    # Looking

    def look(self, status: int = 200) -> None:
        """Run every check in both window sizes; fail with all faults."""
        faults = self.watch.take() + self.titles.faults(self.page, status)
        own = self.page.viewport_size
        is_new = self.scripts and page_checks.is_new(self.page)
        own_last = sorted(WINDOWS, key=lambda each: each == own)
        for window in own_last:
            self.page.set_viewport_size(window)
            found = page_checks.on_page(self.page)
            if is_new:
                rules = (
                    page_checks.AXE_ASKED if window == own else page_checks.OF_WINDOW
                )
                found += page_checks.axe(self.page, rules)
            faults += [f"{each} ({window['width']} px)" for each in found]
        self.fail_with(faults + self.watch.take())

    def fail_with(self, faults: list[str]) -> None:
        where = f"{self.page.url} {'with' if self.scripts else 'without'} scripts"
        assert not faults, "\n".join([where, *list(dict.fromkeys(faults))[:20]])

    def open(self, path: str, *, status: int = 200) -> None:
        address = path if path.startswith("http") else self.site + path
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"
        self.look(status)

    def reads(self, *words: str) -> None:
        text = " ".join(self.page.inner_text("body").split())
        for each in words:
            assert each in text, f"{each!r} is not on {self.page.url}: {text[:1500]}"

    @property
    def is_phone(self) -> bool:
        return self.page.viewport_size == PHONE

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    # Moving

    def stop(self) -> Stop:
        found: Stop = self.page.evaluate(STOP)
        self.fail_with(found["faults"])
        return found

    def tab_to(self, is_wanted: Callable[[Stop], bool], what: str) -> Stop:
        """Press Tab until it is reached, at most once around the page."""
        passed: list[str] = []
        rounds = 0
        for _ in range(MOST_STOPS):
            stop = self.stop()
            if stop["tag"] != "body" and is_wanted(stop):
                return stop
            if stop["tag"] == "body" and passed:  # after the last stop
                rounds += 1
                if rounds == 2:
                    break
                passed = []
            passed.append(stop["name"][:40])
            self.page.keyboard.press("Tab")
        raise Unreachable(f"{what} on {self.page.url}; stops: {passed}")

    def to(self, name: str, *tags: str) -> Stop:
        return self.tab_to(
            lambda stop: stop["tag"] in tags and begins(stop["name"], name), name
        )

    def shift_tab(self) -> Stop:
        self.page.keyboard.press("Shift+Tab")
        return self.stop()

    # Acting

    def go(self, key: str = "Enter") -> None:
        """Press a key that loads a page, and check the page."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.keyboard.press(key)
        self.look()

    def follow(self, name: str) -> None:
        self.to(name, "a")
        self.go()

    def press(self, name: str) -> None:
        self.to(name, "button", "input")
        self.go()

    def unfold(self, name: str) -> None:
        self.to(name, "summary")
        self.page.keyboard.press("Enter")
        self.fail_with(page_checks.on_page(self.page))

    def write(self, name: str, text: str) -> None:
        self.to(name, "input", "textarea")
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.press("Delete")
        self.page.keyboard.type(text)

    def tick(self, name: str) -> None:
        self.tab_to(
            lambda stop: stop["type"] == "checkbox" and begins(stop["name"], name),
            name,
        )
        self.page.keyboard.press("Space")

    def choose(self, name: str, *, group: str = "") -> None:
        """Choose a radio button: Tab to the group, then arrow keys."""

        def has_it(stop: Stop) -> bool:
            choices = [each for each in stop["choices"] if begins(each, name)]
            return bool(choices) and begins(stop["legend"], group)

        stop = self.tab_to(has_it, f"{group} {name}")
        for _ in stop["choices"]:
            if begins(stop["name"], name):
                break
            self.page.keyboard.press("ArrowDown")
            stop = self.stop()
        if not stop["checked"]:
            self.page.keyboard.press("Space")
        assert begins(self.stop()["chosen"], name)

    def pick(self, label: str, option: str) -> None:
        """Choose an option of a drop-down list by arrow keys."""
        stop = self.to(label, "select")
        index = next(
            n for n, each in enumerate(stop["options"]) if begins(each, option)
        )
        here = stop["options"].index(stop["option"]) if stop["option"] else 0
        key = "ArrowDown" if index > here else "ArrowUp"
        for _ in range(abs(index - here)):
            self.page.keyboard.press(key)
        assert begins(self.stop()["option"], option)

    # Errors

    def mend(self, name: str, sentence: str) -> None:
        """Follow the link of the error summary, which has the focus, to its field."""
        assert self.page.title().startswith("Error: "), self.page.title()
        assert self.focused("error-summary"), f"no focus on {self.page.url}"
        self.tab_to(
            lambda stop: stop["tag"] == "a" and sentence in stop["name"], sentence
        )
        self.page.keyboard.press("Enter")
        deadline = time.monotonic() + 3
        while not begins(self.stop()["name"], name):
            assert time.monotonic() < deadline, f"{sentence}: {self.stop()}"

    def focused(self, name: str) -> bool:
        script = "(name) => document.activeElement.classList.contains(name)"
        return bool(self.page.evaluate(script, name))
