"""The days on which the sample's groups meet."""

from datetime import date, timedelta

import pytest

from sample.groups import meeting_days, move_off_day, move_one_to_day


@pytest.mark.parametrize("year", [2023, 2026, 2027])
def test_groups_have_past_and_future_sessions_from_october_to_june(year):
    for offset in range(365):
        day = date(year, 9, 1) + timedelta(days=offset)
        under_way = date(year, 10, 1) <= day <= date(year + 1, 6, 30)
        for weekday in range(5):
            days = meeting_days(year, 5, weekday=weekday)
            moved = [move_off_day(days, day), move_one_to_day(days, day)]
            for each in moved:
                assert each == sorted(set(each))
                assert not under_way or each[0] < day < each[-1]
            assert day not in moved[0]
            assert day in moved[1]
