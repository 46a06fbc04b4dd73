from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from recruitment import rules
from recruitment.errors import NotAllowed, OfferLapsed, PlaceClosed
from workgroups import working_days

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
        at, working_days=5, closed_weeks=SUMMER_AND_HALF_TERM, next_session_on=None
    )

    assert end == ends


@pytest.mark.parametrize(
    ("session_on", "ends"),
    [
        (date(2026, 10, 14), london(2026, 10, 13, 17)),  # Wednesday: Tuesday's end
        (date(2026, 10, 19), london(2026, 10, 16, 17)),  # Monday: Friday's end
        (date(2026, 11, 3), london(2026, 10, 16, 17)),  # later than five days
    ],
)
def test_an_offer_ends_on_the_working_day_before_the_next_session(session_on, ends):
    friday = london(2026, 10, 9, 14)

    end = rules.offer_end(
        friday, working_days=5, closed_weeks=[], next_session_on=session_on
    )

    assert end == ends


@pytest.mark.parametrize(
    ("offered", "counts_from"),
    [
        (london(2026, 10, 5), date(2026, 10, 8)),  # Monday: Tuesday, Wednesday between
        (london(2026, 10, 8), date(2026, 10, 13)),  # Thursday: Friday, Monday
        (london(2026, 10, 10), date(2026, 10, 14)),  # Saturday: Monday, Tuesday
        (london(2026, 7, 17), date(2026, 9, 9)),  # before the closed weeks
        (london(2026, 12, 24), date(2026, 12, 31)),  # Christmas
    ],
)
def test_a_session_counts_after_two_whole_working_days(offered, counts_from):
    assert rules.first_day_in_offer(offered, SUMMER_AND_HALF_TERM) == counts_from


@pytest.mark.parametrize(
    ("offered", "ends", "times"),
    [
        (  # a whole week: on the second working day before the end, at nine
            london(2026, 10, 5, 10),
            london(2026, 10, 12, 17),
            (london(2026, 10, 8, 9), london(2026, 10, 12, 13)),
        ),
        (  # a short one: two working days after the offer
            london(2026, 10, 5, 14),
            london(2026, 10, 8, 17),
            (london(2026, 10, 7, 14), london(2026, 10, 8, 13)),
        ),
        (  # too short: the last four working hours have begun
            london(2026, 10, 5, 14),
            london(2026, 10, 7, 17),
            None,
        ),
        (
            london(2026, 10, 5, 13),
            london(2026, 10, 7, 17),
            (london(2026, 10, 7, 13), london(2026, 10, 7, 13)),
        ),
    ],
)
def test_when_an_offer_may_be_reminded_of(offered, ends, times):
    assert rules.reminder_times(offered, ends, SUMMER_AND_HALF_TERM) == times


@pytest.mark.parametrize(
    ("at", "hours", "earlier"),
    [
        (london(2026, 10, 12, 17), 4, london(2026, 10, 12, 13)),
        (london(2026, 10, 12, 10), 4, london(2026, 10, 9, 14)),  # over a weekend
        (london(2026, 10, 12, 20), 8, london(2026, 10, 12, 9)),
        (london(2026, 9, 7, 10), 2, london(2026, 7, 17, 16)),  # over the closed weeks
    ],
)
def test_working_hours_are_nine_to_five_on_working_days(at, hours, earlier):
    assert rules.working_hours_before(at, hours, SUMMER_AND_HALF_TERM) == earlier


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


@pytest.mark.parametrize("state", ["confirmed", "declined", "interested", "completed"])
def test_only_an_offered_place_can_be_confirmed(state):
    with pytest.raises(PlaceClosed):
        rules.check_confirmable(state, None, paused=False, at=london(2026, 10, 16))


@pytest.mark.parametrize("hour", [9, 17])
def test_an_offer_can_be_confirmed_until_its_very_end(hour):
    ends = london(2026, 10, 16, 17)

    rules.check_confirmable(
        "offered", ends, paused=False, at=london(2026, 10, 16, hour)
    )


@pytest.mark.parametrize(
    ("pair", "closed", "open_days"),
    [
        (("07-20", "09-05"), [(7, 20), (8, 15), (9, 5)], [(7, 19), (9, 6), (1, 1)]),
        (("12-19", "01-03"), [(12, 19), (12, 31), (1, 3)], [(12, 18), (1, 4), (7, 1)]),
        (("05-04", "05-04"), [(5, 4)], [(5, 3), (5, 5)]),
    ],
)
def test_closed_weeks(pair, closed, open_days):
    days = {
        day: working_days.in_closed_weeks(date(2026, *day), [pair]) for day in closed
    }
    others = {
        day: working_days.in_closed_weeks(date(2026, *day), [pair]) for day in open_days
    }

    assert set(days.values()) == {True}
    assert set(others.values()) == {False}


def test_any_pair_of_closed_weeks_closes_a_day():
    pairs = [("02-15", "02-19"), ("05-24", "05-28")]

    assert working_days.in_closed_weeks(date(2027, 5, 24), pairs)
    assert not working_days.in_closed_weeks(date(2027, 5, 24), [])


def test_a_transition_that_the_state_machine_lacks_is_refused_in_words():
    rules.check_transition("offered", "confirmed")

    with pytest.raises(NotAllowed) as refused:
        rules.check_transition("completed", "offered")
    assert str(refused.value).startswith("A place that is ")


@pytest.mark.parametrize(
    ("year_groups", "stages"),
    [
        ([], []),
        (["4"], ["Key stage 2"]),
        (["R", "1", "2"], ["Early years", "Key stage 1"]),
        (["11", "7", "12"], ["Key stage 3", "Key stage 4", "16 to 18"]),
        (["N"], ["Early years"]),
    ],
)
def test_key_stages_of_year_groups(year_groups, stages):
    assert rules.key_stages(year_groups) == stages


@pytest.mark.parametrize(
    ("state", "is_back", "is_there", "dates_confirmed", "why"),
    [
        ("provisional", False, False, False, ""),
        ("provisional", False, True, True, ""),
        (
            *("provisional", False, True, False),
            "In that group already; its dates are not settled.",
        ),
        ("deferred", False, False, True, ""),
        ("deferred", True, False, True, "The person has come back already."),
        ("offered", False, False, True, "It is asked to confirm already."),
    ],
)
def test_who_goes_on_to_a_group_of_next_year(
    state, is_back, is_there, dates_confirmed, why
):
    assert why == rules.why_not_rolled_over(
        state, is_back=is_back, is_there=is_there, dates_confirmed=dates_confirmed
    )


def test_staff_decide_at_five_on_the_tenth_working_day_after_somebody_came():
    came = datetime(2026, 10, 16, 15, tzinfo=UTC)
    ends = datetime(2026, 10, 30, 17, tzinfo=UTC)  # after the clocks went back

    assert rules.pause_is_over(came, [], at=ends)
    assert not rules.pause_is_over(came, [], at=ends - timedelta(seconds=1))
