"""`make screenshots`: start a sample site and save images of its pages.

Each image of docs/images shows the page as a visitor sees it, at the width in its name;
a work group's page is shown down to its pathway. Those of the guides stand in
scripts.guide_images.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from scripts import guide_images
from tests.servers import find_chromium, free_port, wait_until

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
TWO_YEARS = ".rows a:has-text('year one')"  # a group whose pathway has a second year


@contextmanager
def sample_site() -> Iterator[str]:
    """The URL of a temporary site with a new sample."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="hubsite-var-") as var:
        output = Path(var) / "output"
        command = [sys.executable, "manage.py", "up", f"--port={port}"]
        with output.open("wb") as log:
            site = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "HUBSITE_VAR": var, "DATABASE_URL": ""},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        try:
            wait_until(
                lambda: "Hubsite is at" in output.read_text(),
                seconds=240,
                what="the site",
            )
            yield f"http://127.0.0.1:{port}"
        finally:
            site.terminate()
            site.wait(60)


def photograph(browser: Browser, address: str, size: str) -> None:
    width, height = SIZES[size]
    view = {"width": width, "height": height}
    page = browser.new_page(viewport=view, reduced_motion="reduce")
    page.goto(f"{address}/work-groups/")
    page.screenshot(path=IMAGES / f"work-groups-{size}.png")
    page.locator(TWO_YEARS).first.click()
    end = page.get_by_text("The same as a list").bounding_box()
    shown = {"x": 0, "y": 0, "width": width, "height": end["y"] + end["height"] + 24}
    file = IMAGES / f"work-group-{size}.png"
    page.screenshot(path=file, full_page=True, clip=shown)
    page.close()


def main() -> int:
    chromium = find_chromium()
    if not chromium:
        print("Pictures need a Chromium: apt-get install chromium", file=sys.stderr)
        return 1
    IMAGES.mkdir(parents=True, exist_ok=True)
    options = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
    with sample_site() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium), args=options
        )
        for size in SIZES:
            photograph(browser, address, size)
        guide_images.photograph(browser, address)
        browser.close()
    folders = [each.relative_to(ROOT) for each in (IMAGES, guide_images.FOLDER)]
    print(f"Pictures are in {folders[0]}/ and {folders[1]}/")
    return 0


if __name__ == "__main__":
    sys.exit(main())
