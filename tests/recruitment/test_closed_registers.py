"""A register closes days after its session; then only the hub lead changes it."""

from datetime import date, datetime, timedelta

import pytest

from recruitment import rules
from recruitment.actions import attendance, deleting, walk_ins
from recruitment.errors import RegisterClosed, WhySoLate
from recruitment.models import Attendance, FormerMark, Place
from recruitment.queries.register_changes import MarkChange, changes_of
from tests.factories import (
    FRIDAY_5PM,
    make_hub,
    make_staff,
    mark_present,
)
from tests.hubsite.test_person_home import home_of
from tests.pages import one_line
from tests.recruitment.registers import make_led_group, marks_of, posted, url
from tests.recruitment.test_walk_ins import ADA
from workgroups.models import AuditEntry, Hub

pytestmark = [pytest.mark.django_db, pytest.mark.friday]
LAST_OPEN, CLOSED = date(2026, 10, 2), date(2026, 10, 1)  # 14 and 15 days ago


def closed_group(on=CLOSED, **fields):
    lead, session, places = make_led_group(**fields)
    session.on = on
    session.save()
    return lead, session, places


def save(session, marks, *, by, reason=""):
    seen = dict.fromkeys(marks, "")
    return attendance.record_attendance(
        session, marks, seen=seen, by=by, reason=reason, at=FRIDAY_5PM
    )


@pytest.mark.parametrize(
    ("on", "at", "closed"),
    [
        (date(2026, 9, 16), "2026-09-30T22:59:59Z", False),  # in British Summer Time
        (date(2026, 9, 16), "2026-09-30T23:00:00Z", True),
        (date(2026, 10, 16), "2026-10-30T23:30:00Z", False),
        (date(2026, 10, 16), "2026-10-31T00:00:00Z", True),
    ],
)
def test_a_register_closes_at_midnight_in_london(on, at, closed):
    moment = datetime.fromisoformat(at)

    assert rules.register_is_closed(on, 14, at=moment) is closed


def test_a_lead_changes_marks_until_the_last_day():
    lead, session, (place, _) = closed_group(LAST_OPEN)

    save(session, {place.pk: "late"}, by=lead, reason="not kept")

    assert marks_of(session) == {place.pk: "late"}
    assert Attendance.objects.get().reason == ""
    assert AuditEntry.objects.get().reason == ""


def test_the_hub_says_after_how_many_days_a_register_closes():
    lead, session, (place, _) = closed_group(LAST_OPEN)
    Hub.objects.update(register_days=13)
    session.work_group.hub.refresh_from_db()

    with pytest.raises(RegisterClosed):
        save(session, {place.pk: "late"}, by=lead)

    Hub.objects.update(register_days=14)
    session.work_group.hub.refresh_from_db()
    assert save(session, {place.pk: "late"}, by=lead).saved == 1


@pytest.mark.parametrize(
    "role", ["assistant_hub_lead", "hub_administrator", "work_group_lead"]
)
def test_nobody_but_the_hub_lead_changes_a_closed_register(role):
    _, session, (place, _) = closed_group()
    by = make_staff(role)

    with pytest.raises(RegisterClosed):
        save(session, {place.pk: "late"}, by=by, reason="They said so.")

    assert marks_of(session) == {}
    assert AuditEntry.objects.count() == 0


def test_the_lead_of_another_hub_changes_nothing():
    _, session, (place, _) = closed_group()
    by = make_staff("hub_lead", hub=make_hub("Wolds"))

    with pytest.raises(RegisterClosed):
        save(session, {place.pk: "late"}, by=by, reason="They said so.")


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_hub_lead_says_why(reason):
    _, session, (place, _) = closed_group()

    with pytest.raises(WhySoLate):
        save(session, {place.pk: "late"}, by=make_staff("hub_lead"), reason=reason)

    assert marks_of(session) == {}


