"""The days on which details go, on plain values."""

from datetime import date

import pytest
from django.apps import apps

from recruitment import retention


@pytest.mark.parametrize(
    ("year", "months", "day"),
    [
        (2025, 12, date(2027, 9, 1)),
        (2025, 6, date(2027, 3, 1)),
        (2025, 4, date(2027, 1, 1)),
        (2025, 3, date(2026, 12, 1)),
        (2025, 0, date(2026, 9, 1)),
        (2025, 28, date(2029, 1, 1)),
    ],
)
def test_details_go_so_many_months_after_the_year_of_the_last_place(year, months, day):
    assert retention.goes_on(year, months) == day
    assert retention.last_year_gone(day, months) == year


@pytest.mark.parametrize(
    ("on", "year"),
    [
        (date(2027, 8, 1), 2024),
        (date(2027, 9, 1), 2025),
        (date(2028, 8, 1), 2025),
        (date(2028, 9, 1), 2026),
    ],
)
def test_the_last_year_whose_details_have_gone(on, year):
    assert retention.last_year_gone(on, 12) == year


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 11, 17), date(2026, 12, 1)),
        (date(2026, 11, 18), date(2027, 1, 1)),
        (date(2026, 12, 18), date(2027, 1, 1)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2027, 2, 15), date(2027, 3, 1)),
    ],
)
def test_a_day_is_announced_two_weeks_before_it(today, day):
    assert retention.next_run_day(today) == day


def test_the_terms_name_fields_that_exist_and_the_hubs_months():
    terms = retention.terms_of(1)

    assert [term.kept for term in terms] == [
        "1 month after the end of the academic year of their last place",
        "30 days after the last session of their group",
        "1 month after the end of the academic year of the session",
        "30 days after they became known; of people with a secured place not before "
        "its academic year is over",
        "7 days, and until the address is proved or the place has ended",
        "30 days after they were last changed",
        "a day",
    ]
    for path in [each for term in terms for each in term.fields]:
        model, _, name = path.rpartition(".")
        assert apps.get_model(model)._meta.get_field(name)
