"""Acts on a session and its register that write an entry in the audit log."""

from django.db.models import Model

from recruitment.actions import attendance
from recruitment.actions import sessions as session_actions
from tests.audited_world import AT, World
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


def add_walk_in(w: World) -> Model:
    person = {"first_name": "Zoe", "last_name": "Oak", "email": "zoe@example.org"}
    return attendance.add_walk_in(w.session, person, school_name="", by=w.by, at=AT)
