"""The keys and the button of the page on which an evaluator gives comments themes."""

from evaluation.models import Theme
from tests import factories
from tests.browser import arranging
from tests.browser.conftest import DESKTOP_SCRIPTS

LABELS = """() => Object.fromEntries([...document.querySelectorAll("[name=themes]")]
  .map((each) => [each.labels[0].innerText.trim(), each.labels[0].dataset.key]))"""
TICKED = """() => [...document.querySelectorAll("[name=themes]:checked")]
  .map((each) => each.labels[0].innerText.trim())"""
TOLD = """() => [...document.querySelectorAll("[aria-keyshortcuts]")]
  .map((each) => each.getAttribute("aria-keyshortcuts"))"""
SAVE = "() => document.querySelector('.coding__save .button').getBoundingClientRect()"


def test_a_theme_keeps_its_digit_while_comments_are_read(new_visitor):
    person = new_visitor(DESKTOP_SCRIPTS, as_user=arranging.make_staff("evaluator"))
    evaluation = arranging.make_evaluation("Coded by keys")
    early, tables, mentors = (
        factories.make_theme(evaluation, name)
        for name in ["Early", "Tables", "Mentors"]
    )
    address = f"/evaluations/{evaluation.pk}/code/"

    person.open(address)
    assert person.page.evaluate(LABELS) == {"Early": "1", "Tables": "2", "Mentors": "3"}
    person.page.keyboard.press("3")
    assert person.page.evaluate(TICKED) == ["Mentors"]

    Theme.objects.filter(pk=early.pk).delete()
    Theme.objects.filter(pk=mentors.pk).update(order=0)
    factories.make_theme(evaluation, "Room")
    person.open(address)
    assert person.page.evaluate(LABELS) == {"Mentors": "3", "Tables": "2", "Room": "4"}
    person.page.keyboard.press("2")
    assert person.page.evaluate(TICKED) == [tables.name]


def test_each_act_has_a_key_which_a_screen_reader_tells(new_visitor):
    person = new_visitor(DESKTOP_SCRIPTS, as_user=arranging.make_staff("evaluator"))
    evaluation = arranging.make_evaluation("Undone by keys")
    theme = factories.make_theme(evaluation, "Early")
    passage = evaluation.evidence.order_by("number").first()
    address = f"/evaluations/{evaluation.pk}/code/?passage={passage.pk}"
    keyboard = person.page.keyboard

    person.open(address)
    assert person.page.evaluate(TOLD) == ["q", "m", "s", "n", "l"]
    for key in ["1", "q", "m"]:
        keyboard.press(key)
    keyboard.type("nu")
    keyboard.press("Escape")
    with person.page.expect_navigation():
        keyboard.press("s")
    passage.refresh_from_db()
    assert (passage.strong_quote, passage.memo) == (True, "nu")
    assert list(passage.codings.values_list("theme", flat=True)) == [theme.pk]

    with person.page.expect_navigation():
        keyboard.press("u")
    assert person.page.url.endswith(address)
    with person.page.expect_navigation():
        keyboard.press("n")
    passage.refresh_from_db()
    assert passage.read_at is not None
    assert (passage.codings.count(), passage.memo) == (0, "")


def test_save_is_in_sight_on_a_desk(new_visitor):
    person = new_visitor(DESKTOP_SCRIPTS, as_user=arranging.make_staff("evaluator"))
    evaluation = arranging.make_evaluation("Coded on a desk")
    for number in range(14):
        factories.make_theme(evaluation, f"Theme {number}")

    person.open(f"/evaluations/{evaluation.pk}/code/")
    person.page.set_viewport_size({"width": 1280, "height": 900})

    box = person.page.evaluate(SAVE)
    assert 0 < box["top"] < box["bottom"] <= 900
