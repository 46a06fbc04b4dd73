"""A deputy and a note beside a mark of the register."""

import pytest

from recruitment.actions import attendance
from recruitment.actions.attendance import MarkConflict
from recruitment.admin.places import AttendanceAdmin
from recruitment.models import Attendance, FormerMark
from recruitment.queries import attendance_register
from tests.factories import FRIDAY_5PM, make_staff, mark_present
from tests.pages import one_line
from tests.recruitment.registers import make_led_group, marks_of, posted, url
from workgroups.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
PRESENT, ABSENT = "present", "absent"


def save(session, marks, beside, seen=None, seen_beside=None, by=None):
    return attendance.record_attendance(
        session,
        marks,
        seen=seen or {},
        beside=beside,
        seen_beside=seen_beside or {},
        by=by or make_staff("hub_administrator"),
        at=FRIDAY_5PM,
    )


def kept(session):
    return sorted(session.attendances.values_list("mark", "deputy", "note"))


def test_a_deputy_and_a_note_are_kept_with_a_mark(client, signed_in):
    lead, session, (first, second) = make_led_group()
    words = {f"deputy_{first.pk}": " Jo  Fern ", f"note_{second.pk}": "Train <late>"}
    fields = posted([first, second], {first.pk: PRESENT, second.pk: "late"}) | words

    answer = signed_in(lead).post(url(session), fields)
    page = one_line(client.get(answer.url).content.decode())

    assert kept(session) == [("late", "", "Train <late>"), ("present", "Jo Fern", "")]
    assert '<p class="mark__note" data-words>Deputy: Jo Fern</p>' in page
    assert ">Note: Train &lt;late&gt;</p>" in page
    assert f'name="seen_deputy_{first.pk}" value="Jo Fern"' in page
    assert AuditEntry.objects.get().fields == "deputy, mark, note"


def test_words_are_added_to_a_mark_that_stands_and_taken_away():
    _, session, (place, _) = make_led_group()
    mark_present(place, session)

    first = save(session, {}, {place.pk: {"deputy": "Jo", "note": "Left a bag"}})
    second = save(
        session,
        {},
        {place.pk: {"deputy": "", "note": "Left a bag"}},
        seen_beside={place.pk: {"deputy": "Jo", "note": "Left a bag"}},
    )

    assert (first.saved, second.saved) == (1, 1)
    assert kept(session) == [("present", "", "Left a bag")]
    former = FormerMark.objects.values_list("mark", "deputy", "note")
    assert sorted(former) == [("present", "", ""), ("present", "Jo", "Left a bag")]


def test_a_new_mark_keeps_the_words_beside_it():
    _, session, (place, _) = make_led_group()
    mark_present(place, session)
    Attendance.objects.update(deputy="Jo", note="Left a bag")

    save(session, {place.pk: "left_early"}, {}, seen={place.pk: PRESENT})

    assert kept(session) == [("left_early", "Jo", "Left a bag")]


def test_saving_the_same_words_again_writes_nothing():
    _, session, (place, _) = make_led_group()
    beside = {place.pk: {"deputy": "", "note": "Left a bag"}}
    save(session, {place.pk: PRESENT}, beside)

    again = save(session, {place.pk: PRESENT}, beside)

    assert again.saved == 0
    assert AuditEntry.objects.count() == 1
    assert FormerMark.objects.count() == 0


def test_words_of_two_leads_are_not_written_over(client, signed_in):
    lead, session, (place, other) = make_led_group()
    mark_present(place, session)
    Attendance.objects.update(note="Ill since noon")
    fields = posted([place, other], {place.pk: ABSENT}, seen={place.pk: PRESENT})

    answer = signed_in(lead).post(
        url(session), {**fields, f"note_{place.pk}": "Left a bag"}
    )

    assert kept(session) == [("absent", "", "Ill since noon")]
    page = one_line(answer.content.decode())
    assert (
        "Note: somebody else wrote “Ill since noon” while you wrote “Left a bag”. "
        "Theirs stands unless you write again and save."
    ) in page
    assert f'name="note_{place.pk}" value="Ill since noon"' in page


def test_a_conflict_names_its_field():
    _, session, (place, _) = make_led_group()
    mark_present(place, session)
    Attendance.objects.update(deputy="Jo")

    saved = save(session, {}, {place.pk: {"deputy": "Mo"}})

    assert saved.conflicts == [MarkConflict(place.pk, "Jo", "Mo", "deputy")]
    assert saved.saved == 0


def test_words_without_a_mark_stay_in_the_box_until_there_is_one(client, signed_in):
    lead, session, (first, second) = make_led_group()
    fields = posted([first, second], {second.pk: PRESENT})
    note = {f"note_{first.pk}": "Will ring"}

    answer = signed_in(lead).post(url(session), {**fields, **note})
    page = one_line(answer.content.decode())

    assert answer.status_code == 200
    assert marks_of(session) == {second.pk: PRESENT}
    assert "please choose a mark for:" in page
    assert f'name="note_{first.pk}" value="Will ring"' in page

    client.post(url(session), {**fields, **note, f"mark_{first.pk}": ABSENT})
    assert kept(session) == [("absent", "", "Will ring"), ("present", "", "")]


def test_a_script_is_told_which_words_have_no_mark(signed_in):
    lead, session, (first, second) = make_led_group()
    fields = posted([first, second], {second.pk: PRESENT})

    answer = signed_in(lead).post(
        url(session),
        {**fields, f"deputy_{first.pk}": "Jo"},
        headers={"accept": "application/json"},
    )

    assert answer.json() == {
        "saved": "Saved 17:00",
        "conflicts": 0,
        "unmarked": [first.pk],
    }


@pytest.mark.parametrize(("length", "written"), [(200, 1), (201, 0)])
def test_words_longer_than_the_box_are_ignored(signed_in, length, written):
    lead, session, (place, _) = make_led_group()
    fields = posted([place], {place.pk: PRESENT})

    signed_in(lead).post(url(session), {**fields, f"note_{place.pk}": "x" * length})

    assert Attendance.objects.exclude(note="").count() == written
    assert marks_of(session) == {place.pk: PRESENT}


def test_the_words_of_a_refused_register_are_not_typed_twice(signed_in):
    _, session, (place, _) = make_led_group()
    session.on = session.on.replace(year=2025)
    session.save()
    fields = posted([place], {place.pk: PRESENT})

    answer = signed_in(make_staff("hub_lead")).post(
        url(session), {**fields, f"note_{place.pk}": "Signed in late"}
    )

    assert not Attendance.objects.exists()
    assert f'name="note_{place.pk}" value="Signed in late"' in answer.text


def test_the_words_belong_to_their_own_session():
    _, session, (place, _) = make_led_group()
    mark_present(place, session)
    Attendance.objects.update(deputy="Jo", note="Left a bag")
    session.pk, session.number = None, 2
    session.save()

    (row, _) = attendance_register.register_of(session).rows

    assert (row.deputy, row.note) == ("", "")


def test_the_page_of_changes_shows_deputies_and_notes(signed_in):
    lead, session, (place, _) = make_led_group()
    save(session, {place.pk: PRESENT}, {place.pk: {"deputy": "Jo", "note": "A <b>"}})

    page = one_line(signed_in(lead).get(url(session, "changes/")).text)

    assert "Ada Brook00, present (deputy: Jo)" in page
    assert "Note: A &lt;b&gt;" in page


def test_no_file_has_the_notes():
    columns = [name for _, name in AttendanceAdmin.export_columns]

    assert "deputy" in columns
    assert "note" not in columns