def test_the_reason_is_kept_with_the_mark_and_in_the_audit_log():
    _, session, (place, _) = closed_group()
    head = make_staff("hub_lead")

    save(session, {place.pk: "late"}, by=head, reason=" Signed in late. ")

    mark = Attendance.objects.get()
    assert (mark.mark, mark.reason, mark.marked_by) == (
        "late",
        "Signed in late.",
        head,
    )
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.reason) == (
        "record_attendance",
        head,
        "Signed in late.",
    )


def test_a_mark_that_is_changed_keeps_all_that_was_written_with_it():
    lead, session, (place, _) = make_led_group()
    mark_present(place, session)
    Attendance.objects.update(
        note="Left a bag", deputy="Jo Fern", reason="Signed", marked_by=lead
    )

    attendance.record_attendance(
        session, {place.pk: "late"}, seen={place.pk: "present"}, by=lead, at=FRIDAY_5PM
    )

    former = FormerMark.objects.values("mark", "note", "deputy", "reason").get()
    assert former == {
        "mark": "present",
        "note": "Left a bag",
        "deputy": "Jo Fern",
        "reason": "Signed",
    }
    assert Attendance.objects.get().reason == ""


# The page


def test_a_lead_reads_a_closed_register_and_posts_nothing(signed_in):
    lead, session, (place, other) = closed_group()
    mark_present(place, session, "late")
    client = signed_in(lead)

    page = one_line(client.get(url(session)).text)
    refused = client.post(url(session), posted([other], {other.pk: "present"}))

    assert "This register closed after Thursday 15 October 2026." in page
    assert "Only your hub lead changes it now" in page
    assert "<li>Ada Brook00: late" in page
    assert "<li>Ada Brook01: not marked" in page
    assert "data-mark" not in page
    assert "register.js" not in page
    assert "Nothing was saved." in refused.text
    assert marks_of(session) == {place.pk: "late"}


def test_the_hub_lead_is_asked_why_and_keeps_the_choice(signed_in):
    _, session, (place, other) = closed_group()
    client = signed_in(make_staff("hub_lead"))
    fields = posted([place, other], {place.pk: "absent"})

    page = client.get(url(session)).text
    refused = client.post(url(session), {**fields, "reason": " "})
    kept = client.post(url(session), {**fields, "reason": "Said <so>."})

    assert "As hub lead you may still change it." in page
    assert "register.js" not in page
    assert "Say in a few words why" not in page
    words = one_line(refused.text)
    assert (
        "Error: Say in a few words why the register changes after it closed. "
        "Nothing was saved." in words
    )
    chosen = f'id="mark_{place.pk}_absent" value="absent" checked'
    assert chosen in words
    assert f'name="seen_{place.pk}" value=""' in words
    assert kept.status_code == 302
    assert marks_of(session) == {place.pk: "absent"}
    after = client.get(url(session, "changes/")).text
    assert "After the register had closed: Said &lt;so&gt;." in after


def test_an_open_register_asks_nobody_why(signed_in):
    _, session, _ = closed_group(LAST_OPEN)

    page = signed_in(make_staff("hub_lead")).get(url(session)).text

    assert "after it closed" not in page
    assert "register.js" in page


def test_somebody_is_added_to_a_closed_register_by_the_hub_lead_alone(signed_in):
    lead, session, _ = closed_group(people=0)
    refused = signed_in(lead).post(url(session, "add/"), {**ADA, "reason": "So."})
    head = signed_in(make_staff("hub_lead"))

    asked = head.post(url(session, "add/"), ADA)
    assert not Place.objects.exists()
    head.post(url(session, "add/"), {**ADA, "reason": "They had no phone."})

    assert "Nothing was saved." in refused.text
    assert "Say in a few words why." in asked.text
    assert Attendance.objects.get().reason == "They had no phone."
    entry = AuditEntry.objects.get(action="add_walk_in")
    assert entry.reason == "They had no phone."


