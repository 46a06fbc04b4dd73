"""How much a first registration asks on a phone of 390 by 844 pixels."""

from tests.browser import arranging
from tests.browser.conftest import PHONE_SCRIPTS

SCREEN = 844  # pixels
ASKED = """() => [...new Set([...document.querySelectorAll("main form [name]")]
  .filter((each) => !["hidden", "submit"].includes(each.type) && each.offsetParent)
  .map((each) => each.name))]"""
HEIGHT = "() => document.documentElement.scrollHeight"


YOU = {"first_name": "Zoë", "last_name": "Oak", "email": "zo@example.org"}
ASKED_OF = (
    *("first_name", "last_name", "email", "school_query", "school_query", "school"),
    *("year_groups", "schemes", "mentor_name", "mentor_email", "years"),
)
PAGES = 5  # "Check your answers" apart


def test_a_first_registration_is_short_on_a_phone(site, browser):
    asked, pixels = walk(site, browser, YOU, "no-school")

    assert asked == [*ASKED_OF]
    assert len(set(asked)) == 10
    assert len({*asked} - {"school_query"}) <= 9
    assert pixels / SCREEN <= 6


def test_a_registration_with_a_look_up_of_the_school_is_as_short(site, browser):
    school = arranging.some_school()

    asked, pixels = walk(
        site, browser, {**YOU, "school_query": school.name}, f"{school.urn}"
    )

    assert asked == [*ASKED_OF]
    assert pixels / SCREEN <= 6


def walk(site, browser, typed: dict[str, str], school: str) -> tuple[list[str], int]:
    """What the pages before "Check your answers" ask, and their pixels together."""
    group = arranging.make_group("Fractions on a phone", sessions=5)
    context = browser.new_context(
        viewport={"width": 390, "height": SCREEN},
        java_script_enabled=PHONE_SCRIPTS.scripts,
    )
    page, asked, pixels = context.new_page(), [], 0
    page.goto(f"{site}/work-groups/{group.slug}/register/")
    for _ in range(PAGES):
        asked += page.evaluate(ASKED)
        pixels += page.evaluate(HEIGHT)
        answer(page, typed, school)
    assert page.url.endswith("/check/")
    context.close()
    return asked, pixels


def answer(page, typed: dict[str, str], school: str) -> None:
    """Fill the page in and press its button."""
    if page.locator("[name=school]").count():
        page.check(f"[name=school][value='{school}']", force=True)
    else:
        for name, text in typed.items():
            if page.locator(f"[name={name}]").count():
                page.fill(f"[name={name}]", text)
    with page.expect_navigation(wait_until="load"):
        page.locator("form[method=post] .buttons .button").first.click()
