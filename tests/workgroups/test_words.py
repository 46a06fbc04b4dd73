"""Days, times, counts and lists as people read them."""

from datetime import date, datetime, time

import pytest

from workgroups import words
from workgroups.models import Session, WorkGroup


def test_a_day_is_written_without_a_leading_zero():
    assert words.day(date(2026, 11, 3)) == "3 November 2026"
    assert words.weekday(date(2026, 11, 3)) == "Tuesday 3 November 2026"


def test_a_range_of_days_runs_from_the_first_to_the_last():
    days = [date(2023, 6, 21), date(2022, 10, 12), date(2023, 1, 9)]

    assert words.day_range(days) == "12 October 2022 to 21 June 2023"
    assert words.day_range([date(2022, 10, 12)]) == "12 October 2022"


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (time(0), "12am"),
        (time(9, 5), "9:05am"),
        (time(11, 59), "11:59am"),
        (time(12), "12pm"),
        (time(17), "5pm"),
    ],
)
def test_a_time_of_day_is_written_on_a_twelve_hour_clock(at, said):
    assert words.clock_time(at) == said


def test_a_time_range_names_both_ends():
    assert words.time_range(time(9, 30), time(12)) == "9:30am to 12pm"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "no time"),
        (1, "1 minute"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (610, "10 hours 10 minutes"),
    ],
)
def test_a_duration_is_written_in_hours_and_minutes(minutes, said):
    assert words.duration(minutes) == said


def test_a_count_agrees_with_its_noun():
    assert words.counted(0, "session") == "0 sessions"
    assert words.counted(1, "session") == "1 session"
    assert words.counted(1200, "session") == "1,200 sessions"
    assert words.plural(1, "is", "are") == "is"
    assert words.plural(2, "is", "are") == "are"


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_the_last_item_of_a_list_follows_and(items, said):
    assert words.listed(items) == said


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([], ""), ([7], "E7"), ([2, 1], "E1, E2"), ([4, 2, 3, 9], "E2 to E4, E9")],
)
def test_three_numbers_in_a_row_are_written_as_a_range(numbers, said):
    assert words.number_ranges(numbers, "E") == said


def test_london_is_an_hour_ahead_in_summer():
    assert datetime(2026, 7, 1, tzinfo=words.LONDON).utcoffset().seconds == 3600
    assert datetime(2026, 12, 1, tzinfo=words.LONDON).utcoffset().seconds == 0


def test_a_session_is_called_by_its_group_number_and_day():
    group = WorkGroup(title="Greenwich")
    session = Session(work_group=group, number=2, on=date(2026, 11, 3))

    assert str(session) == "Greenwich, session 2 on 3 November 2026"
