from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from recruitment import rules
from recruitment.errors import OfferLapsed, PlaceClosed

LONDON = ZoneInfo("Europe/London")
SUMMER_AND_HALF_TERM = [["07-20", "09-05"]]


def london(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (london(2026, 10, 9), london(2026, 10, 16, 17)),  # a weekend between
        (london(2026, 10, 23), london(2026, 10, 30, 17)),  # the clocks go back
        (london(2026, 12, 23), london(2027, 1, 4, 17)),  # Christmas and New Year
        (london(2027, 3, 24), london(2027, 4, 2, 17)),  # Good Friday, Easter Monday
        (london(2027, 7, 16), london(2027, 9, 9, 17)),  # the closed weeks
    ],
)
def test_an_offer_ends_five_working_days_on(at, ends):
    end = rules.offer_end(
        at, working_days=5, closed_weeks=SUMMER_AND_HALF_TERM, next_session_at=None
    )

    assert end == ends


def test_an_offer_ends_at_the_next_session_at_the_latest():
    session = london(2026, 10, 13, 16)

    end = rules.offer_end(
        london(2026, 10, 9), working_days=5, closed_weeks=[], next_session_at=session
    )

    assert end == session


@pytest.mark.parametrize(
    ("capacity", "in_use", "left"),
    [(None, 99, None), (0, 0, 0), (20, 19, 1), (20, 20, 0), (10, 12, 0)],
)
def test_seats_left(capacity, in_use, left):
    assert rules.seats_left(capacity, in_use) == left


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({}, "offered"),
        ({"left": None}, "offered"),
        ({"left": 0}, "waiting"),
        ({"waiting": True}, "waiting"),
        ({"later_stage": True}, "waiting"),
        ({"review": True}, "interested"),
        ({"dates_confirmed": False}, "interested"),
    ],
)
def test_the_first_state_of_a_new_place(facts, state):
    usual = {
        "dates_confirmed": True,
        "review": False,
        "later_stage": False,
        "waiting": False,
        "left": 3,
    }

    assert rules.first_state(**{**usual, **facts}) == state


@pytest.mark.parametrize(
    ("state", "paused", "error"),
    [
        ("lapsed", False, OfferLapsed),
        ("offered", False, OfferLapsed),
        ("offered", True, None),
        ("withdrawn", False, PlaceClosed),
        ("waiting", False, PlaceClosed),
    ],
)
def test_check_confirmable_after_the_end_of_an_offer(state, paused, error):
    ended = datetime(2026, 10, 16, 16, tzinfo=UTC)
    late = datetime(2026, 10, 16, 16, 0, 1, tzinfo=UTC)

    if error is None:
        rules.check_confirmable(state, ended, paused=paused, at=late)
    else:
        with pytest.raises(error):
            rules.check_confirmable(state, ended, paused=paused, at=late)
