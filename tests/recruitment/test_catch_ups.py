"""Somebody of another group of the project catches up at a session."""

import re

import pytest

from recruitment.actions import walk_ins
from recruitment.errors import NotAllowed
from recruitment.models import Attendance, Email, FormerMark, Participant, Place
from recruitment.queries import catch_ups, figures
from tests import factories as make
from tests.factories import FRIDAY_5PM
from tests.pages import one_line
from tests.recruitment.registers import make_led_group, marks_of, url
from tests.recruitment.test_walk_ins import ADA
from workgroups.models import AuditEntry, WorkGroup

pytestmark = [pytest.mark.django_db, pytest.mark.friday]


def make_groups(hub=None):
    """A led group with its session today, and another group of its project."""
    lead, session, _ = make_led_group(people=0, hub=hub or make.make_hub())
    home = make.make_work_group("Greenwich", project=session.work_group.project)
    home.hub = session.work_group.hub
    home.save()
    return lead, session, home


def make_person(group, first_name="Zoe", last_name="Oak", state="confirmed", **fields):
    person = make.make_participant(
        group.hub, first_name=first_name, last_name=last_name
    )
    return make.make_place(state, work_group=group, participant=person, **fields)


def look(client, session, **names):
    names = {"first_name": "", "last_name": "", **names}
    return client.post(url(session, "add/"), {**names, "look": "1"})


def test_the_hub_s_own_people_are_looked_for_first(signed_in):
    lead, session, home = make_groups()
    zoe = make_person(home, school_name="Elm School")
    make_person(home, "Zoe", "Ash")
    client = signed_in(lead)

    first = client.get(url(session, "add/")).text
    page = one_line(look(client, session, first_name="zo", last_name="OAK").text)

    assert "Look for them" in first
    assert "E-mail address" not in first
    assert "Zoe Oak, Elm School" in page
    assert f'name="place" value="{zoe.pk}"' in page
    assert "Zoe Ash" not in page
    assert "Somebody new" in page
    assert 'value="zo"' in page
    ids = re.findall(r' id="(\w+)"', page)
    assert len(ids) == len(set(ids))
    assert {"look_first_name", "id_first_name"} <= set(ids)


def test_names_are_asked_for(signed_in):
    lead, session, _ = make_groups()

    page = look(signed_in(lead), session).text

    assert "Write their first name or their last name." in page
    assert "Somebody new" not in page


def test_nobody_of_that_name_is_said(signed_in):
    lead, session, home = make_groups()
    make_person(home)

    page = look(signed_in(lead), session, first_name="Eve").text

    assert "Nobody of that name has a place in another group of this project." in page


def test_one_press_marks_them_and_it_counts_at_home(client, signed_in):
    lead, session, home = make_groups()
    zoe = make_person(home)
    make.make_session(home, on=session.on)

    answer = signed_in(lead).post(url(session, "add/"), {"place": zoe.pk})
    page = one_line(client.get(answer.url).text)

    assert marks_of(session) == {zoe.pk: "present"}
    assert (Participant.objects.count(), Place.objects.count()) == (1, 1)
    assert Email.objects.count() == 0
    zoe.refresh_from_db()
    assert (zoe.state, zoe.work_group) == ("confirmed", home)
    own = WorkGroup.objects.filter(pk=home.pk)
    (seen,) = figures.attendance_by_session(own, at=FRIDAY_5PM)
    assert (seen.number, seen.marked, seen.present) == (1, 1, 1)
    assert "Zoe Oak is on the register as a guest." in page
    assert "Guest from Greenwich" in page
    assert AuditEntry.objects.get().action == "add_catch_up"


def test_pressing_twice_changes_nothing(signed_in):
    lead, session, home = make_groups()
    zoe = make_person(home)
    client = signed_in(lead)
    client.post(url(session, "add/"), {"place": zoe.pk})
    Attendance.objects.update(mark="late")

    client.post(url(session, "add/"), {"place": zoe.pk})

    assert marks_of(session) == {zoe.pk: "late"}
    assert FormerMark.objects.count() == 0
    assert AuditEntry.objects.count() == 1


