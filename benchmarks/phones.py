"""S15: the weight of public pages over the wire, and the first paint on a slow phone.

Chromium loads each page with an empty cache. A slow phone has four times less CPU and
slow 3G: 400 ms there and back, 400 kbit/s, as WebPageTest defines it.
"""

import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.goals import ImpossibleReading, Reading
from benchmarks.machine import SITE
from benchmarks.sites import Hubsite, Stage
from tests.servers import HOST, find_chromium

TIMES = 3  # loads of each page on the slow phone
SLOWER = 4
PHONE = {"width": 360, "height": 740}
SLOW_3G = {
    "offline": False,
    "latency": 400,  # milliseconds
    "downloadThroughput": 400_000 / 8,  # bytes a second
    "uploadThroughput": 400_000 / 8,
}
FIRST_PAINT = "performance.getEntriesByName('first-paint').map(e => e.startTime)[0]"


def measure(stage: Stage, rounds: int) -> list[Reading]:
    site = stage.hubsite("registering")
    group = f"/work-groups/{site.data['open']}/"
    paths = ["/", "/work-groups/", group, f"{group}register/you/", "/sign-in/"]
    with chromium(site) as browser:
        weights = {path: weight(browser, path) for path in paths}
        paints = {path: first_paint(browser, path) for path in paths}
    heaviest = max(paths, key=weights.__getitem__)
    slowest = max(paths, key=paints.__getitem__)
    kilobytes = ", ".join(f"{path} {weights[path]:.1f}" for path in paths)
    seconds = ", ".join(f"{path} {paints[path]:.2f}" for path in paths)
    hidden = site.data["open"]
    return [
        Reading(
            "S15",
            "heaviest public page over the wire",
            weights[heaviest],
            f"with styles and scripts: {kilobytes}".replace(hidden, "…"),
        ),
        Reading(
            "S15",
            "first paint on a slow phone",
            paints[slowest],
            f"medians of {TIMES}: {seconds}".replace(hidden, "…"),
        ),
    ]


@contextmanager
def chromium(site: Hubsite) -> Iterator[Any]:
    """A browser for which the site's name leads to the server on this machine."""
    from playwright.sync_api import sync_playwright

    host = SITE.partition("://")[2]
    rule = f"--host-resolver-rules=MAP {host} {HOST}:{site.web.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(find_chromium()),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-features=HttpsUpgrades",
                rule,
            ],
        )
        yield browser
        browser.close()


@contextmanager
def fresh_page(browser: Any) -> Iterator[tuple[Any, Any]]:
    """A page with an empty cache, as behind a proxy that speaks HTTPS."""
    context = browser.new_context(
        viewport=PHONE, extra_http_headers={"X-Forwarded-Proto": "https"}
    )
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    yield page, devtools
    context.close()


def address(path: str) -> str:
    return SITE.replace("https://", "http://") + path


def weight(browser: Any, path: str) -> float:
    """Kilobytes received for a page and what it loads, without fonts."""
    kinds: dict[str, str] = {}
    received: dict[str, float] = {}
    with fresh_page(browser) as (page, devtools):
        devtools.on(
            "Network.responseReceived",
            lambda event: kinds.update({event["requestId"]: event["type"]}),
        )
        devtools.on(
            "Network.loadingFinished",
            lambda event: received.update(
                {event["requestId"]: event["encodedDataLength"]}
            ),
        )
        answer = page.goto(address(path), wait_until="networkidle")
        if not answer or answer.status != 200:
            raise ImpossibleReading(f"{path} answered {answer and answer.status}.")
    return sum(size for key, size in received.items() if kinds.get(key) != "Font") / 1e3


def first_paint(browser: Any, path: str) -> float:
    """Seconds until something is seen, the median of some loads."""
    found = []
    for _ in range(TIMES):
        with fresh_page(browser) as (page, devtools):
            devtools.send("Network.emulateNetworkConditions", SLOW_3G)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.goto(address(path), wait_until="load")
            page.wait_for_function(f"{FIRST_PAINT} > 0")
            found.append(page.evaluate(FIRST_PAINT) / 1e3)
    return statistics.median(found)
