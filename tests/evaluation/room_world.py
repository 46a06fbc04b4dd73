"""A session that was held today, for the tests of answers given in the room."""

from datetime import time

from evaluation.actions.room import RoomAnswers
from tests.factories import make_place, make_session, make_work_group, mark_present

GIVEN = RoomAnswers({"useful": 4, "words": "More time.", "supported": 2}, True)


def held_session(present=3):
    """A session that ended at four today, with a register."""
    group = make_work_group()
    times = {"starts": time(13, 30), "ends": time(16)}
    session = make_session(group, **times)
    for _ in range(present):
        mark_present(make_place(work_group=group), session)
    return session