def test_who_is_on_the_register_or_has_left_is_not_offered():
    _, session, home = make_groups()
    own = session.work_group
    for state in ("confirmed", "offered"):
        make_person(own, state=state)
    make_person(home, state="withdrawn")
    marked = make_person(home)
    make.mark_present(marked, session)
    other_project = make.make_work_group("Bexley", hub=own.hub)
    other_project.project = make.make_project(own.project.stage, start_year=2025)
    other_project.save()
    make_person(other_project)
    waiting = make_person(own, state="waiting")
    there = make_person(home, state="offered", offer_ends_at=FRIDAY_5PM)

    found = catch_ups.people_called(session, "Zoe", "Oak")

    assert [each.pk for each in found] == [waiting.pk, there.pk]


def test_at_most_ten_people_are_shown():
    _, session, home = make_groups()
    for _ in range(11):
        make_person(home)

    assert len(catch_ups.people_called(session, "Zoe", "")) == 10


def test_people_of_another_hub_are_neither_shown_nor_marked(signed_in):
    lead, session, home = make_groups()
    kent = make.make_hub("Kent and Medway")
    theirs = make.make_work_group("Medway", project=home.project, hub=kent)
    theirs.hub = kent
    theirs.save()
    stranger = make_person(theirs)
    assert stranger.hub == kent
    client = signed_in(lead)

    page = look(client, session, first_name="Zoe").text
    answer = client.post(url(session, "add/"), {"place": stranger.pk})

    assert "Nobody of that name" in page
    assert answer.status_code == 404
    assert not Attendance.objects.exists()
    with pytest.raises(NotAllowed):
        walk_ins.add_catch_up(session, stranger, by=lead, at=FRIDAY_5PM)


def test_a_walk_in_is_not_taken_for_somebody_of_another_hub(signed_in):
    lead, session, home = make_groups()
    kent = make.make_hub("Kent and Medway")
    theirs = make.make_work_group("Medway", project=home.project, hub=kent)
    theirs.hub = kent
    theirs.save()
    stranger = make_person(theirs, "Ada", "Oak")
    Participant.objects.filter(pk=stranger.participant_id).update(
        email="ada.oak@example.org"
    )

    signed_in(lead).post(url(session, "add/"), ADA)

    (place,) = Place.objects.exclude(pk=stranger.pk)
    assert marks_of(session) == {place.pk: "present"}
    assert place.hub == session.work_group.hub


@pytest.mark.parametrize("number", ["x", "99999", "9" * 30])
def test_a_button_that_is_not_there_finds_nobody(signed_in, number):
    lead, session, _ = make_groups()

    answer = signed_in(lead).post(url(session, "add/"), {"place": number})

    assert answer.status_code == 404


def test_the_closed_register_takes_a_guest_with_a_reason_alone(signed_in):
    _, session, home = make_groups()
    session.on = session.on.replace(year=2025)
    session.save()
    zoe = make_person(home)
    head = signed_in(make.make_staff("hub_lead"))

    asked = one_line(look(head, session, first_name="Zoe").text)
    head.post(url(session, "add/"), {"place": zoe.pk})
    assert not Attendance.objects.exists()
    head.post(url(session, "add/"), {"place": zoe.pk, "reason": "No phone there."})

    assert 'id="why_of_guest"' in asked
    assert Attendance.objects.get().reason == "No phone there."


@pytest.mark.parametrize("people", [1, 9])
def test_looking_takes_one_statement(django_assert_num_queries, people):
    _, session, home = make_groups()
    for _ in range(people):
        make_person(home)

    with django_assert_num_queries(1):
        found = catch_ups.people_called(session, "Zoe", "")
        assert [each.school_label for each in found] == [""] * people
        assert {str(each.work_group) for each in found} == {"Greenwich"}
