"""The images of the guides in docs/guide, each made by a person at the sample site.

An image is a page of one account, at the width in its size, down to a height. Names of
people, schools and hubs in them are invented.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "guide" / "images"
PASSWORD = "chalk-and-counters"  # the sample's, which it prints
COLOURS = 48  # enough for a page, and a quarter of the size
DESKTOP, PHONE = (1280, 760), (390, 780)
HUB = "london-south-east-plus.example"
OFFICE = f"marguerite.ashdown-kerr@{HUB}"
LEAD = f"tolu.brightwater@{HUB}"
EVALUATOR = f"osric.fennimore@{HUB}"
PARTNER = "sorcha.mallinder@greenwich-council.example"

GROUP = "#result_list a:text-is('SKTM Primary ECT, year one: Lambeth')"


OWN_GROUP = "a:text-is('SKTM Primary ECT, year one: Greenwich')"


@dataclass(frozen=True)
class GuideImage:
    """One image: who looks, where they begin, and what they press before it is made."""

    name: str
    who: str
    path: str
    walk: tuple[str, ...] = ()
    size: tuple[int, int] = DESKTOP


IN_ORDER = (
    GuideImage("office-start", OFFICE, "/admin/"),
    GuideImage("office-places", OFFICE, "/admin/recruitment/place/"),
    GuideImage(
        "office-group",
        OFFICE,
        "/admin/workgroups/workgroup/",
        (GROUP,),
    ),
    GuideImage(
        "office-person",
        OFFICE,
        "/admin/workgroups/workgroup/",
        (GROUP, "#content a[href*='/recruitment/participant/']"),
    ),
    GuideImage(
        "office-session",
        OFFICE,
        "/admin/workgroups/session/",
        ("a:has-text('This week')", "#result_list tbody th a"),
    ),
    GuideImage("office-next-year", OFFICE, "/admin/workgroups/workgroup/next-year/"),
    GuideImage(
        "office-texts",
        OFFICE,
        "/admin/texts/london-south-east-plus/who_to_ask/",
        ("button[name=preview]",),
    ),
    GuideImage("lead-today", LEAD, "/lead/"),
    GuideImage(
        "lead-register", LEAD, "/lead/", ("a:text('Take the register')",), size=PHONE
    ),
    GuideImage("lead-group", LEAD, "/lead/", (OWN_GROUP,)),
    GuideImage("partner-recruiting", PARTNER, "/recruiting/"),
    GuideImage("evaluator-questions", EVALUATOR, "/evaluations/1/"),
    GuideImage(
        "evaluator-visit",
        EVALUATOR,
        "/evaluations/1/",
        (".row__title a",),
        size=PHONE,
    ),
    GuideImage("evaluator-code", EVALUATOR, "/evaluations/1/code/"),
)


@contextmanager
def signed_in(browser: Browser, address: str, who: str) -> Iterator[Page]:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    yield page
    page.close()


def photograph(browser: Browser, address: str) -> None:
    """Make every image anew, one sign-in for each account."""
    for who in dict.fromkeys(image.who for image in IN_ORDER):
        with signed_in(browser, address, who) as page:
            for image in IN_ORDER:
                if image.who == who:
                    take(page, address, image)


def take(page: Page, address: str, image: GuideImage) -> None:
    width, height = image.size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{address}{image.path}")
    for press in image.walk:
        page.locator(press).first.click()
        page.wait_for_load_state()
    save_small(page.screenshot(), FOLDER / f"{image.name}.png")


def save_small(png: bytes, file: Path) -> None:
    """Keep a screenshot with few colours, so that the repository stays small."""
    few = Image.open(BytesIO(png)).convert("RGB").quantize(COLOURS)
    few.save(file, optimize=True)
