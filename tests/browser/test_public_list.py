"""How much of a desk's screen the public list takes."""

from tests.browser import arranging
from tests.browser.person import DESKTOP
from tests.factories import make_authority, make_session, make_work_group

ENDS = """() => [...document.querySelectorAll("main .row--line")]
  .map((row) => row.getBoundingClientRect().bottom + window.scrollY)"""


def test_fifteen_groups_of_three_programmes_fit_in_1300_pixels(site, browser):
    for name in ("Fifteen primary", "Fifteen secondary", "Fifteen leaders"):
        add_five_groups(name)
    page = browser.new_page(viewport=DESKTOP)

    page.goto(f"{site}/work-groups/?q=fifteen")
    ends, width = page.evaluate(ENDS), page.evaluate("() => window.innerWidth")
    page.close()

    assert width == 1280
    assert len(ends) == 15
    assert ends == sorted(ends)
    assert ends[-1] <= 1300


def add_five_groups(name: str) -> None:
    """Groups of one programme, each with its local authority, dates and seats."""
    first = arranging.make_group(name, programme={"name": name}, capacity=20)
    for number in range(2, 6):
        group = make_work_group(
            f"{name} {number}",
            project=first.project,
            opens_on=first.opens_on,
            capacity=20,
            local_authority=make_authority(),
        )
        make_session(group, on=first.sessions.first().on)
