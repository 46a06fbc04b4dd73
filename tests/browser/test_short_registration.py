"""How much a first registration asks on a phone of 390 by 844 pixels."""

from tests.browser import arranging
from tests.browser.conftest import PHONE_SCRIPTS

SCREEN = 844  # pixels
ASKED = """() => [...new Set([...document.querySelectorAll("main form [name]")]
  .filter((each) => !["hidden", "submit"].includes(each.type) && each.offsetParent)
  .map((each) => each.name))]"""
HEIGHT = "() => document.documentElement.scrollHeight"


def test_a_first_registration_is_short_on_a_phone(site, browser):
    group = arranging.make_group("Fractions on a phone", sessions=5)
    window = {"width": 390, "height": SCREEN}
    context = browser.new_context(
        viewport=window, java_script_enabled=PHONE_SCRIPTS.scripts
    )
    page = context.new_page()
    page.goto(f"{site}/work-groups/{group.slug}/register/")
    answers = {"first_name": "Zoë", "last_name": "Oak", "email": "zo@example.org"}
    asked: list[str] = []
    pixels = 0

    while not page.url.endswith("/check/"):
        asked += page.evaluate(ASKED)
        pixels += page.evaluate(HEIGHT)
        for name, text in answers.items():
            if page.locator(f"[name={name}]").count():
                page.fill(f"[name={name}]", text)
        if page.locator("[value=no-school]").count():
            page.check("[value=no-school]", force=True)
        with page.expect_navigation(wait_until="load"):
            page.locator("form[method=post] .buttons .button").first.click()
    context.close()

    assert asked == [
        *("first_name", "last_name", "email", "school_query", "school"),
        *("year_groups", "schemes", "mentor_name", "mentor_email", "years"),
    ]
    assert len(asked) <= 12
    assert len([each for each in asked if each != "school_query"]) <= 9
    assert pixels / SCREEN <= 6
