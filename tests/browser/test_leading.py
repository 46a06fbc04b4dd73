"""A work group lead signs in, takes the register and reads the group's pages."""

import re

import pytest

from recruitment.models import Attendance
from tests.browser import arranging
from tests.browser.conftest import EVERY_MODE
from tests.factories import PASSWORD, mark_present

SAVED = re.compile(r"^Saved \d\d:\d\d")


def led_group(mode, people=8):
    lead = arranging.make_staff("work_group_lead")
    group = arranging.make_group(f"Led ({mode.name})", first_session=arranging.today())
    group.leads.add(lead)
    places = [arranging.make_place(group) for _ in range(people)]
    return lead, group, places


def test_a_lead_signs_in_by_a_code(visitor, mode):
    lead, group, _ = led_group(mode, people=0)

    visitor.open("/accounts/login/")
    visitor.write("Email", lead.email)
    visitor.write("Password", "not this one")
    visitor.press("Sign in")
    assert visitor.page.title().startswith("Error: ")
    visitor.follow("Send me a sign-in code by e-mail")
    visitor.write("Email", lead.email)
    visitor.press("Send the code")
    visitor.reads("We have sent a code to")
    visitor.write("Code", "ABC-DEF")
    visitor.press("Continue")
    assert visitor.page.title().startswith("Error: ")
    visitor.write("Code", arranging.code_in_mail(lead.email))
    visitor.press("Continue")

    assert visitor.path == "/lead/"
    visitor.reads("Today", group.title)


@pytest.mark.parametrize("mode", EVERY_MODE, ids=lambda mode: mode.name)
def test_a_lead_takes_the_register_of_the_day(new_visitor, mode):
    lead, group, places = led_group(mode)
    late = places[2].participant
    person = new_visitor(mode)

    person.open("/accounts/login/")
    person.write("Email", lead.email)
    person.write("Password", PASSWORD)
    person.press("Sign in")
    person.follow("Take the register of session 1")
    person.to("Set all to present", "button")
    if mode.scripts:
        person.page.keyboard.press("Enter")
        person.page.get_by_text(SAVED).wait_for()
    else:
        person.go()
    person.choose("Late", group=late.full_name)
    person.tab_to(lambda stop: stop["name"] == "Save", "Save")
    person.go()
    person.reads("Saved")
    marks = Attendance.objects.filter(session__work_group=group)
    assert marks.filter(mark="present").count() == len(places) - 1
    assert marks.get(place=places[2]).mark == "late"

    person.press("Save, and add somebody who is not on the list")
    person.press("Look for them")
    person.write("First name", "Xerxes")
    person.press("Look for them")
    person.reads("Nobody of that name has a place in another group")
    person.press("Add to the register")
    assert person.page.title().startswith("Error: ")
    person.follow("Today")
    person.follow(group.title)
    person.reads(group.title)


def kept_marks(page):
    """The registers that this browser keeps marks of."""
    return page.evaluate(
        "Object.keys(localStorage).filter(each => each.startsWith('register:'))"
    )


def test_a_register_taken_without_a_connection_is_sent_later(new_visitor, mode):
    if not mode.scripts:
        pytest.skip("without scripts one form saves all marks")
    lead, group, places = led_group(mode, people=3)
    url = f"/sessions/{group.sessions.earliest('number').pk}/register/"
    marks = Attendance.objects.filter(session__work_group=group)
    person = new_visitor(mode, as_user=lead)
    person.open(url)
    page = person.page

    page.context.set_offline(True)
    person.choose("Late", group=places[0].participant.full_name)
    page.get_by_text("Your marks are kept here").wait_for()
    assert not marks.exists()
    page.context.set_offline(False)
    page.get_by_text(SAVED).wait_for()
    assert [(mark.place, mark.mark) for mark in marks] == [(places[0], "late")]
    assert kept_marks(page) == []

    page.context.set_offline(True)
    person.choose("Absent", group=places[1].participant.full_name)
    page.get_by_text("Your marks are kept here").wait_for()
    assert len(kept_marks(page)) == 1
    page.on("dialog", lambda dialog: dialog.accept())
    page.close(run_before_unload=False)
    again = person.page = page.context.new_page()
    again.context.set_offline(False)
    person.open(url)
    again.get_by_text(SAVED).wait_for()
    assert marks.get(place=places[1]).mark == "absent"
    assert kept_marks(again) == []


def test_a_mark_that_was_not_made_here_stays_as_somebody_else_made_it(
    new_visitor, mode
):
    if not mode.scripts:
        pytest.skip("without scripts nothing is kept")
    lead, group, places = led_group(mode, people=2)
    session = group.sessions.earliest("number")
    first, second = places
    mark_present(first, session, "absent")
    person = new_visitor(mode, as_user=lead)
    person.open("/lead/")
    values = {
        f"mark_{first.pk}": "late",
        f"seen_{first.pk}": "late",
        f"mark_{second.pk}": "late",
        f"seen_{second.pk}": "",
    }
    person.page.evaluate(
        "([name, values]) => localStorage.setItem(name, JSON.stringify({"
        "at: Date.now() - 3600 * 1000, values: values}))",
        [f"register:{session.pk}", values],
    )

    person.open(f"/sessions/{session.pk}/register/")
    person.page.get_by_text(SAVED).wait_for()

    shown = person.page.locator(f"input[name=mark_{first.pk}]:checked")
    assert shown.get_attribute("value") == "absent"
    saved = Attendance.objects.filter(session=session)
    assert dict(saved.values_list("place", "mark")) == {
        first.pk: "absent",
        second.pk: "late",
    }


def test_marks_that_were_kept_for_a_day_are_forgotten(new_visitor, mode):
    if not mode.scripts:
        pytest.skip("without scripts nothing is kept")
    lead, group, places = led_group(mode, people=1)
    session = group.sessions.earliest("number")
    person = new_visitor(mode, as_user=lead)
    person.open("/lead/")
    person.page.evaluate(
        "([name, mark, seen]) => localStorage.setItem(name, JSON.stringify({"
        "at: Date.now() - 25 * 3600 * 1000, values: {[mark]: 'late', [seen]: ''}}))",
        [f"register:{session.pk}", f"mark_{places[0].pk}", f"seen_{places[0].pk}"],
    )

    person.open(f"/sessions/{session.pk}/register/")

    assert kept_marks(person.page) == []
    assert not Attendance.objects.filter(session=session).exists()


def test_a_lead_cannot_open_pages_of_other_groups(new_visitor, mode):
    lead, group, _ = led_group(mode, people=0)
    person = new_visitor(mode, as_user=lead)

    person.open(f"/lead/groups/{group.slug}/")
    person.open("/recruiting/", status=403)
    person.reads("This page is not yours to open")
    person.open("/admin/", status=403)
