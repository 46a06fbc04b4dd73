"""Helpers of the tests of the attendance register."""

from tests.factories import (
    make_participant,
    make_place,
    make_session,
    make_staff,
    make_work_group,
)


def make_led_group(people=2, **fields):
    """A group with a lead, its first session today, and people with places."""
    lead = make_staff("work_group_lead", hub=fields.get("hub"), name="Robin Marsh")
    work_group = make_work_group(**fields)
    work_group.leads.add(lead)
    session = make_session(work_group)
    places = [
        make_place(
            work_group=work_group,
            participant=make_participant(work_group.hub, last_name=f"Brook{n:02d}"),
            year_groups=["3"],
            school_name="Rose Hill Primary School",
        )
        for n in range(people)
    ]
    return lead, session, places


def url(session, tail=""):
    return f"/sessions/{session.pk}/register/{tail}"


def posted(places, marks, seen=None):
    """A register's fields as a browser sends them."""
    fields = {f"seen_{place.pk}": "" for place in places}
    fields |= {f"seen_{pk}": mark for pk, mark in (seen or {}).items()}
    return fields | {f"mark_{pk}": mark for pk, mark in marks.items()}


def marks_of(session):
    return dict(session.attendances.values_list("place_id", "mark"))
