"""The attendance register by keyboard, with words beside its marks."""

import pytest

from recruitment.models import Attendance
from tests.browser import arranging
from tests.browser.person import DESKTOP, PHONE
from tests.browser.test_leading import SAVED, led_group
from tests.factories import mark_present

EXCEPTIONS = {3: "Late", 9: "Left early", 17: "Apologies", 28: "Absent"}
LOW = """() => [...document.querySelectorAll(
  ".mark__choice, form summary, form .button, form input[type=text], main a.alone")]
  .filter(each => each.offsetParent && each.getBoundingClientRect().height < 44)
  .map(each => each.textContent.trim() || each.name)"""


def url_of(group):
    return f"/sessions/{group.sessions.earliest('number').pk}/register/"


def by_name(places):
    return sorted(
        places,
        key=lambda place: (
            place.participant.last_name,
            place.participant.first_name,
            place.pk,
        ),
    )


def test_thirty_people_take_fewer_than_seventy_keystrokes(new_visitor, mode):
    if not mode.scripts:
        pytest.skip("keystrokes are counted by a script")
    lead, group, places = led_group(mode, people=30)
    places = by_name(places)
    person = new_visitor(mode, as_user=lead)
    person.open(url_of(group))
    person.reads("Fill in what is not known of 30 people")
    person.page.evaluate(
        "window.pressed = 0;"
        "addEventListener('keydown', () => { window.pressed += 1; }, true)"
    )

    person.to("Set all to present", "button")
    person.page.keyboard.press("Enter")
    for number, mark in EXCEPTIONS.items():
        person.choose(mark, group=places[number].participant.full_name)
    person.tab_to(lambda stop: stop["name"] == "Save", "Save")
    pressed = person.page.evaluate("window.pressed") + 1  # Enter, which loads a page
    person.go()

    assert 30 < pressed < 70
    saved = dict(
        Attendance.objects.filter(session__work_group=group).values_list(
            "place", "mark"
        )
    )
    wanted = {place.pk: "present" for place in places}
    wanted |= {places[3].pk: "late", places[9].pk: "left_early"}
    wanted |= {places[17].pk: "apologies", places[28].pk: "absent"}
    assert saved == wanted


def test_everything_to_press_on_a_register_is_44_pixels_high(new_visitor, mode):
    lead, group, _ = led_group(mode, people=2)
    person = new_visitor(mode, as_user=lead)
    person.open(url_of(group))
    person.unfold("Fill in what is not known")
    person.unfold("Deputies and notes")

    for window in (PHONE, DESKTOP):
        person.page.set_viewport_size(window)
        assert person.page.evaluate(LOW) == []


def test_a_deputy_is_saved_as_soon_as_there_is_a_mark(new_visitor, mode):
    if not mode.scripts:
        pytest.skip("without scripts one form saves all marks")
    lead, group, places = led_group(mode, people=2)
    first = by_name(places)[0]
    person = new_visitor(mode, as_user=lead)
    person.open(url_of(group))

    person.unfold("Deputies and notes")
    person.write("Deputy who came", "Jo Fern")
    person.page.keyboard.press("Tab")
    person.page.get_by_text("needs a mark beside it").wait_for()
    assert not Attendance.objects.filter(place=first).exists()
    person.choose("Present", group=first.participant.full_name)
    person.page.get_by_text(SAVED).filter(has_not_text="needs").wait_for()

    mark = Attendance.objects.get(place=first)
    assert (mark.mark, mark.deputy) == ("present", "Jo Fern")


def test_two_leads_see_each_other_s_rows_without_loading_again(new_visitor, mode):
    if not mode.scripts:
        pytest.skip("without scripts the page shows it when it is loaded again")
    lead, group, places = led_group(mode, people=3)
    first, second, third = by_name(places)
    session = group.sessions.earliest("number")
    mark_present(third, session, "absent")
    person = new_visitor(mode, as_user=lead)
    person.open(url_of(group))
    page = person.page
    page.context.set_offline(True)
    person.choose("Late", group=first.participant.full_name)
    page.get_by_text("Your marks are kept here").wait_for()

    mark_present(first, session, "absent")
    mark_present(second, session, "apologies")
    Attendance.objects.filter(place=second).update(note="Ill")
    added = arranging.make_place(group)
    mark_present(added, session)
    page.route("**/register/", lambda route: route.abort())
    page.context.set_offline(False)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("Another lead changed 1 row").wait_for()

    def chosen(place):
        return page.locator(f"input[name=mark_{place.pk}]:checked").input_value()

    assert [chosen(first), chosen(second), chosen(third)] == [
        "late",
        "apologies",
        "absent",
    ]
    page.get_by_text("Note: Ill", exact=True).wait_for()
    page.get_by_text("Somebody was added").wait_for()
    assert page.locator("[data-count='']").text_content() == "0"
