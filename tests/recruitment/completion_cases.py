"""Groups whose year is over, and the registers of their sessions."""

from datetime import timedelta
from typing import Any

from recruitment.models import Place
from tests.factories import (
    FRIDAY,
    make_participant,
    make_place,
    make_session,
    make_work_group,
    mark_present,
)
from workgroups.models import WorkGroup

MARKS = {
    "p": "present",
    "l": "late",
    "e": "left_early",
    "s": "apologies",
    "a": "absent",
}


def group_over(*shares: str, **fields: Any) -> WorkGroup:
    """A group with a session a week until last Friday, each of a share of a day."""
    group = make_work_group(**fields)
    for number, share in enumerate(shares or ("0.25",) * 4, start=1):
        weeks = len(shares or "1234") - number + 1
        make_session(
            group, number=number, on=FRIDAY - timedelta(weeks=weeks), day_share=share
        )
    return group


def person_in(
    group: WorkGroup, marks: str, state: str = "confirmed", **names: Any
) -> Place:
    """A place with a mark for each session: a letter of MARKS, or a dot for none."""
    person = make_participant(group.hub, **names)
    place = make_place(state, work_group=group, participant=person)
    for session, letter in zip(group.sessions.order_by("number"), marks, strict=True):
        if letter in MARKS:
            mark_present(place, session, MARKS[letter])
    return place
