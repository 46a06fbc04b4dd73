"""Each page check finds the fault that is planted for it, and no other."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE_SCRIPTS
from tests.browser.person import Unreachable, Visitor
from tests.browser.test_pages import sample_user

WHOLE = re.compile(r"</h1\s*>")
SOUND = [
    "<p>A link in a sentence may be <a href='/'>as tall as it is</a>.</p>",
    "<p class='planted-row'><a href='/'>Covers its row</a></p>",
    "<p><input type='checkbox' id='own'><label class='planted-44' for='own'>A</label>",
]
IN_ADMIN = {
    'target: button "x" is 20 by 20 px, not 24': (
        "</h1><p><button class='planted-20' type='button'>x</button></p>"
    ),
    'spacing: button "x" meets button "y"': (
        "</h1><p><button class='planted-30' type='button'>x</button>"
        "<button class='planted-30 planted-over' type='button'>y</button></p>"
    ),
}
PLANTED = {
    "axe: label": "</h1><p><input name='planted' type='text'></p>",
    "axe: color-contrast": "</h1><p class='planted-pale'>Hardly to be read</p>",
    "axe: image-alt": "</h1><img src='/static/img/mark.svg'>",
    "reflow": "</h1><div class='planted-wide'>A box of 600 px</div>",
    "reflow: .planted-region": (
        "</h1><div class='planted-region'><div class='planted-wide'>Wide</div></div>"
    ),
    "policy": "</h1><p style='color: red'>Painted inline</p>",
    "foreign": "</h1><img alt='' src='http://elsewhere.example/picture.png'>",
    "dialog": "</h1><script src='/planted.js'></script>",
    "script: broken": "</h1><script src='/planted-broken.js'></script>",
    "h1": "</h1><h1>Another</h1>",
    'target: button "x" is 30 by 30 px, not 44': (
        "</h1><p><button class='planted-30' type='button'>x</button></p>"
    ),
    'target: a "Alone"': "</h1><p><a href='/'>Alone</a></p>",
    'target: a "One"': "</h1><p><a href='/'>One</a> | <a href='/'>Other</a></p>",
    'target: input "near"': (
        "</h1><p><label for='near'>A label above a field does not count</label>"
        "<input class='planted-30' id='near' name='near'></p>"
    ),
    "keyboard: div": "</h1><div class='button'>Press me</div>",
    "keyboard: a": "</h1><p><a href='/' tabindex='3'>First of all</a></p>",
}
STYLES = """
.planted-pale { color: #ccc; background: #fff; }
.planted-wide { width: 600px; height: 20px; }
.planted-region { overflow-x: auto; }
body .planted-30, body .planted-20 { box-sizing: border-box; width: 30px; height: 30px;
  min-height: 0; min-width: 0; margin: 0; padding: 0; overflow: hidden; }
body .planted-20 { width: 20px; height: 20px; }
body .planted-over { margin-left: -20px; }
.planted-44 { display: inline-block; min-width: 44px; min-height: 44px; }
.planted-row { position: relative; min-height: 44px; }
.planted-row a::after { content: ""; position: absolute; inset: 0; }
.planted-bare:focus { outline: none; box-shadow: none; }
.planted-lid { position: fixed; inset: 0; background: #fff; z-index: 99; }
"""
SCRIPTS = {
    "planted.js": "alert('An interruption');",
    "planted-broken.js": "throw new Error('broken');",
}


@pytest.fixture
def plant(new_visitor, site):
    """`plant(html)` spoils a page, the first one unless named, for a new visitor.

    The page then has `html` in place of `</h1>`.
    """

    def planted(html: str, path: str = "/", **visitor: Any) -> Visitor:
        person = new_visitor(PHONE_SCRIPTS, **visitor)
        person.page.route("**/planted*.js", serve_script)
        person.page.route("**/planted.css", lambda route: route.fulfill(body=STYLES))
        person.page.route("http://elsewhere.example/**", lambda route: route.abort())
        person.page.route(f"{site}{path}", lambda route: spoil(route, html))
        return person

    return planted


def serve_script(route) -> None:
    name = route.request.url.rpartition("/")[2]
    route.fulfill(body=SCRIPTS[name], content_type="text/javascript")


def spoil(route, html: str) -> None:
    """Serve the real page under its real CSP, with one fault in it."""
    answer = route.fetch()
    sheet = "<link rel='stylesheet' href='/planted.css'></head>"
    body, planted = WHOLE.subn(html, answer.text().replace("</head>", sheet), count=1)
    assert planted, f"{answer.url} has no h1"
    route.fulfill(response=answer, body=body)


def faults_of(person: Visitor, path: str = "/") -> set[str]:
    with pytest.raises(AssertionError) as failure:
        person.open(path)
    return set(str(failure.value).split("\n")[1:])


@pytest.mark.parametrize("check", PLANTED)
def test_a_check_finds_its_planted_fault(plant, check):
    person = plant(PLANTED[check])

    faults = faults_of(person)

    assert any(fault.startswith(check) for fault in faults), faults


@pytest.mark.parametrize("check", IN_ADMIN)
def test_a_small_or_crowded_target_of_the_admin_is_found(plant, check):
    person = plant(IN_ADMIN[check], "/admin/", as_user=sample_user("hub_lead"))

    faults = faults_of(person, "/admin/")

    assert any(fault.startswith(check) for fault in faults), faults


def test_a_target_of_24_px_is_enough_in_the_admin(plant):
    button = "</h1><p><button class='planted-30' type='button'>x</button></p>"
    person = plant(button, "/admin/", as_user=sample_user("hub_lead"))

    person.open("/admin/")


@pytest.mark.parametrize("html", SOUND)
def test_a_target_that_is_large_enough_passes(plant, html):
    person = plant(f"</h1>{html}")

    person.open("/")


def test_the_page_without_a_planted_fault_passes(plant):
    person = plant("</h1><p>Nothing is wrong here.</p>")

    person.open("/")


def test_a_page_without_h1_is_found(plant):
    person = plant("</h1>")
    person.page.route("**/", lambda route: spoil_heading(route))

    faults = faults_of(person)

    assert any(fault.startswith("h1") for fault in faults), faults


def spoil_heading(route) -> None:
    answer = route.fetch()
    body = answer.text().replace("<h1", "<h2").replace("</h1>", "</h2>")
    route.fulfill(response=answer, body=body)


def test_a_tab_stop_without_visible_focus_is_found(plant):
    person = plant(
        "</h1><p>This is <a class='planted-bare' href='/'>bare of a ring</a>.</p>"
    )
    person.open("/")

    with pytest.raises(AssertionError, match="focus: no ring"):
        person.to("bare of a ring", "a")


def test_a_covered_tab_stop_is_found(plant):
    person = plant("</h1><div class='planted-lid'></div>")
    person.page.goto(f"{person.site}/")

    with pytest.raises(AssertionError, match="lies under something else"):
        person.to("Find a work group", "a")


def test_a_button_that_ignores_the_keyboard_is_found(plant):
    person = plant("</h1><div class='planted'>Continue</div>")
    person.open("/")

    with pytest.raises(Unreachable):
        person.press("Continue")


def test_two_pages_with_one_title_are_found(new_visitor, titles):
    person = new_visitor(PHONE_SCRIPTS)
    person.open("/accessibility/")
    titles.pages[person.page.title()] = "another:page"

    with pytest.raises(AssertionError, match="are both called"):
        person.look()
    del titles.pages[person.page.title()]


#: They look at pages and walk no journey.
NO_JOURNEYS = ("test_page_checks.py", "test_short_registration.py")


def test_no_browser_test_uses_a_mouse():
    mouse = re.compile(r"\.(click|dblclick|tap|hover|fill|check|select_option|mouse)\b")

    for module in Path(__file__).parent.glob("*.py"):
        found = mouse.findall(module.read_text(encoding="utf-8"))
        assert not found or module.name in NO_JOURNEYS, (module.name, found)
