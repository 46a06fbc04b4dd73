"""Acts on a session and its register that write an entry in the audit log."""

from decimal import Decimal

from django.db.models import Model

from recruitment.actions import attendance, details, staffing, walk_ins
from recruitment.actions import sessions as session_actions
from recruitment.registration.keeping import Answers
from tests.audited_world import AT, World
from tests.factories import make_place, make_work_group
from workgroups.actions import sessions


def write_session_note(w: World) -> Model:
    return sessions.write_session_note(
        w.session, delivered_as="planned", lead_note="Good.", seen="", by=w.by, at=AT
    )


def record_attendance(w: World) -> Model:
    place = w.place()
    attendance.record_attendance(
        w.session, {place.pk: "present"}, seen={}, by=w.by, at=AT
    )
    return w.session


def call_off_session(w: World) -> Model:
    session_actions.call_off_session(w.session, reason="Snow.", by=w.by, at=AT)
    return w.session


def hold_session_again(w: World) -> Model:
    session = call_off_session(w)
    session.refresh_from_db()
    session_actions.hold_again([session], by=w.by, at=AT)
    return session


def fill_in_details(w: World) -> Model:
    return _in_the_room(w, lent_phone=False)


def lend_phone(w: World) -> Model:
    return _in_the_room(w, lent_phone=True)


def _in_the_room(w: World, *, lent_phone: bool) -> Model:
    place = w.place()
    mentor = {"name": "Jo Fern", "email": "jo@example.org"}
    said = Answers({}, place={"year_groups": ["3"]}, mentor=mentor)
    details.fill_in_details(place, said, by=w.by, lent_phone=lent_phone, at=AT)
    return place


def add_walk_in(w: World) -> Model:
    person = {"first_name": "Zoe", "last_name": "Oak", "email": "zoe@example.org"}
    return walk_ins.add_walk_in(w.session, person, school_name="", by=w.by, at=AT)


def add_catch_up(w: World) -> Model:
    home = make_work_group("Elsewhere", hub=w.session.hub)
    home.project = w.session.work_group.project
    home.save()
    place = make_place("confirmed", work_group=home)
    return walk_ins.add_catch_up(w.session, place, by=w.by, at=AT)


def add_to_room(w: World) -> Model:
    staffing.add_to_room(w.session, name="Pat", role="evaluator", by=w.by, at=AT)
    return w.session


def take_out_of_room(w: World) -> Model:
    staffing.take_out_of_room(add_to_room(w), "Pat", by=w.by, at=AT)
    return w.session


def note_lead_days(w: World) -> Model:
    staffing.note_lead_days(w.session, {"delivery": (Decimal(1), None)}, by=w.by, at=AT)
    return w.session


WGL = "work_group_lead"
DONE = {
    "add_catch_up": (add_catch_up, WGL),
    "add_walk_in": (add_walk_in, WGL),
    "add_to_room": (add_to_room, WGL, "name, role"),
    "take_out_of_room": (take_out_of_room, WGL, "name"),
    "note_lead_days": (note_lead_days, "hub_lead", "cost, days"),
    "call_off_session": (call_off_session, WGL),
    "fill_in_details": (fill_in_details, WGL, "mentor, year_groups"),
    "hold_session_again": (hold_session_again, "hub_lead"),
    "lend_phone": (lend_phone, WGL, "mentor, year_groups"),
    "record_attendance": (record_attendance, WGL, "mark"),
    "write_session_note": (write_session_note, WGL, "delivered_as, lead_note"),
}