def test_a_walk_in_is_refused_by_the_action_too():
    lead, session, _ = closed_group(people=0)
    person = {name: ADA[name] for name in ("first_name", "last_name", "email")}

    with pytest.raises(RegisterClosed):
        walk_ins.add_walk_in(
            session, person, school_name="", by=lead, reason="So.", at=FRIDAY_5PM
        )


# Who marked whom


def make_changed():
    """One person's mark, changed after an hour, and another one's."""
    lead, session, (first, second) = make_led_group()
    save(session, {first.pk: "late", second.pk: "present"}, by=lead)
    attendance.record_attendance(
        session,
        {first.pk: "absent"},
        seen={first.pk: "late"},
        by=make_staff("hub_administrator", name="Ann Hill"),
        at=FRIDAY_5PM + timedelta(hours=1),
    )
    return lead, session, first


def test_every_change_of_a_register_is_a_line():
    _, session, _ = make_changed()
    other = make_led_group()[1:]
    mark_present(other[1][0], other[0])

    later = FRIDAY_5PM + timedelta(hours=1)
    assert changes_of(session) == [
        MarkChange(later, "Ada Brook00", "absent", "Ann Hill", "", None),
        MarkChange(FRIDAY_5PM, "Ada Brook00", "late", "Robin Marsh", "", later),
        MarkChange(FRIDAY_5PM, "Ada Brook01", "present", "Robin Marsh", "", None),
    ]


def test_the_page_says_who_marked_whom_and_when(signed_in):
    lead, session, _ = make_changed()
    client = signed_in(lead)

    page = one_line(client.get(url(session, "changes/")).text)

    assert "Ada Brook00, late" in page
    assert "by Robin Marsh, until 16 Oct 2026, 6pm" in page
    assert url(session, "changes/") in client.get(url(session)).text


def test_the_page_of_changes_is_found_by_those_who_take_the_register(signed_in):
    _, session, _ = make_changed()
    strangers = [
        make_staff("work_group_lead"),
        make_staff("evaluator"),
        make_staff("hub_lead", hub=make_hub("Wolds")),
    ]

    found = [signed_in(who).get(url(session, "changes/")) for who in strangers]

    assert [answer.status_code for answer in found] == [404, 404, 404]
    head = signed_in(make_staff("hub_lead"))
    assert head.get(url(session, "changes/")).status_code == 200
    assert head.post(url(session, "changes/")).status_code == 405


@pytest.mark.parametrize("people", [1, 3])
def test_the_changes_take_two_statements(django_assert_num_queries, people):
    lead, session, places = make_led_group(people=people)
    save(session, {place.pk: "late" for place in places}, by=lead)
    for place in places:
        attendance.record_attendance(
            session,
            {place.pk: "absent"},
            seen={place.pk: "late"},
            by=lead,
            at=FRIDAY_5PM,
        )

    with django_assert_num_queries(2):
        assert len(changes_of(session)) == 2 * people


def test_a_reason_goes_when_the_person_is_deleted():
    _, session, first = make_changed()
    Attendance.objects.update(reason="They were ill", note="Ill")
    FormerMark.objects.update(reason="They were ill", note="Ill", deputy="Jo")

    deleting.delete_person(first.participant, by=None, at=FRIDAY_5PM)

    mark, former = Attendance.objects.get(place=first), FormerMark.objects.get()
    assert (mark.mark, mark.reason, mark.note) == ("absent", "", "")
    assert (former.mark, former.reason, former.note, former.deputy) == (
        "late",
        "",
        "",
        "",
    )


def test_the_home_of_the_person_shows_the_reason(signed_in):
    _, session, (place, _) = closed_group()
    head = make_staff("hub_lead")
    save(session, {place.pk: "late"}, by=head, reason="Came <late>.")

    home = home_of(place.participant)
    page = one_line(signed_in(head).get(home).text)

    assert "late (after the register had closed: Came &lt;late&gt;.)" in page
