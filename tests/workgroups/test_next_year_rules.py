"""Where dates of this year's groups move to, and what their titles become."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workgroups import next_year, rules, working_days

SUMMER = [["07-20", "09-05"]]
HALF_TERM = rules.DaysToAvoid("Half term", date(2027, 10, 25), date(2027, 10, 29))
ALL_MONTHS = [["01-01", "12-31"]]


def moved(days, *, closed_weeks=(), to_avoid=()):
    found = next_year.moved_dates(
        [date.fromisoformat(day) for day in days],
        start_year=2027,
        closed_weeks=closed_weeks,
        to_avoid=to_avoid,
    )
    return {f"{old}": f"{new}" for old, new in found.items()}


@pytest.mark.parametrize(
    ("days", "closed_weeks", "to_avoid", "new"),
    [
        pytest.param([], SUMMER, [], {}, id="no days"),
        pytest.param(
            ["2026-10-13", "2027-01-12"],
            SUMMER,
            [HALF_TERM],
            {"2026-10-13": "2027-10-12", "2027-01-12": "2028-01-11"},
            id="52 weeks",
        ),
        pytest.param(
            ["2026-10-26"], [], [HALF_TERM], {"2026-10-26": "2027-11-01"}, id="first"
        ),
        pytest.param(
            ["2026-10-30"], [], [HALF_TERM], {"2026-10-30": "2027-11-05"}, id="last"
        ),
        pytest.param(
            ["2026-10-31"], [], [HALF_TERM], {"2026-10-31": "2027-10-30"}, id="after"
        ),
        pytest.param(
            ["2027-05-03"], [], [], {"2027-05-03": "2028-05-08"}, id="bank holiday"
        ),
        pytest.param(
            ["2026-09-01"], [], [], {"2026-09-01": "2027-09-07"}, id="year before"
        ),
        pytest.param(
            ["2026-09-02"], [], [], {"2026-09-02": "2027-09-01"}, id="first of year"
        ),
        pytest.param(
            ["2026-09-07"], SUMMER, [], {"2026-09-07": "2027-09-06"}, id="open again"
        ),
        pytest.param(
            ["2026-09-04"], SUMMER, [], {"2026-09-04": "2027-09-10"}, id="closed"
        ),
        pytest.param(
            ["2026-10-26", "2026-11-02", "2026-11-03"],
            [],
            [HALF_TERM],
            {
                "2026-10-26": "2027-11-01",
                "2026-11-02": "2027-11-08",
                "2026-11-03": "2027-11-09",
            },
            id="the next ones make room",
        ),
        pytest.param(
            ["2026-11-02", "2026-11-02", "2026-10-12"],
            [],
            [],
            {"2026-10-12": "2027-10-11", "2026-11-02": "2027-11-01"},
            id="out of order and twice a day",
        ),
        pytest.param(
            ["2027-07-20", "2027-07-27"],
            SUMMER,
            [],
            {"2027-07-20": "2028-07-11", "2027-07-27": "2028-07-18"},
            id="back where the year ends",
        ),
        pytest.param(
            ["2027-07-15", "2027-07-20", "2027-07-29"],
            SUMMER,
            [],
            {
                "2027-07-15": "2028-07-06",
                "2027-07-20": "2028-07-11",
                "2027-07-29": "2028-07-13",
            },
            id="those before make room",
        ),
        pytest.param(
            ["2020-01-06", "2029-01-08"],
            [],
            [],
            {"2020-01-06": "2027-09-06", "2029-01-08": "2028-08-21"},
            id="of another year",
        ),
        pytest.param(
            ["2026-10-13", "2027-08-31"],
            ALL_MONTHS,
            [],
            {"2026-10-13": "2027-10-12", "2027-08-31": "2028-08-29"},
            id="no free day",
        ),
        pytest.param(
            ["2026-09-01"], ALL_MONTHS, [], {"2026-09-01": "2027-09-07"}, id="in year"
        ),
        pytest.param(
            ["2027-09-02"], [], [], {"2027-09-02": "2028-08-31"}, id="last of year"
        ),
    ],
)
def test_days_move_into_the_next_year(days, closed_weeks, to_avoid, new):
    assert moved(days, closed_weeks=closed_weeks, to_avoid=to_avoid) == new


def test_more_days_than_a_year_has_move_by_52_weeks():
    days = [date(2020, 1, 6) + timedelta(weeks=number) for number in range(54)]

    found = next_year.moved_dates(days, start_year=2027)

    assert found == {day: day + timedelta(days=364) for day in days}


days_of_2026 = st.dates(date(2026, 9, 1), date(2027, 8, 31))
weeks_off = st.builds(
    lambda first, length: rules.DaysToAvoid(
        "Off", first, first + timedelta(days=length)
    ),
    st.dates(date(2027, 9, 1), date(2028, 8, 31)),
    st.integers(0, 20),
)


@given(
    st.lists(days_of_2026, max_size=8),
    st.lists(weeks_off, max_size=4),
    st.sampled_from([[], SUMMER, [["12-20", "01-03"], ["07-20", "09-05"]]]),
)
def test_moved_days_keep_weekday_and_order_and_are_free(days, avoided, closed):
    found = next_year.moved_dates(
        days, start_year=2027, closed_weeks=closed, to_avoid=avoided
    )
    new = [found[day] for day in sorted(set(days))]

    assert [*found] == sorted(set(days))
    assert [day.weekday() for day in new] == [day.weekday() for day in found]
    assert new == sorted(set(new))
    for day in new:
        assert date(2027, 9, 1) <= day <= date(2028, 8, 31)
        assert day not in working_days.bank_holidays(day.year)
        assert not working_days.in_closed_weeks(day, closed)
        assert not any(each.from_on <= day <= each.until_on for each in avoided)


@pytest.mark.parametrize(
    ("title", "new"),
    [
        ("SKTM Primary ECT: Lewisham", "SKTM Primary ECT: Lewisham"),
        ("SKTM 2026/27: Lewisham", "SKTM 2027/28: Lewisham"),
        ("SKTM 2026-27", "SKTM 2027-28"),
        ("SKTM 2026 – 2027", "SKTM 2027 – 2028"),
        ("SKTM 26/27", "SKTM 27/28"),
        ("SKTM 2026", "SKTM 2027"),
        ("SKTM summer 2027", "SKTM summer 2028"),
        ("Autumn 2026 (2026/27)", "Autumn 2027 (2027/28)"),
        ("SKTM 2025/26", "SKTM 2025/26"),
        ("SKTM 2026/28", "SKTM 2026/28"),
        ("Room 26, group 27", "Room 26, group 27"),
        ("Code 12026 and 20261", "Code 12026 and 20261"),
    ],
)
def test_the_year_in_a_title_moves_on(title, new):
    assert next_year.next_title(title, 2026) == new


def test_the_turn_of_a_century_keeps_two_digits():
    assert next_year.next_title("SKTM 08/09", 2008) == "SKTM 09/10"
    assert next_year.next_title("SKTM 2008/09", 2008) == "SKTM 2009/10"


@pytest.mark.parametrize(
    ("taken", "slug"),
    [
        ([], "a-2027"),
        (["a-2026"], "a-2027"),
        (["a-2027"], "a-2027-2"),
        (["a-2027", "a-2027-2"], "a-2027-3"),
    ],
)
def test_a_slug_that_is_taken_gets_a_number(taken, slug):
    assert next_year.numbered("a-2027", taken) == slug
