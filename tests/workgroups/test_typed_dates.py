"""Dates of sessions as people type them, one line each."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workgroups import academic_years, typed_dates


def read(text):
    return typed_dates.read(text, start_year=2026, starts=time(16), ends=time(18))


def read_line(text):
    found = read(text)
    assert found.problems == []
    (session,) = found.sessions
    return f"{session.on} {session.starts:%H:%M}-{session.ends:%H:%M}"


@pytest.mark.parametrize(
    "text",
    [
        "12 January 2027",
        "12 january 2027",
        "12 Jan 2027",
        "12 Jan. 2027",
        "12 Jan 27",
        "12 January",
        "12th January 2027",
        "12th of January, 2027",
        "12Jan2027",
        "12-Jan-27",
        "January 12 2027",
        "Jan 12th, 2027",
        "Tue 12 Jan 2027",
        "Tuesday, 12 January 2027",
        "Tues 12 Jan",
        "Tue, 12 Jan",
        "12 January 2027 (Tuesday)",
        "12. January 2027",
        "12/01/2027",
        "12/1/27",
        "12/01",
        "12.01.2027",
        "12-1-27",
        "2027-01-12",
        "1. 12 January 2027",
        "2) 12/01/27",
        "Session 3: 12 January 2027",
        "* 12 January 2027",
        "\u2022 12 January 2027",
        "- 12 January 2027",
        "  12   January\t2027  ",
    ],
)
def test_a_day_is_read_in_many_spellings(text):
    assert read_line(text) == "2027-01-12 16:00-18:00"


@pytest.mark.parametrize(
    ("times", "clock"),
    [
        ("14:00-16:00", "14:00-16:00"),
        ("14.00 - 16.30", "14:00-16:30"),
        ("14:00\u201316:00", "14:00-16:00"),
        ("1400-1600", "14:00-16:00"),
        ("14-16", "14:00-16:00"),
        ("2pm to 4pm", "14:00-16:00"),
        ("from 2 pm until 4 pm", "14:00-16:00"),
        ("(2-4pm)", "14:00-16:00"),
        (", 2:15-4pm", "14:15-16:00"),
        ("2-4", "14:00-16:00"),
        ("8-9pm", "20:00-21:00"),
        ("9-12", "09:00-12:00"),
        ("9-3", "09:00-15:00"),
        ("9am-12", "09:00-12:00"),
        ("930-1130", "09:30-11:30"),
        ("11-1pm", "11:00-13:00"),
        ("10am to noon", "10:00-12:00"),
        ("midday-2pm", "12:00-14:00"),
        ("12am-1am", "00:00-01:00"),
        ("07:30-09:00", "07:30-09:00"),
        ("8-9", "08:00-09:00"),
        ("between 2 and 4", "14:00-16:00"),
        ("at 9am", "09:00-11:00"),
        ("2:30", "14:30-16:30"),
        ("from 13:00", "13:00-15:00"),
    ],
)
@pytest.mark.parametrize("day", ["12 January 2027", "Tue 12/01/27", "12 Jan"])
def test_times_stand_behind_the_day(day, times, clock):
    assert read_line(f"{day} {times}") == f"2027-01-12 {clock}"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 September", "2026-09-01"),
        ("31 December", "2026-12-31"),
        ("1 January", "2027-01-01"),
        ("31/8", "2027-08-31"),
        ("1 Sept 2025", "2025-09-01"),
        ("14:00-16:00 12 March 2027", "2027-03-12"),
        ("Weds 13 Jan", "2027-01-13"),
    ],
)
def test_a_day_without_a_year_is_in_the_academic_year(text, day):
    assert f"{read(text).sessions[0].on}" == day


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("next week", "we find no date in “next week”. Write it as “12 January 2027”."),
        ("12 Juno", "we find no date in “12 Juno”. Write it as “12 January 2027”."),
        ("3.", "we find no date in “3.”. Write it as “12 January 2027”."),
        ("0/0/27", "we find no date in “0/0/27”. Write it as “12 January 2027”."),
        ("31 Feb 2027", "the calendar has no such day as in “31 Feb 2027”."),
        ("12/13/27", "the calendar has no such day as in “12/13/27”."),
        ("Monday 12 January 2027", "12 January 2027 is a Tuesday."),
        ("Wed 12 Jan", "12 January 2027 is a Tuesday."),
        (
            "12 January 2027 in the hall",
            "we cannot read “in the hall”. Write times as “14:00-16:00”.",
        ),
        (
            "12 January 1927",
            "we cannot read “1927”. Write times as “14:00-16:00”.",
        ),
        ("12 Jan 16:00-14:00", "the session would not end after it starts."),
        ("12 Jan 16:00-2pm", "the session would not end after it starts."),
        ("12 Jan 4pm-4pm", "the session would not end after it starts."),
        ("12 Jan 7-8", "the session would not end after it starts."),
        ("12 Jan 23:00", "the session would not end after it starts."),
        ("12 Jan 25:00-26:00", "no clock shows 26:00."),
        ("12 Jan 14:60-16:00", "no clock shows 14:60."),
    ],
)
def test_a_line_that_is_not_read_is_named_by_its_number(line, said):
    found = read(f"5 Jan 2027\n\n{line}")

    assert found.problems == [f"Line 3: {said}"]
    assert [f"{each.on}" for each in found.sessions] == ["2027-01-05"]


def test_sessions_are_in_the_order_of_their_days():
    found = read("9 Feb 2027\n12 Jan 2027\n12 Jan 2027 9am\n\n")

    assert [f"{each.on} {each.starts:%H}" for each in found.sessions] == [
        "2027-01-12 09",
        "2027-01-12 16",
        "2027-02-09 16",
    ]


def test_nothing_typed_is_nothing_read():
    assert read(" \n\n") == typed_dates.TypedDates([], [])


SPELLINGS = ["%d %B %Y", "%a %d %b %y", "%A, %B %d %Y", "%d/%m/%y", "%Y-%m-%d", "%d %B"]


@given(
    st.dates(date(2026, 9, 1), date(2027, 8, 31)),
    st.sampled_from(SPELLINGS),
    st.times(time(0), time(21)),
)
def test_what_is_written_is_read_back(day, spelling, starts):
    ends = starts.replace(hour=starts.hour + 2)
    line = f"{day:{spelling}} {starts:%H:%M}-{ends:%H:%M}"

    found = typed_dates.read(
        line,
        start_year=academic_years.academic_year_of(day),
        starts=time(9),
        ends=time(10),
    )

    assert found.problems == []
    assert [
        f"{each.on} {each.starts:%H:%M}-{each.ends:%H:%M}" for each in found.sessions
    ] == [f"{day} {starts:%H:%M}-{ends:%H:%M}"]


@given(st.text(max_size=60))
def test_any_text_is_read_or_named(text):
    found = read(text)

    lines = [line for line in text.splitlines() if line.split()]
    assert len(found.sessions) + len(found.problems) == len(lines)
