"""What a browser prints of lists, a group's page, the page to confirm, a register."""

import io

import pypdf

from tests.browser import arranging
from tests.browser.conftest import DESKTOP_PLAIN

TO_PRESS = """() => [...document.querySelectorAll(
    "nav, button:not(.visually-hidden), select, " +
    "input:not([type=hidden], [type=checkbox])")]
  .filter((each) => each.checkVisibility({opacityProperty: true}))
  .filter((each) => each.offsetHeight > 1)
  .map((each) => each.outerHTML.slice(0, 80))"""
CUT_OFF = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
A4 = {"width": 718, "height": 1040}  # pixels between the margins of the page
A4_WIDE = {"width": 1046, "height": 718}


def printed(visitor, path: str, *, window=A4) -> list[str]:
    """The text of each page that the browser prints; nothing to press is on it."""
    page = visitor.page
    page.set_viewport_size(window)
    page.goto(visitor.site + path)
    page.emulate_media(media="print")
    assert page.evaluate(TO_PRESS) == []
    assert not page.evaluate(CUT_OFF)
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    return [each.extract_text() for each in paper.pages]


def test_public_pages_are_printed_without_anything_to_press(new_visitor):
    group = arranging.make_group("Printed for visitors")
    place = arranging.make_place(group, "offered")
    person = new_visitor(DESKTOP_PLAIN)

    listed = printed(person, "/work-groups/")
    page = printed(person, f"/work-groups/{group.slug}/")
    confirming = printed(person, arranging.make_link(place, "confirm"))

    assert listed[0].startswith("Maths Hub Work Groups\nFind a work group\n")
    assert "Filters" not in listed[0]
    assert "Printed for visitors" in page[0]
    assert "The dates" in confirming[0]


def test_a_printed_register_has_a_line_for_each_person(new_visitor):
    lead = arranging.make_staff("work_group_lead")
    group = arranging.make_group("Printed", first_session=arranging.today())
    group.leads.add(lead)
    for _ in range(20):
        arranging.make_place(group)
    session = group.sessions.first()
    person = new_visitor(DESKTOP_PLAIN, as_user=lead)

    pages = printed(person, f"/sessions/{session.pk}/register/")

    assert len(pages) == 1
    assert pages[0].count("Apologies") == 20
    name, choices = (
        person.page.locator(each).first.bounding_box()
        for each in (".mark__name", ".mark__choices")
    )
    assert choices["y"] < name["y"] + name["height"]


def test_a_printed_list_of_the_office_fits_on_wide_paper(new_visitor):
    lead = arranging.make_staff("hub_lead")
    person = new_visitor(DESKTOP_PLAIN, as_user=lead)

    pages = printed(person, "/admin/recruitment/place/", window=A4_WIDE)

    assert "Places" in pages[0]
    assert "Export" not in pages[0]
    assert "Lead provider" in pages[0]
    assert "Attended" in pages[1]  # the headings stand on each page
