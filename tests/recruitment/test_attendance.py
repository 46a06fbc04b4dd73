"""The attendance register: its rows, saving, conflicts and walk-ins."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection

from recruitment.actions import attendance
from recruitment.actions.attendance import MarkConflict
from recruitment.errors import RegisterNotOpen
from recruitment.models import Attendance
from recruitment.queries import attendance_register
from tests.factories import (
    FRIDAY,
    FRIDAY_5PM,
    make_hub,
    make_place,
    make_session,
    make_staff,
    mark_present,
)
from tests.recruitment.registers import make_led_group, marks_of, posted, url
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PRESENT, LATE, ABSENT = "present", "late", "absent"


# Rows


def test_a_register_lists_people_who_are_expected_or_were_marked():
    _, session, (first, second) = make_led_group()
    offered = make_place("offered", work_group=session.work_group)
    withdrawn = make_place("withdrawn", work_group=session.work_group)
    waiting = make_place("waiting", work_group=session.work_group)
    make_place("withdrawn", work_group=session.work_group)
    make_place("waiting", work_group=session.work_group)
    mark_present(withdrawn, session)
    mark_present(waiting, session)

    rows = attendance_register.register_of(session).rows

    remarks = {row.place_id: row.remark for row in rows}
    assert remarks == {
        first.pk: "",
        second.pk: "",
        offered.pk: "Asked to confirm",
        withdrawn.pk: "Withdrawn",
        waiting.pk: "On the waiting list",
    }


def test_a_waiting_person_who_came_once_is_on_the_next_register():
    _, first, _ = make_led_group(people=0)
    waiting = make_place("waiting", work_group=first.work_group)
    mark_present(waiting, first)
    second = make_session(first.work_group)

    (row,) = attendance_register.register_of(second).rows

    assert (row.place_id, row.mark) == (waiting.pk, "")


def test_a_row_shows_school_year_groups_and_earlier_attendance():
    _, first, (place, _) = make_led_group()
    second, third = make_session(first.work_group), make_session(first.work_group)
    mark_present(place, first)
    mark_present(place, second, "apologies")
    mark_present(place, third, "late")

    row = attendance_register.register_of(third).rows[0]

    assert row.mark == "late"
    assert row.detail == (
        "Rose Hill Primary School · Year 3 · came to 1 of 2; session 2: apologies"
    )


# Saving


def test_marks_are_saved_and_the_page_shows_when(client, signed_in):
    lead, session, (first, second) = make_led_group()
    marks = {first.pk: PRESENT, second.pk: ABSENT}

    answer = signed_in(lead).post(url(session), posted([first, second], marks))
    page = client.get(answer.url).content.decode()

    assert answer.status_code == 302
    assert marks_of(session) == marks
    assert "Saved 17:00" in page
    assert AuditEntry.objects.get().action == "record_attendance"
    assert page.count(" checked") == 2


def test_opening_a_register_changes_nothing(signed_in):
    lead, session, _ = make_led_group()

    page = signed_in(lead).get(url(session)).content.decode()

    assert not Attendance.objects.exists()
    assert "not marked" in page
    assert "Saved" not in page


def test_set_all_to_present_keeps_other_marks(signed_in):
    lead, session, (first, second, third) = make_led_group(people=3)
    fields = posted([first, second, third], {second.pk: ABSENT})

    signed_in(lead).post(url(session), {**fields, "set_all": "1"})

    assert marks_of(session) == {
        first.pk: PRESENT,
        second.pk: ABSENT,
        third.pk: PRESENT,
    }


def test_saving_the_same_marks_again_writes_nothing(signed_in):
    lead, session, (first, second) = make_led_group()
    client = signed_in(lead)
    client.post(url(session), posted([first, second], {first.pk: PRESENT}))

    client.post(url(session), posted([first, second], {first.pk: PRESENT}))

    assert marks_of(session) == {first.pk: PRESENT}
    assert AuditEntry.objects.count() == 1


def test_unknown_marks_and_people_of_other_groups_are_ignored(signed_in):
    lead, session, (first, second) = make_led_group()
    stranger = make_place()
    marks = {first.pk: "dancing", stranger.pk: PRESENT, second.pk: LATE}

    signed_in(lead).post(url(session), posted([first, second], marks))

    assert marks_of(session) == {second.pk: LATE}


def test_a_script_gets_the_result_as_json(signed_in):
    lead, session, (first, second) = make_led_group()
    fields = posted([first, second], {first.pk: PRESENT})

    answer = signed_in(lead).post(
        url(session), fields, headers={"accept": "application/json"}
    )

    assert answer.json() == {"saved": "Saved 17:00", "conflicts": 0, "unmarked": []}
    assert marks_of(session) == {first.pk: PRESENT}


# Two leads


def test_marks_of_two_leads_are_both_saved():
    lead, session, (first, second) = make_led_group()
    seen = {first.pk: "", second.pk: ""}
    save = {"seen": seen, "by": lead, "at": FRIDAY_5PM}
    attendance.record_attendance(session, {first.pk: PRESENT}, **save)

    saved = attendance.record_attendance(session, {second.pk: LATE}, **save)

    assert (saved.saved, saved.conflicts) == (1, [])
    assert marks_of(session) == {first.pk: PRESENT, second.pk: LATE}


def test_a_conflict_shows_both_marks_and_can_be_resolved(client, signed_in):
    lead, session, (first, second) = make_led_group()
    mark_present(first, session, LATE)
    marks = {first.pk: ABSENT, second.pk: PRESENT}

    answer = signed_in(lead).post(url(session), posted([first, second], marks))
    page = answer.content.decode()

    assert marks_of(session) == {first.pk: LATE, second.pk: PRESENT}
    assert answer.status_code == 200
    assert "Somebody else marked late while you marked absent." in page
    assert f'name="seen_{first.pk}" value="late"' in page

    chosen = posted([first, second], marks, seen=marks_of(session))
    answer = client.post(url(session), chosen)

    assert answer.status_code == 302
    assert marks_of(session) == {first.pk: ABSENT, second.pk: PRESENT}


def test_two_equal_marks_are_no_conflict():
    lead, session, (first, _) = make_led_group()
    mark_present(first, session)

    saved = attendance.record_attendance(
        session, {first.pk: PRESENT}, seen={first.pk: ""}, by=lead, at=FRIDAY_5PM
    )

    assert (saved.saved, saved.conflicts) == (0, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite lets one writer in at a time"
)
def test_two_leads_saving_at_the_same_moment_lose_no_mark():
    lead, session, places = make_led_group(people=30)
    barrier, results = Barrier(2), {}

    def save(mark, own):
        barrier.wait()
        marks = {place.pk: mark for place in own}
        try:
            results[mark] = attendance.record_attendance(
                session, marks, seen=dict.fromkeys(marks, ""), by=lead, at=FRIDAY_5PM
            )
        finally:
            connection.close()

    leads = [
        Thread(target=save, args=(PRESENT, places[:20])),
        Thread(target=save, args=(LATE, places[10:])),
    ]
    for each in leads:
        each.start()
    for each in leads:
        each.join()

    assert len(marks_of(session)) == 30
    assert sorted(each.saved for each in results.values()) == [10, 20]
    (conflicts,) = [each.conflicts for each in results.values() if each.conflicts]
    assert len(conflicts) == 10
    assert all(isinstance(each, MarkConflict) for each in conflicts)


# Before the day


def test_the_register_of_a_future_session_says_when_it_opens(signed_in):
    lead, session, (first, second) = make_led_group()
    session.on = FRIDAY + timedelta(days=1)
    session.save()
    client = signed_in(lead)

    page = client.get(url(session)).content.decode()
    answer = client.post(url(session), posted([first], {first.pk: PRESENT}))

    assert "This register opens on Saturday 17 October 2026" in page
    assert "Brook00" in page
    assert "Nothing was saved." in answer.content.decode()
    assert not Attendance.objects.exists()


def test_marks_before_the_day_of_the_session_are_refused():
    lead, session, (first, _) = make_led_group()
    session.on = date(2026, 10, 17)

    with pytest.raises(RegisterNotOpen):
        attendance.record_attendance(
            session, {first.pk: PRESENT}, seen={}, by=lead, at=FRIDAY_5PM
        )


def test_a_register_opens_at_midnight_in_london(signed_in):
    lead, session, (first, _) = make_led_group()

    with time_machine.travel("2026-10-15T23:05:00Z", tick=False):  # 00:05 in London
        signed_in(lead).post(url(session), posted([first], {first.pk: PRESENT}))

    assert marks_of(session) == {first.pk: PRESENT}


# Access


@pytest.mark.parametrize("tail", ["", "add/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_account_without_access_gets_404(signed_in, tail, method):
    _, session, (place, _) = make_led_group()
    elsewhere, _, _ = make_led_group(hub=make_hub("Kent and Medway"))
    colleague, _, _ = make_led_group()
    evaluator = make_staff("evaluator")
    national = make_staff("national")

    for user in (elsewhere, colleague, evaluator, national):
        ask = getattr(signed_in(user), method)
        answer = ask(url(session, tail), posted([place], {place.pk: PRESENT}))
        assert answer.status_code == 404
    assert not Attendance.objects.exists()


def test_hub_staff_may_take_a_register(signed_in):
    _, session, (place, _) = make_led_group()
    administrator = make_staff("hub_administrator")

    signed_in(administrator).post(url(session), posted([place], {place.pk: PRESENT}))

    assert marks_of(session) == {place.pk: PRESENT}


# Numbers of statements


@pytest.mark.parametrize(("people", "sessions"), [(30, 6), (60, 12)])
def test_a_register_page_keeps_its_number_of_statements(
    signed_in, data_statements, people, sessions
):
    lead, session, places = make_led_group(people=people)
    later = [
        make_session(session.work_group, on=FRIDAY - timedelta(days=n))
        for n in range(sessions - 1)
    ]
    for each in [session, *later[:-1]]:
        for place in places:
            mark_present(place, each)
    client = signed_in(lead)

    with data_statements(at_most=7):
        answer = client.get(url(later[-1]))

    assert answer.content.decode().count("data-mark") == people


def test_saving_thirty_marks_keeps_its_number_of_statements(signed_in, data_statements):
    lead, session, places = make_led_group(people=30)
    client = signed_in(lead)
    marks = {place.pk: PRESENT for place in places}

    with data_statements(at_most=9):
        client.post(url(session), posted(places, marks))

    assert marks_of(session) == marks
